//! What it all came to.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{
    cast::{PEOPLE, name},
    histories::{Kept, Said, Wrong},
    ledger::Ledger,
    local::Local,
    speaking::address,
    stage::Stage,
    standing::Fault,
};

/// How long a peer may take to answer when all is well.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was said, and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    acknowledged: usize,
    given_up: usize,
    wrong: Wrong,
    /// What is not as it should be besides.
    others: Vec<String>,
}

impl Verdict {
    /// Reads all histories and judges them.
    pub(crate) fn reached(stage: &Stage, said: &[((usize, usize), Vec<Said>)]) -> Self {
        let mut verdict = Self::default();
        for ((from, to), said) in said {
            let acknowledged = said.iter().filter(|one| one.acknowledged).count();
            verdict.acknowledged += acknowledged;
            verdict.given_up += said.len() - acknowledged;
            let read = conversation(&stage.local(*to), name(*from), *from);
            let own = conversation(&stage.local(*from), name(*to), *from);
            verdict.wrong = verdict.wrong.and(Wrong::between(said, &read, &own));
        }
        for who in 0..PEOPLE.len() {
            let unopened = answered(&stage.local(who), "unopened");
            let unopened = unopened["envelopes"].as_array().unwrap().clone();
            if !unopened.is_empty() {
                verdict.others.push(format!("{} did not open {unopened:?}", name(who)));
            }
        }
        verdict
    }

    /// Prints it and everything else there is to know; returns what has failed.
    pub(crate) fn print(self, ledger: &Ledger, expected: &[Fault]) -> Vec<String> {
        println!(
            "messages: {} acknowledged, {} given up before they were",
            self.acknowledged, self.given_up
        );
        ledger.print();
        let Wrong { lost, doubled, swapped, foreign, undelivered } = self.wrong;
        println!(
            "lost {}, duplicates found {}, out of order {}, never said {}, not delivered as their authors see it {}",
            lost.len(),
            doubled.len(),
            swapped.len(),
            foreign.len(),
            undelivered.len()
        );
        let mut failures = self.others;
        let kinds = ["lost", "twice", "out of order", "never said", "not delivered"];
        for (kind, them) in kinds.iter().zip([lost, doubled, swapped, foreign, undelivered]) {
            failures.extend(them.into_iter().map(|one| format!("{kind}: {one}")));
        }
        failures.extend(ledger.troubles());
        let nameless = expected.iter().filter(|fault| ledger.named(**fault) == 0);
        failures.extend(
            nameless.map(|fault| {
                format!("while {}, `why` never said {:?}", fault.says(), fault.causes())
            }),
        );
        failures
    }
}

/// What `author` said in the conversation with somebody.
fn conversation(local: &Local, with: &str, author: usize) -> Vec<Kept> {
    eventually(|| local.conversation(with, &address(author)))
}

fn answered(local: &Local, path: &str) -> serde_json::Value {
    eventually(|| local.get(path))
}

fn eventually<T>(answer: impl Fn() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(answer) = answer() {
            return answer;
        }
        assert!(begin.elapsed() < PATIENCE, "a peer does not answer though all is well");
        thread::sleep(Duration::from_millis(50));
    }
}
