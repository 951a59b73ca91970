//! Second factors, as whoever stands beside the directory sees them: what people have in their apps and on paper, which code is shown for what,
//! and who is let in. It is counted here, and not by the code that is looked at:
//!
//! * Where a second factor counts, nobody is let in without a code of it, but for a device whose sign-in is merely renewed, which is not asked.
//! * A code is taken for one thing, whatever it is shown for.
//! * Who guesses is soon shut out, and not for ever; who does not guess is not.

mod apps;
mod visits;

use std::collections::BTreeMap;

use causerie_chat::Credential;

pub(crate) use self::{
    apps::{App, Mark},
    visits::Visit,
};
use crate::task::MachineId;

/// What is known of second factors in a world. People are told by their first device.
#[derive(Default)]
pub(crate) struct Doors {
    /// What each person has, the latest last.
    apps: BTreeMap<MachineId, Vec<App>>,
    /// Which of these they take for the one that counts.
    current: BTreeMap<MachineId, usize>,
    /// Of which step of their app each person last showed a code.
    shown: BTreeMap<MachineId, u64>,
    /// Since which moment a second factor counts, and which of them it is if that is known.
    stands: BTreeMap<MachineId, (u64, Option<usize>)>,
    /// For which TLS key a device last signed in, and when.
    noted: BTreeMap<MachineId, ([u8; 32], u64)>,
    /// Who stands before the directory at the moment, and what they show.
    visits: Vec<Visit>,
    /// What each code was taken for.
    spent: BTreeMap<(MachineId, Mark), [u8; 32]>,
    /// How many codes were shown for each person,
    tries: BTreeMap<MachineId, u64>,
    /// and when some were wrong, since one was right.
    wrong: BTreeMap<MachineId, Vec<u64>>,
    /// How often each device's data folder was made anew, so that it has another TLS key.
    pub(crate) installations: BTreeMap<MachineId, u64>,
    /// What each device has to show.
    pub(crate) credentials: BTreeMap<MachineId, Credential>,
    moments: u64,
}
