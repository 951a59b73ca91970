//! Two parties and all that can happen to their messages, with what must come of it.

use super::{Device, End};

/// What can happen.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    Send {
        from: Who,
        length: usize,
    },
    /// One that has not arrived yet, whichever it is.
    Deliver {
        to: Who,
        which: usize,
    },
    /// One that has arrived before.
    Again {
        to: Who,
        which: usize,
    },
    /// One that has not arrived yet, with a bit changed.
    Damage {
        to: Who,
        which: usize,
        bit: usize,
    },
    /// One that has not arrived yet never does.
    Lose {
        to: Who,
        which: usize,
    },
    /// The side's process ends, and begins again with what it kept.
    Restart {
        who: Who,
    },
    /// A clock goes on by a week.
    Week {
        who: Who,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Alice,
    Bob,
}

impl Who {
    fn other(self) -> Self {
        if self == Self::Alice { Self::Bob } else { Self::Alice }
    }
}

/// A message on its way to somebody, or arrived.
struct Flight {
    message: Vec<u8>,
    text: Vec<u8>,
    /// Which of the sender's chains it is of.
    chain: u64,
    arrived: bool,
}

#[derive(Default)]
struct Side {
    end: Option<End>,
    /// On their way to this side.
    inbox: Vec<Flight>,
    /// Chains begun.
    begun: u64,
    /// Chains of the other side of which something has arrived.
    heard: u64,
    /// The next message begins a chain.
    turn: bool,
}

/// The two, and the network between.
pub struct World {
    alice: Device,
    bob: Device,
    sides: [Side; 2],
    sent: u32,
}

/// Chains whose late messages are read.
const CHAINS: u64 = 5;

impl World {
    /// Alice has begun a session, and Bob knows nothing of it.
    pub fn new() -> Self {
        let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
        let session = alice.initiate(&bob, &bob.bundle(), 99);
        let a = Side { end: Some(End::new(session, 1)), turn: true, ..Side::default() };
        Self { alice, bob, sides: [a, Side::default()], sent: 0 }
    }

    fn side(&mut self, who: Who) -> &mut Side {
        &mut self.sides[who as usize]
    }

    /// Lets it happen, and checks what comes of it.
    pub fn happen(&mut self, event: Event) {
        match event {
            Event::Send { from, length } => self.send(from, length),
            Event::Deliver { to, which } => self.with(to, which, false, Self::deliver),
            Event::Again { to, which } => self.with(to, which, true, Self::again),
            Event::Damage { to, which, bit } => {
                self.with(to, which, false, |world, to, it| world.damage(to, it, bit));
            }
            Event::Lose { to, which } => self.with(to, which, false, |world, to, it| {
                world.side(to).inbox.remove(it);
            }),
            Event::Restart { who } => {
                if let Some(end) = &mut self.side(who).end {
                    let state = end.state();
                    end.load(&state);
                    assert_eq!(end.state(), state);
                }
            }
            Event::Week { who } => {
                if let Some(end) = &mut self.side(who).end {
                    end.at += 7 * 24 * 60 * 60;
                }
            }
        }
    }

    /// All that is still on its way arrives, the oldest first.
    pub fn settle(&mut self) {
        for to in [Who::Bob, Who::Alice] {
            while let Some(which) = self.find(to, 0, false) {
                self.deliver(to, which);
                // What was too late is not tried again.
                self.side(to).inbox[which].arrived = true;
            }
        }
        let epochs = self.sides.iter().filter_map(|it| it.end.as_ref().map(End::epoch));
        let (most, least) = (epochs.clone().max().unwrap(), epochs.min().unwrap());
        assert!(most - least <= 1);
    }

    /// How far the two are: ML-KEM steps, and chains begun.
    pub fn progress(&self) -> (u64, u64) {
        (self.sides[0].end.as_ref().map_or(0, End::epoch), self.sides[0].begun)
    }

    fn with(&mut self, to: Who, which: usize, arrived: bool, act: impl Fn(&mut Self, Who, usize)) {
        if let Some(found) = self.find(to, which, arrived) {
            act(self, to, found);
        }
    }

    fn find(&mut self, to: Who, which: usize, arrived: bool) -> Option<usize> {
        let inbox = &self.side(to).inbox;
        let fitting: Vec<_> = (0..inbox.len()).filter(|at| inbox[*at].arrived == arrived).collect();
        if fitting.is_empty() { None } else { Some(fitting[which % fitting.len()]) }
    }

    fn send(&mut self, from: Who, length: usize) {
        self.sent += 1;
        let mut text = self.sent.to_be_bytes().to_vec();
        text.resize(text.len().max(length), 0x5A);
        let side = self.side(from);
        let Some(end) = &mut side.end else { return };
        let message = end.seal(&text);
        if core::mem::take(&mut side.turn) {
            side.begun += 1;
        }
        let chain = side.begun - 1;
        self.side(from.other()).inbox.push(Flight { message, text, chain, arrived: false });
    }

    fn deliver(&mut self, to: Who, which: usize) {
        let flight = &self.side(to).inbox[which];
        let (message, text, chain) = (flight.message.clone(), flight.text.clone(), flight.chain);
        if self.side(to).end.is_none() {
            let (session, opened) = self.bob.accept(&self.alice, &message).unwrap();
            self.side(to).end = Some(End::new(session, 2));
            self.arrived(to, which, opened == text);
            return;
        }
        let side = self.side(to);
        assert!(chain <= side.heard);
        let kept = chain + CHAINS >= side.heard;
        let end = side.end.as_mut().unwrap();
        let before = end.state();
        match end.open(&message) {
            Ok(opened) => self.arrived(to, which, opened == text),
            Err(refused) => {
                assert!(!kept, "{refused:?}");
                assert_eq!(end.state(), before);
            }
        }
    }

    fn arrived(&mut self, to: Who, which: usize, as_sent: bool) {
        assert!(as_sent);
        let side = self.side(to);
        let flight = &mut side.inbox[which];
        flight.arrived = true;
        if flight.chain == side.heard {
            side.heard += 1;
            side.turn = true;
        }
    }

    fn again(&mut self, to: Who, which: usize) {
        let message = self.side(to).inbox[which].message.clone();
        self.refused(to, &message);
    }

    fn damage(&mut self, to: Who, which: usize, bit: usize) {
        let mut message = self.side(to).inbox[which].message.clone();
        let bit = bit % (8 * message.len());
        message[bit / 8] ^= 1 << (bit % 8);
        self.refused(to, &message);
    }

    /// Is refused, and changes nothing.
    fn refused(&mut self, to: Who, message: &[u8]) {
        let Some(end) = &mut self.side(to).end else { return };
        let before = end.state();
        assert!(end.open(message).is_err());
        assert_eq!(end.state(), before);
        assert!(end.session.as_ref().unwrap().skipped_keys() <= 2_000);
    }
}
