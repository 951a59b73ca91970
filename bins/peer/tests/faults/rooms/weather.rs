//! What happens to the machines meanwhile.

use std::{
    ops::Range,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
};

use super::house::House;
use crate::{dice::Dice, network::Cut};

/// How often something happens, and for how long; all in milliseconds.
pub(crate) struct Weather {
    pub(crate) kills: Range<u64>,
    /// Between a kill and the start behind it.
    pub(crate) away: Range<u64>,
    pub(crate) cuts: Range<u64>,
    pub(crate) cut_for: Range<u64>,
    /// One in so many cuts, and one in so many absences.
    pub(crate) long: u64,
    pub(crate) long_for: Range<u64>,
}

impl Weather {
    /// Kills machines, the directory's among them, and starts them again, until it is calm.
    pub(crate) fn kill(&self, house: &House, calm: &AtomicBool, mut dice: Dice) {
        while !calm.load(Relaxed) {
            thread::sleep(dice.millis(&self.kills));
            let who = dice.index(house.cast.directory() + 1);
            // Nobody hears anything of anybody without one for long.
            let lasts = self.lasts(&self.away, who == house.cast.directory(), &mut dice);
            house.kill(who, dice.millis(lasts));
        }
    }

    /// Cuts machines off, the directory's among them, until it is calm.
    pub(crate) fn cut(&self, house: &House, calm: &AtomicBool, mut dice: Dice) {
        while !calm.load(Relaxed) {
            thread::sleep(dice.millis(&self.cuts));
            let who = dice.index(house.cast.directory() + 1);
            let how = if dice.below(2) == 0 { Cut::Silent } else { Cut::Told };
            let lasts = self.lasts(&self.cut_for, who == house.cast.directory(), &mut dice);
            house.cut(who, how, dice.millis(lasts));
        }
    }

    fn lasts<'a>(
        &'a self,
        short: &'a Range<u64>,
        is_short: bool,
        dice: &mut Dice,
    ) -> &'a Range<u64> {
        if dice.below(self.long) == 0 && !is_short { &self.long_for } else { short }
    }
}
