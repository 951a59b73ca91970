use causerie_usecases::ports::LastSignIn;

use crate::{
    chance::Chance,
    machine::{MOST_AT_FIRST, machine_with},
    sabotage::Sabotage,
    task::MachineId,
};

/// What kind of world it is.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a kind of trouble of its own")]
pub(crate) struct Setting {
    /// How many people there are.
    pub(crate) people: usize,
    /// How many devices each has: the first the first number, and so on; those without a number have one.
    pub(crate) devices: Vec<usize>,
    /// How much people do, all together.
    pub(crate) actions: u64,
    /// Of so many steps, one ends in a crash; 0 is never.
    pub(crate) crash_once_in: u64,
    /// How long it is between two faults at most, in milliseconds; 0 is for ever.
    pub(crate) fault_every: u64,
    /// How many envelopes go at once.
    pub(crate) batch: usize,
    /// How many envelopes a mailbox takes.
    pub(crate) mailbox: u64,
    /// How many one-time pre-keys each device has published; none, and it has published nothing.
    pub(crate) pre_keys: usize,
    /// Whether clocks may jump by days.
    pub(crate) jumps_days: bool,
    /// Whether sessions get lost.
    pub(crate) loses_sessions: bool,
    /// Whether some do not tell what they received.
    pub(crate) is_discreet: bool,
    /// Whether people who are not known have to ask, and are accepted now and then.
    pub(crate) is_reserved: bool,
    /// Whether people edit, delete, react and type.
    pub(crate) has_kinds: bool,
    /// Whether what they say disappears now and then.
    pub(crate) has_timers: bool,
    /// Whether people link devices and revoke them.
    pub(crate) has_links: bool,
    /// Whether devices that were linked fetch what was said before,
    pub(crate) has_history: bool,
    /// Whether people make rooms.
    pub(crate) has_rooms: bool,
    /// Whether the directory lies about them.
    pub(crate) lies: bool,
    /// so much at once at most.
    pub(crate) page: u16,
    /// Whether contacts see who is there: clocks are right then.
    pub(crate) has_presence: bool,
    /// Whether people sign in, and have second factors;
    pub(crate) has_second_factors: bool,
    /// after how many milliseconds without a credential they are asked for one again.
    pub(crate) sign_in_lapse: u64,
    /// Who refuses everything.
    pub(crate) refuse: Vec<MachineId>,
    /// What was broken on purpose.
    pub(crate) sabotage: Option<Sabotage>,
}

impl Setting {
    /// One where all goes well.
    pub(crate) fn fair(people: usize) -> Self {
        Self {
            people,
            devices: Vec::new(),
            actions: 0,
            crash_once_in: 0,
            fault_every: 0,
            batch: 20,
            mailbox: 20_000,
            pre_keys: 60,
            jumps_days: false,
            loses_sessions: false,
            is_discreet: false,
            is_reserved: false,
            has_kinds: false,
            has_timers: false,
            has_links: false,
            has_history: false,
            has_rooms: false,
            lies: false,
            page: 200,
            has_presence: false,
            has_second_factors: false,
            sign_in_lapse: LastSignIn::LAPSE,
            refuse: Vec::new(),
            sabotage: None,
        }
    }

    /// The same with rooms in it. What else is drawn stays as it was, as far as rooms get by with it: people let each other in, tell what they
    /// received, and have clocks that are right to half a day, as packages demand.
    pub(crate) fn with_rooms(self, chance: &Chance) -> Self {
        let most = if chance.once_in(3) { 1 } else { 2 };
        let people = self.people.min(3);
        let devices = self.devices.iter().take(people).map(|it| (*it).min(most)).collect();
        let (is_reserved, is_discreet, jumps_days, has_timers) = (false, false, false, false);
        let (has_rooms, lies) = (true, chance.once_in(4));
        let mailbox = 20_000;
        Self {
            people,
            devices,
            mailbox,
            jumps_days,
            is_discreet,
            is_reserved,
            has_timers,
            has_rooms,
            lies,
            ..self
        }
    }

    /// The machines with the devices of one person.
    pub(crate) fn devices_of(&self, person: MachineId) -> Vec<MachineId> {
        let many = person.checked_sub(1).and_then(|place| self.devices.get(place));
        (1..=many.copied().unwrap_or(1)).map(|number| machine_with(number, person)).collect()
    }

    /// Any, with all kinds of trouble.
    pub(crate) fn any(chance: &Chance, actions: u64, sabotage: Option<Sabotage>) -> Self {
        let few = |rarely, usually| if chance.once_in(8) { rarely } else { usually };
        // Where nobody tells what was fetched, a mailbox must have room.
        let is_discreet = chance.once_in(8);
        let stock = if chance.once_in(8) { 21 } else { 60 };
        let people = 2 + chance.index(3);
        // Of three worlds, in one all have one device.
        let has_several = !chance.once_in(3);
        let most = if has_several { MOST_AT_FIRST } else { 1 };
        let has_links = chance.once_in(2);
        let devices = (0..people).map(|_| 1 + chance.index(most)).collect();
        Self {
            people,
            devices,
            actions,
            crash_once_in: few(0, chance.stretch(100, 4_000)),
            fault_every: few(0, chance.stretch(10_000, 1_800_000)),
            batch: 1 + chance.index(10),
            mailbox: if is_discreet { 20_000 } else { few(chance.between(1, 6), 20_000) },
            pre_keys: if chance.once_in(16) { 0 } else { stock },
            jumps_days: chance.once_in(12),
            loses_sessions: chance.once_in(4),
            is_discreet,
            is_reserved: chance.once_in(4),
            has_kinds: !chance.once_in(4),
            has_timers: chance.once_in(3),
            has_links,
            has_history: has_links && !chance.once_in(3),
            has_rooms: false,
            lies: false,
            page: if chance.once_in(4) {
                200
            } else {
                u16::try_from(chance.between(1, 6)).unwrap_or(1)
            },
            has_presence: chance.once_in(6),
            has_second_factors: chance.once_in(4),
            sign_in_lapse: few(chance.stretch(600_000, LastSignIn::LAPSE), LastSignIn::LAPSE),
            refuse: Vec::new(),
            sabotage,
        }
    }
}
