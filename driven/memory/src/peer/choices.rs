use async_trait::async_trait;
use causerie_chat::{Address, Choice, Chosen, Conversation, DeviceAddress, Standing, Timestamp};
use causerie_usecases::ports::{Choices, Unavailable};

use super::{Kept, MemoryPeer};
use crate::lock::lock;

#[async_trait]
impl Choices for MemoryPeer {
    async fn choose(
        &self,
        about: &Conversation,
        choices: &[Choice],
        others: Vec<DeviceAddress>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        for choice in choices {
            if !choice.is_about(about, &self.me) {
                continue;
            }
            let before = kept.chosen.get(&(about.clone(), choice.numbers().0));
            let at = before.map_or(at, |(before, _)| at.max(before.plus(1)));
            let chosen = Chosen { about: about.clone(), choice: *choice, at };
            kept.put_choice(&chosen);
            for other in &others {
                kept.tell_choice(other, chosen.clone());
            }
        }
        Ok(())
    }

    async fn tell_all(&self, other: &DeviceAddress) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        let chosen = kept.chosen.iter().map(|((about, _), (at, choice))| {
            let (about, choice, at) = (about.clone(), *choice, *at);
            Chosen { about, choice, at }
        });
        for chosen in chosen.collect::<Vec<_>>() {
            kept.tell_choice(other, chosen);
        }
        Ok(())
    }
}

impl Kept {
    /// Another device of this person says what was decided there.
    pub(super) fn was_chosen(&mut self, me: &Address, chosen: &Chosen, now: Timestamp) {
        let Chosen { about, choice, at } = chosen;
        if !choice.is_about(about, me) || *at > now.plus(Chosen::AHEAD) {
            return;
        }
        let before = self.chosen.get(&(about.clone(), choice.numbers().0)).copied();
        if before.is_none_or(|before| choice.counts_after(*at, before)) {
            self.put_choice(chosen);
        }
    }

    /// How somebody stands who was not known: as was decided before, as far as anything was.
    pub(super) fn decided_before(&self, who: &Address, standing: Standing) -> Standing {
        let theirs = self.chosen.iter().filter(|((about, _), _)| *about == *who);
        theirs.fold(standing, |standing, (_, (_, choice))| standing.with(*choice))
    }

    /// Of each kind the latest alone.
    fn tell_choice(&mut self, other: &DeviceAddress, chosen: Chosen) {
        let due = &mut self.receipts.entry(other.clone()).or_default().chosen;
        let kind = |it: &Chosen| it.choice.numbers().0;
        due.retain(|it| it.about != chosen.about || kind(it) != kind(&chosen));
        due.push(chosen);
    }

    fn put_choice(&mut self, Chosen { about, choice, at }: &Chosen) {
        self.chosen.insert((about.clone(), choice.numbers().0), (*at, *choice));
        match choice {
            Choice::Timer(Some(timer)) => drop(self.timers.insert(about.clone(), *timer)),
            Choice::Timer(None) => drop(self.timers.remove(about)),
            Choice::Receipts(_) | Choice::Terms(_) | Choice::Blocked(_) => {
                about.person().into_iter().for_each(|who| self.stands(who, *choice));
            }
        }
    }

    fn stands(&mut self, who: &Address, choice: Choice) {
        if let Some(known) = self.contacts.get_mut(who) {
            known.standing = known.standing.with(choice);
        }
        if choice == Choice::Receipts(true) {
            self.untold.remove(who);
        } else if choice == Choice::Receipts(false) {
            self.untold.insert(who.clone());
            self.tell_no_more(who);
        }
    }

    fn tell_no_more(&mut self, who: &Address) {
        for (device, due) in &mut self.receipts {
            if device.person == *who {
                due.delivered.clear();
                due.read.clear();
            }
        }
        self.receipts.retain(|_, due| !due.is_empty());
    }
}
