//! People who say things to each other, and ask what became of it.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    cast::{DOMAIN, PEOPLE, name},
    dice::Dice,
    histories::Said,
    local::{Local, Reason},
    stage::Stage,
    standing::Between,
};

/// How long a message may take to be acknowledged.
const PATIENCE: Duration = Duration::from_mins(2);
/// One in so many that were not acknowledged at once is given up.
const GIVEN_UP: u64 = 6;

/// What may be said, and what was.
pub(crate) struct Talk {
    /// How many messages each author may have said to each reader by now.
    pub(crate) allowed: AtomicUsize,
    /// How many each says in the end.
    pub(crate) each: usize,
    /// Set when nobody needs to ask any more.
    pub(crate) over: AtomicBool,
    acknowledged: AtomicUsize,
    /// By author: what is not known to be delivered.
    open: [Mutex<Vec<Open>>; PEOPLE.len()],
}

/// A message that is not known to be delivered.
#[derive(Clone)]
struct Open {
    id: String,
    reader: usize,
    /// How things stood from before it was said until after it was acknowledged, if they did not change.
    said: Option<Between>,
}

impl Talk {
    pub(crate) fn new(each: usize) -> Self {
        Self {
            allowed: AtomicUsize::new(1),
            each,
            over: AtomicBool::new(false),
            acknowledged: AtomicUsize::new(0),
            open: Default::default(),
        }
    }

    /// Allows one more to each.
    pub(crate) fn allow(&self) -> bool {
        let more = |allowed| (allowed < self.each).then_some(allowed + 1);
        self.allowed.fetch_update(Relaxed, Relaxed, more).is_ok()
    }

    /// Waits until so many were acknowledged and all of those are delivered, but not forever.
    pub(crate) fn settle(&self, acknowledged: usize, patience: Duration) {
        let begin = Instant::now();
        let waits = || self.open.iter().any(|open| !open.lock().unwrap().is_empty());
        while begin.elapsed() < patience
            && (self.acknowledged.load(Relaxed) < acknowledged || waits())
        {
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// Says all that one has to say to another, each as soon as it is allowed and the one before was acknowledged or given up.
    pub(crate) fn speak(&self, stage: &Stage, from: usize, to: usize, mut dice: Dice) -> Vec<Said> {
        let mut all = Vec::new();
        for number in 0..self.each {
            while self.allowed.load(Relaxed) <= number {
                thread::sleep(Duration::from_millis(20));
            }
            thread::sleep(dice.millis(&(0..200)));
            let text = |again: &str| format!("{} to {}, {number}{again}", name(from), name(to));
            let mut said = self.say(stage, (from, to), &text(""), dice.below(GIVEN_UP) == 0);
            while !said.acknowledged {
                let again = format!(", said anew {}", all.len());
                all.push(said);
                said = self.say(stage, (from, to), &text(&again), false);
            }
            all.push(said);
        }
        all
    }

    /// Says it until it is acknowledged; or once, if it is given up then.
    fn say(&self, stage: &Stage, (from, to): (usize, usize), text: &str, gives_up: bool) -> Said {
        let (local, begin) = (stage.local(from), Instant::now());
        let id = causerie_edge::message_id().unwrap().to_string();
        let mut said = Said { id, text: text.to_owned(), acknowledged: false };
        let before = stage.standing.between(from, to);
        loop {
            match local.say(name(to), &said.id, text) {
                Ok((204, _)) => break,
                // Of a process that just started: it makes a token of its own.
                Ok((401 | 500.., _)) | Err(_) => {}
                Ok(refused) => stage.ledger.trouble(format!("{text} was refused: {refused:?}")),
            }
            if gives_up || begin.elapsed() > PATIENCE {
                if !gives_up {
                    stage.ledger.trouble(format!("{text} was not acknowledged in {PATIENCE:?}"));
                }
                return said;
            }
            thread::sleep(Duration::from_millis(50));
        }
        said.acknowledged = true;
        let between = Some(before).filter(|before| *before == stage.standing.between(from, to));
        let open = Open { id: said.id.clone(), reader: to, said: between };
        self.open[from].lock().unwrap().push(open);
        self.acknowledged.fetch_add(1, Relaxed);
        said
    }

    /// Asks again and again why what one said is not delivered, until it is: the first of all, the last, and one of those
    /// between.
    pub(crate) fn ask(&self, stage: &Stage, author: usize, mut dice: Dice) {
        let (local, mut first) = (stage.local(author), HashMap::new());
        while !self.over.load(Relaxed) {
            thread::sleep(Duration::from_millis(100));
            for reader in (0..PEOPLE.len()).filter(|reader| *reader != author) {
                let open: Vec<_> = {
                    let all = self.open[author].lock().unwrap();
                    all.iter().filter(|open| open.reader == reader).cloned().collect()
                };
                let Some(last) = open.last() else { continue };
                let asked = [&open[0], &open[dice.index(open.len())], last];
                let mut about = |open| self.ask_about(stage, &local, author, open, &mut first);
                if asked.into_iter().any(|open| about(open).is_none()) {
                    // Nobody is there to be asked.
                    break;
                }
            }
        }
    }

    /// A fault is named by what is said of a message that was said while it lasted, and of an attempt that failed while it lasted:
    /// what an earlier one left behind does not count. In `first` is what was said first, as things stand.
    fn ask_about(
        &self,
        stage: &Stage,
        local: &Local,
        author: usize,
        open: &Open,
        first: &mut HashMap<String, (Between, u64)>,
    ) -> Option<()> {
        let before = stage.standing.between(author, open.reader);
        let mut reasons = local.why(&open.id)?;
        let after = stage.standing.between(author, open.reader);
        let Some(Reason { state, cause, attempts }) = reasons.pop() else {
            self.open[author].lock().unwrap().retain(|one| one.id != open.id);
            first.remove(&open.id);
            return Some(());
        };
        let told = first.entry(open.id.clone()).or_insert((before, attempts));
        if told.0 != before {
            *told = (before, attempts);
        }
        let lasts = open.said == Some(before) && before == after;
        let is_of_now = state != "queued" || told.1 != attempts;
        stage.ledger.seen(before.fault().filter(|_| lasts && is_of_now), &cause);
        Some(())
    }
}

/// How a person is called in full.
pub(crate) fn address(who: usize) -> String {
    format!("{}@{DOMAIN}", name(who))
}
