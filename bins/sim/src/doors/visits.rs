use causerie_chat::{CodeRefused, CodeUse, SecondFactor, SecondFactorCode, Timestamp};
use causerie_usecases::ports::LastSignIn;

use super::{Doors, Mark};
use crate::{
    lock::lock,
    machine::{name, owner},
    task::{DIRECTORY, MachineId},
    world::World,
};

const MINUTE: u64 = 60_000;
/// So many codes may be wrong in a quarter of an hour: twice as many as the directory takes, since what it took in a crash is not seen here.
const MOST_WRONG: usize = 10;

/// Somebody before the directory, who wants something for which an account may ask a code.
pub(crate) struct Visit {
    number: u64,
    /// In which run of the directory.
    run: u64,
    by: MachineId,
    /// What they want: the same again is the same.
    what: [u8; 32],
    at: Timestamp,
    mark: Option<Mark>,
    /// Since when a second factor counted when they came.
    stood: Option<u64>,
    /// For which TLS key they sign in, if they do.
    installation: Option<[u8; 32]>,
    /// Whether their sign-in is merely renewed.
    is_renewal: bool,
}

impl World {
    /// Somebody comes; under which number.
    pub(crate) fn comes(
        &self,
        by: MachineId,
        what: [u8; 32],
        code: Option<&SecondFactorCode>,
        installation: Option<[u8; 32]>,
        at: Timestamp,
    ) -> u64 {
        let run = self.machine(DIRECTORY, |it| it.run);
        let doors = &mut *lock(&self.doors);
        doors.moments += 1;
        let last = doors.noted.get(&by).copied();
        let lapse = self.setting.sign_in_lapse;
        let is_renewal =
            last.is_some_and(|(key, then)| Some(key) == installation && at.millis() < then + lapse);
        if code.is_some() {
            *doors.tries.entry(owner(by)).or_default() += 1;
        }
        let visit = Visit {
            number: doors.moments,
            run,
            by,
            what,
            at,
            mark: code.and_then(|code| doors.mark(by, code, at)),
            stood: doors.stands.get(&owner(by)).map(|(since, _)| *since),
            installation,
            is_renewal,
        };
        doors.visits.retain(|it| it.run == run);
        doors.visits.push(visit);
        doors.moments
    }

    /// They go, with that answer about their code.
    pub(crate) fn goes(&self, number: u64, refused: Option<CodeRefused>) {
        let doors = &mut *lock(&self.doors);
        let place = doors.visits.iter().position(|it| it.number == number);
        let Some(visit) = place.map(|place| doors.visits.swap_remove(place)) else { return };
        let wrong = doors.is_refused(&visit, refused);
        self.count(|counts| match refused {
            Some(CodeRefused::Required) => counts.codes_asked += 1,
            Some(CodeRefused::Wrong) => counts.codes_refused += 1,
            Some(CodeRefused::Closed { .. }) => counts.shut_out += 1,
            None => {}
        });
        if let Some(wrong) = wrong {
            self.fail(format!("{}: {wrong}", name(visit.by)));
        }
    }

    /// What they want is done.
    pub(crate) fn lets_in(&self, by: MachineId, what: [u8; 32]) {
        let passed = lock(&self.doors).passes(by, what);
        match passed {
            Ok(None) => {}
            Ok(Some(Mark::Step(..))) => self.count(|counts| counts.codes_taken += 1),
            Ok(Some(Mark::Recovery(..))) => self.count(|counts| counts.recovery_codes += 1),
            Err(wrong) => self.fail(format!("{}: {wrong}", name(by))),
        }
    }

    /// A sign-in is noted.
    pub(crate) fn notes(&self, by: MachineId, sign_in: LastSignIn) {
        let doors = &mut *lock(&self.doors);
        let LastSignIn { installation, at } = sign_in;
        doors.noted.insert(by, (installation, at.millis()));
        for other in doors.visits.iter_mut().filter(|it| it.by == by && it.at != at) {
            other.is_renewal |= other.installation == Some(installation);
        }
    }

    /// The directory keeps another second factor of somebody, or none.
    pub(crate) fn keeps(&self, of: MachineId, next: Option<&SecondFactor>) {
        let wrong = lock(&self.doors).keeps(of, next);
        if let Some(wrong) = wrong {
            self.fail(format!("{}: {wrong}", name(of)));
        }
    }
}

impl Doors {
    /// By which code, if one was needed.
    fn passes(&mut self, by: MachineId, what: [u8; 32]) -> Result<Option<Mark>, String> {
        let stands = self.stands.get(&owner(by)).map(|(since, _)| *since);
        let theirs = |it: &&Visit| it.by == by && it.what == what;
        let visits: Vec<_> = self.visits.iter().filter(theirs).collect();
        // Where it began to count or ended meanwhile, it may have been asked for and not.
        let need_none = |it: &&Visit| it.stood.is_none() || it.stood != stands || it.is_renewal;
        if visits.iter().any(need_none) {
            return Ok(None);
        }
        let marks: Vec<_> = visits.iter().filter_map(|it| it.mark).collect();
        let is_free = |mark: &&Mark| {
            self.spent.get(&(owner(by), **mark)).is_none_or(|before| *before == what)
        };
        match marks.iter().find(is_free).copied() {
            Some(mark) => {
                self.wrong.remove(&owner(by));
                let is_new = self.spent.insert((owner(by), mark), what).is_none();
                Ok(is_new.then_some(mark))
            }
            None if marks.is_empty() => Err("was let in without a code".to_owned()),
            None => Err("was let in by a code that was taken before".to_owned()),
        }
    }

    /// What is wrong with that answer.
    fn is_refused(&mut self, visit: &Visit, refused: Option<CodeRefused>) -> Option<String> {
        let at = visit.at.millis();
        match refused? {
            CodeRefused::Required => {
                let noted = self.noted.get(&visit.by).map(|(key, _)| *key);
                let is_same = visit.is_renewal && noted == visit.installation;
                is_same.then(|| "was asked for a code to renew a sign-in".to_owned())
            }
            CodeRefused::Wrong => {
                let wrong = self.wrong.entry(owner(visit.by)).or_default();
                wrong.push(at);
                let late = |it: &&u64| (at.saturating_sub(15 * MINUTE)..=at).contains(*it);
                let many = wrong.iter().filter(late).count();
                (many > MOST_WRONG).then(|| format!("guessed {many} times in a quarter of an hour"))
            }
            CodeRefused::Closed { until } => {
                let tries = self.tries.get(&owner(visit.by)).copied().unwrap_or_default();
                let day = 24 * 60 * MINUTE;
                let ends = at < until.millis() && until.millis() <= at + day;
                if tries < 5 {
                    return Some("was shut out without a guess".to_owned());
                }
                (!ends).then(|| format!("was shut out at {at} until {until:?}"))
            }
        }
    }

    fn keeps(&mut self, of: MachineId, next: Option<&SecondFactor>) -> Option<String> {
        self.moments += 1;
        let now = self.moments;
        let confirmation = *CodeUse::of("confirmation").as_bytes();
        let counts = next.filter(|it| it.confirmed_at().is_some());
        let Some(counts) = counts else {
            self.stands.remove(&of);
            return None;
        };
        if !self.stands.contains_key(&of) {
            let confirming =
                self.visits.iter().filter(|it| owner(it.by) == of && it.what == confirmation);
            let mut marks: Vec<_> = confirming.filter_map(|it| it.mark).collect();
            marks.dedup();
            let app = match marks.as_slice() {
                [mark @ Mark::Step(app, _)] => {
                    self.spent.insert((of, *mark), confirmation);
                    Some(*app)
                }
                _ => None,
            };
            self.stands.insert(of, (now, app));
        }
        let (_, app) = self.stands.get(&of).copied()?;
        let theirs = self.spent.keys().filter(|(whose, _)| *whose == of);
        let on_paper =
            theirs.filter(|(_, it)| matches!(it, Mark::Recovery(of, _) if Some(*of) == app));
        let (left, taken) = (counts.recovery_codes_left(), on_paper.count());
        (left + taken > 10).then(|| format!("{taken} recovery codes were taken, {left} are left"))
    }
}
