//! Who is typing.

use std::{convert::Infallible, future::pending, time::Duration};

use causerie_wire::Typing;
use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{Instant, timeout},
};

use super::{screen::Key, session::Session};
use crate::failure::Failure;

/// How often the other one is told.
const EVERY: Duration = Duration::from_secs(5);
/// How long somebody is said to be typing who does not say so again.
const FADES: Duration = Duration::from_secs(8);

impl Session<'_> {
    /// Tells with whom one talks that one is typing, every five seconds at most.
    pub(super) async fn tell_typing(&self, mut typed: UnboundedReceiver<()>) -> Infallible {
        let mut told: Option<(String, Instant)> = None;
        while typed.recv().await.is_some() {
            // In a room nobody is told.
            let Some(to) = self.current().filter(|to| !to.starts_with('#')) else { continue };
            let is_told = |(who, when): &(String, Instant)| *who == to && when.elapsed() < EVERY;
            if told.as_ref().is_some_and(is_told) {
                continue;
            }
            // It is a courtesy: where it cannot be told, nothing is lost.
            let _ = self.api.post("/v1/typing", &Typing { to: to.clone() }).await;
            told = Some((to, Instant::now()));
        }
        pending().await
    }

    /// Shows that somebody is typing, if it is who one talks with.
    pub(super) fn see_typing(&self, who: &str) -> Result<(), Failure> {
        let mut state = self.state();
        if state.current.as_deref() != Some(who) || !state.screen.can_change() {
            return Ok(());
        }
        let name = state.people.short(who);
        state.screen.remove(Key::Typing)?;
        state.screen.print(Key::Typing, &self.paint.dim(format!("{name} is typing…")))?;
        drop(state);
        self.typing.notify_one();
        Ok(())
    }

    /// Forgets that somebody was typing.
    pub(super) async fn fade(&self) -> Result<Infallible, Failure> {
        loop {
            self.typing.notified().await;
            while timeout(FADES, self.typing.notified()).await.is_ok() {}
            self.state().screen.remove(Key::Typing)?;
        }
    }
}
