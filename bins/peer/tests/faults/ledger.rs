//! What was done and what was seen.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use crate::{
    cast::{ALL, name},
    standing::Fault,
};

/// Counts of what was done to the machines, and what `why` said meanwhile.
#[derive(Default)]
pub(crate) struct Ledger {
    kills: [AtomicU64; ALL.end],
    cuts: [AtomicU64; ALL.end],
    pub(crate) fills: AtomicU64,
    pub(crate) jumps: AtomicU64,
    /// Of messages that were said while the fault lasted: what they were said to be kept by while it lasted.
    named: Mutex<BTreeMap<Fault, BTreeMap<String, u64>>>,
    /// Of all messages.
    causes: Mutex<BTreeMap<String, u64>>,
    troubles: Mutex<Vec<String>>,
}

impl Ledger {
    pub(crate) fn killed(&self, who: usize) {
        self.kills[who].fetch_add(1, Relaxed);
    }

    pub(crate) fn cut(&self, who: usize) {
        self.cuts[who].fetch_add(1, Relaxed);
    }

    /// A message was said to be kept by `cause`; and by `fault`, if this test is sure.
    pub(crate) fn seen(&self, fault: Option<Fault>, cause: &str) {
        *self.causes.lock().unwrap().entry(cause.to_owned()).or_default() += 1;
        if let Some(fault) = fault {
            let mut named = self.named.lock().unwrap();
            *named.entry(fault).or_default().entry(cause.to_owned()).or_default() += 1;
        }
    }

    /// How often a fault was called what it is.
    pub(crate) fn named(&self, fault: Fault) -> u64 {
        let named = self.named.lock().unwrap();
        let Some(causes) = named.get(&fault) else { return 0 };
        fault.causes().iter().filter_map(|cause| causes.get(*cause)).sum()
    }

    /// Something went wrong that must not.
    pub(crate) fn trouble(&self, what: String) {
        eprintln!("trouble: {what}");
        self.troubles.lock().unwrap().push(what);
    }

    pub(crate) fn troubles(&self) -> Vec<String> {
        self.troubles.lock().unwrap().clone()
    }

    pub(crate) fn kills(&self) -> u64 {
        self.kills.iter().map(|count| count.load(Relaxed)).sum()
    }

    /// All of it, for people.
    pub(crate) fn print(&self) {
        let by_name = |counts: &[AtomicU64]| {
            let all = ALL.map(|who| format!("{} {}", name(who), counts[who].load(Relaxed)));
            all.collect::<Vec<_>>().join(", ")
        };
        println!("kill -9: {} ({})", self.kills(), by_name(&self.kills));
        println!("cuts: {}", by_name(&self.cuts));
        println!("disk fills: {}", self.fills.load(Relaxed));
        println!("clock jumps: {}", self.jumps.load(Relaxed));
        println!("what `why` said of messages that were said while");
        for (fault, causes) in self.named.lock().unwrap().iter() {
            println!("  {}: {}", fault.says(), list(causes));
        }
        println!("  any of it, or anything else: {}", list(&self.causes.lock().unwrap()));
    }
}

fn list(causes: &BTreeMap<String, u64>) -> String {
    let all = causes.iter().map(|(cause, count)| format!("{cause} {count}"));
    all.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_fault_that_was_called_something_else_was_not_named() {
    let ledger = Ledger::default();

    ledger.seen(Some(Fault::ReaderKilled), "IN_PROGRESS");
    ledger.seen(Some(Fault::AuthorCut), "IN_MAILBOX");
    ledger.seen(None, "IN_MAILBOX");
    assert_eq!((ledger.named(Fault::ReaderKilled), ledger.named(Fault::AuthorCut)), (0, 0));

    ledger.seen(Some(Fault::ReaderKilled), "IN_MAILBOX");
    assert_eq!(ledger.named(Fault::ReaderKilled), 1);
}
