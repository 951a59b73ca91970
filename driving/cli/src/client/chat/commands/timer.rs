use causerie_wire::Timer;

use super::{Command, Entry, with_word};
use crate::{
    args::Lifetime,
    client::{chat::session::Session, kinds::timer_of},
    failure::Failure,
    show,
};

pub(super) const TIMER: Entry = Entry {
    name: "timer",
    alias: None,
    arguments: "[TIME|off]",
    about: "have what you say here disappear after a time",
    details: "As in /timer 7days. It holds at all ends, for what you say from then on; without a time it tells what holds now.",
    completes: &[],
    read: |arguments| with_word(arguments, Command::Timer),
};

pub(super) async fn timer(session: &Session<'_>, time: Option<&str>) -> Result<(), Failure> {
    let with = session.here()?;
    let path = timer_of(&with);
    let timer = match time {
        None => session.get(&path).await?,
        Some(raw) => {
            let time: Lifetime =
                raw.parse().map_err(|why| Failure::Other(format!("{why}, or off")))?;
            let timer = Timer { expires_in_ms: time.millis() };
            session.put(&path, &timer).await?;
            timer
        }
    };
    let name = session.with_people(|people| people.short(&with));
    session.print(&show::timer(&name, &timer))
}
