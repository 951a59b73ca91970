use causerie_chat::{
    RecoveryCode, RecoveryCodes, SecondFactorCode, Timestamp, TotpCode, TotpSecret,
};

use super::Doors;
use crate::{
    lock::lock,
    machine::owner,
    task::{DIRECTORY, MachineId},
    world::World,
};

/// How many second factors a person begins to set up at most: so few that all can be tried before the directory takes no more codes.
const MOST: usize = 3;
const STEP: u64 = TotpSecret::STEP_SECONDS * 1_000;

/// What a person has of one second factor.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) secret: TotpSecret,
    pub(crate) codes: RecoveryCodes,
    /// How many of these they crossed out.
    crossed_out: usize,
}

/// A code of one of a person's second factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// Of that step.
    Step(usize, u64),
    /// On paper, in that place.
    Recovery(usize, usize),
}

impl Doors {
    /// Which of a person's codes it is, if it is one at that time.
    pub(super) fn mark(
        &self,
        of: MachineId,
        code: &SecondFactorCode,
        at: Timestamp,
    ) -> Option<Mark> {
        let apps = self.apps.get(&owner(of))?;
        apps.iter().enumerate().find_map(|(place, app)| match code {
            SecondFactorCode::Totp(code) => {
                let step = at.millis() / STEP;
                let mut near = step.saturating_sub(1)..=step + 1;
                let step = near.find(|step| app.code(*step) == *code)?;
                Some(Mark::Step(place, step))
            }
            SecondFactorCode::Recovery(code) => {
                let number = app.codes.as_slice().iter().position(|it| it == code)?;
                Some(Mark::Recovery(place, number))
            }
        })
    }
}

impl App {
    fn code(&self, step: u64) -> TotpCode {
        self.secret.code(Timestamp::from_millis(step * STEP))
    }
}

impl World {
    /// A second factor for somebody to set up; nothing if they have enough of them. It goes into their app and on paper.
    pub(crate) fn mints(&self, person: MachineId) -> Option<App> {
        let codes = std::array::from_fn(|_| RecoveryCode::from_random(self.chance.bytes()));
        let secret = TotpSecret::from_random(self.chance.bytes());
        let app = App { secret, codes: RecoveryCodes::from(codes), crossed_out: 0 };
        let doors = &mut *lock(&self.doors);
        let apps = doors.apps.entry(owner(person)).or_default();
        if apps.len() >= MOST {
            return None;
        }
        doors.current.insert(owner(person), apps.len());
        apps.push(app.clone());
        Some(app)
    }

    /// It was not theirs: another one takes its place.
    pub(crate) fn tries_another(&self, person: MachineId) {
        let doors = &mut *lock(&self.doors);
        let many = doors.apps.get(&owner(person)).map_or(1, Vec::len).max(1);
        let current = doors.current.entry(owner(person)).or_default();
        *current = (*current + 1) % many;
    }

    /// The code that the app shows, at the directory's time: one it did not show before, so that it may have to be waited for.
    pub(crate) async fn next_code(
        self: &std::sync::Arc<Self>,
        person: MachineId,
    ) -> Option<SecondFactorCode> {
        for _ in 0..3 {
            let now = self.clock(DIRECTORY).millis();
            let is_new = {
                let doors = &mut *lock(&self.doors);
                let shown = doors.shown.entry(owner(person)).or_default();
                let is_new = now / STEP > *shown;
                *shown = (now / STEP).max(*shown);
                is_new
            };
            if is_new {
                let app = self.app(person)?;
                return Some(SecondFactorCode::Totp(app.code(now / STEP)));
            }
            self.sleep(STEP - now % STEP).await;
        }
        // The directory's clock was set back.
        self.paper_code(person)
    }

    /// The next recovery code, which is crossed out; nothing if there is none any more.
    pub(crate) fn paper_code(&self, person: MachineId) -> Option<SecondFactorCode> {
        let doors = &mut *lock(&self.doors);
        let current = doors.current.get(&owner(person)).copied().unwrap_or_default();
        let app = doors.apps.get_mut(&owner(person))?.get_mut(current)?;
        let code = app.codes.as_slice().get(app.crossed_out)?.clone();
        app.crossed_out += 1;
        Some(SecondFactorCode::Recovery(code))
    }

    fn app(&self, person: MachineId) -> Option<App> {
        let doors = lock(&self.doors);
        let current = doors.current.get(&owner(person)).copied().unwrap_or_default();
        doors.apps.get(&owner(person))?.get(current).cloned()
    }
}
