//! Who takes part: people, with a machine for each of their devices.

use std::ops::Range;

use crate::cast::DOMAIN;

/// What somebody does with the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Owns it, and stays.
    Owns,
    /// Helps to look after it, and stays.
    Helps,
    Stays,
    /// Is let in, and let go, and let in again.
    Comes,
    /// Is never in it.
    Stranger,
}

pub(crate) struct Person {
    pub(crate) name: &'static str,
    /// Of their devices, the first of which registered them.
    pub(crate) machines: Range<usize>,
    pub(crate) manner: Manner,
}

/// All of them. The directory's machine is the one behind theirs.
pub(crate) struct Cast {
    pub(crate) people: Vec<Person>,
}

const NAMES: [&str; 20] = [
    "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "kim",
    "leo", "mia", "nick", "olga", "peter", "quinn", "rosa", "sam", "tina",
];

impl Cast {
    /// Eight devices in the room at most, and a stranger.
    pub(crate) fn small() -> Self {
        use Manner::{Comes, Helps, Owns, Stays, Stranger};
        Self::of(&[
            (Owns, 2),
            (Helps, 1),
            (Stays, 2),
            (Stays, 1),
            (Comes, 1),
            (Comes, 1),
            (Stranger, 1),
        ])
    }

    /// Eighteen devices that stay in the room, five that come and go, and a stranger.
    pub(crate) fn large() -> Self {
        use Manner::{Comes, Helps, Owns, Stays, Stranger};
        let mut all = vec![(Owns, 2), (Helps, 2), (Stays, 2)];
        all.extend([(Stays, 1); 12]);
        all.extend([(Comes, 2), (Comes, 1), (Comes, 1), (Comes, 1), (Stranger, 1)]);
        Self::of(&all)
    }

    fn of(all: &[(Manner, usize)]) -> Self {
        let mut next = 0;
        let people = all.iter().zip(NAMES).map(|((manner, devices), name)| {
            let machines = next..next + devices;
            next = machines.end;
            Person { name, machines, manner: *manner }
        });
        Self { people: people.collect() }
    }

    /// How many devices there are.
    pub(crate) fn devices(&self) -> usize {
        self.people.last().map_or(0, |last| last.machines.end)
    }

    pub(crate) fn directory(&self) -> usize {
        self.devices()
    }

    /// Whose a device is.
    pub(crate) fn owner(&self, who: usize) -> &Person {
        self.people.iter().find(|person| person.machines.contains(&who)).expect("a device")
    }

    /// What a machine is called.
    pub(crate) fn name(&self, who: usize) -> String {
        if who == self.directory() {
            return "directory".to_owned();
        }
        format!("{}-{}", self.owner(who).name, self.device(who))
    }

    /// What a device is called at its person's.
    pub(crate) fn device(&self, who: usize) -> String {
        format!("d{}", who - self.owner(who).machines.start + 1)
    }

    pub(crate) fn with(&self, manner: Manner) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(move |person| person.manner == manner)
    }

    /// Machines of those who change the room for others.
    pub(crate) fn keepers(&self) -> Vec<usize> {
        let all = self.with(Manner::Owns).chain(self.with(Manner::Helps));
        all.flat_map(|person| person.machines.clone()).collect()
    }

    /// Machines of those who are in the room from its beginning to its end.
    pub(crate) fn steady(&self) -> Vec<usize> {
        let all = self.people.iter();
        let all = all.filter(|it| !matches!(it.manner, Manner::Comes | Manner::Stranger));
        all.flat_map(|person| person.machines.clone()).collect()
    }
}

impl Person {
    pub(crate) fn address(&self) -> String {
        format!("{}@{DOMAIN}", self.name)
    }
}
