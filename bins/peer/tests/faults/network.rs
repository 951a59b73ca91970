//! What lies between the machines, and can be cut.

use std::{path::Path, process::Command};

use crate::{
    door::{self, Door},
    namespaces::{self, Namespaces},
    relays::Relays,
};

/// Set to `relays`, it does without namespaces also where they can be had.
const WANTED: &str = "CAUSERIE_FAULTS_NETWORK";

/// How a machine is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// What is sent is gone, and nobody says so: the cable behind the next switch.
    Silent,
    /// The machine itself knows: its own cable.
    Told,
}

/// One between so many peers, who are the machines from 0 on, and the directory behind them.
pub(crate) struct Network {
    pub(crate) way: Way,
    peers: usize,
}

/// The two ways to have one.
pub(crate) enum Way {
    Namespaces(Namespaces),
    Relays(Relays),
}

impl Network {
    /// The better one that can be had, and a sentence that says which; as an error if it is the worse one.
    pub(crate) fn begin(folder: &Path, peers: usize) -> (Self, Result<String, String>) {
        let namespaces = match std::env::var(WANTED).as_deref() {
            Ok("relays") => Err(format!("{WANTED}=relays")),
            _ => Namespaces::begin(folder, peers),
        };
        match namespaces {
            Ok(network) => {
                let whose = if network.in_user { ", of a user namespace" } else { "" };
                let says = "a namespace for each process, joined by veth pairs and a bridge";
                (Self { way: Way::Namespaces(network), peers }, Ok(format!("{says}{whose}")))
            }
            Err(reason) => {
                let says =
                    "relays in this process, so that a peer cut off still reaches others directly";
                let why = "namespaces cannot be had (they take `ip`, `nsenter`, `unshare` and the right to)";
                (
                    Self { way: Way::Relays(Relays::begin(peers)), peers },
                    Err(format!("{says}; {why}: {reason}")),
                )
            }
        }
    }

    /// What carries out at that machine what is added to it.
    pub(crate) fn within(&self, who: usize) -> Command {
        match &self.way {
            Way::Namespaces(them) => them.within(who),
            Way::Relays(_) => Command::new("env"),
        }
    }

    pub(crate) fn cut(&self, who: usize, how: Cut) {
        match &self.way {
            Way::Namespaces(them) => them.cut(who, how),
            Way::Relays(them) => them.cut(who, how),
        }
    }

    pub(crate) fn heal(&self, who: usize) {
        match &self.way {
            Way::Namespaces(them) => them.heal(who),
            Way::Relays(them) => them.heal(who),
        }
    }

    /// Whether a peer that is cut off reaches nobody.
    pub(crate) fn cuts_all(&self) -> bool {
        matches!(self.way, Way::Namespaces(_))
    }

    /// Where a machine listens.
    pub(crate) fn listen(&self, who: usize) -> String {
        match &self.way {
            Way::Namespaces(_) => format!("{}:7500", namespaces::address(who)),
            Way::Relays(them) => them.listen(who),
        }
    }

    /// Where the others find a peer.
    pub(crate) fn advertise(&self, who: usize) -> String {
        match &self.way {
            Way::Namespaces(_) => self.listen(who),
            Way::Relays(them) => them.advertise(who),
        }
    }

    /// Where a peer finds the directory.
    pub(crate) fn directory(&self, who: usize) -> String {
        match &self.way {
            Way::Namespaces(_) => self.listen(self.peers),
            Way::Relays(them) => them.directory(who),
        }
    }

    /// Where a peer has its local API, and how one gets there from here.
    pub(crate) fn local(&self, folder: &Path, who: usize) -> (String, Door) {
        match &self.way {
            Way::Namespaces(_) => {
                (door::LOCAL.to_owned(), Door::File(namespaces::door(folder, who)))
            }
            Way::Relays(them) => (them.local(who), Door::Here(them.local(who))),
        }
    }
}
