//! What moderators decide in the public channel.

use causerie_chat::Timer;
use causerie_wire::{MessageRef, Moderate};

use super::{Command, Entry, number};
use crate::{
    args::time,
    client::{
        chat::{line::split, names::Meant, session::Session},
        rooms,
    },
    failure::Failure,
};

pub(super) const MODERATE: Entry = Entry {
    name: "moderate",
    alias: None,
    arguments: "remove NUMBER REASON | mute NAME TIME REASON | ban NAME REASON | lift NAME REASON",
    about: "remove a message from the public channel, mute somebody there, or ban them",
    details: "Only whom the operator of your directory named does; all in the channel see it, and why. As in /moderate mute bob 1h calm down.",
    completes: &[],
    read,
};

/// What is to be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Verdict {
    Remove(u32),
    Mute(String, Timer),
    Ban(String),
    Lift(String),
}

fn read(arguments: &str) -> Option<Command> {
    let (what, rest) = split(arguments);
    let (whom, rest) = split(rest);
    let name = || (!whom.is_empty()).then(|| whom.to_owned());
    let (verdict, reason) = match what {
        "remove" => (Verdict::Remove(number(whom)?), rest),
        "mute" => {
            let (raw, rest) = split(rest);
            (Verdict::Mute(name()?, time(raw).ok()?), rest)
        }
        "ban" => (Verdict::Ban(name()?), rest),
        "lift" => (Verdict::Lift(name()?), rest),
        _ => return None,
    };
    let reason = reason.to_owned();
    (!reason.is_empty()).then_some(Command::Moderate { verdict, reason })
}

pub(super) async fn moderate(
    session: &Session<'_>,
    verdict: Verdict,
    reason: String,
) -> Result<(), Failure> {
    let about = |what: &str, name: &str| -> Result<Moderate, Failure> {
        let (Meant::Known(who) | Meant::Stranger(who)) = session.person(name)?;
        Ok(rooms::about(what, &who))
    };
    let wanted = match verdict {
        Verdict::Remove(number) => {
            let shown = session.there(number)?;
            rooms::removal(MessageRef { id: shown.id, from: shown.from })
        }
        Verdict::Mute(name, time) => {
            Moderate { for_ms: Some(time.millis()), ..about("mute", &name)? }
        }
        Verdict::Ban(name) => about("ban", &name)?,
        Verdict::Lift(name) => about("lift", &name)?,
    };
    let made = rooms::decide(session.api, &Moderate { reason, ..wanted }).await?;
    let seen = session.look(&format!("#{}", made.room)).await;
    seen.map_err(|none| none.at(session.api.data))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("remove [12] not here", Verdict::Remove(12), "not here")]
    #[case("mute bob 1h calm down", Verdict::Mute("bob".to_owned(), Timer::try_from(3_600_000).unwrap()), "calm down")]
    #[case("ban bob spam", Verdict::Ban("bob".to_owned()), "spam")]
    #[case("lift bob we talked", Verdict::Lift("bob".to_owned()), "we talked")]
    fn a_verdict_is_typed_with_its_reason(
        #[case] typed: &str,
        #[case] verdict: Verdict,
        #[case] why: &str,
    ) {
        let reason = why.to_owned();
        assert_eq!(read(typed), Some(Command::Moderate { verdict, reason }));
    }

    #[rstest]
    fn without_a_reason_or_anybody_nothing_is_decided(
        #[values(
            "",
            "ban",
            "ban bob",
            "mute bob spam",
            "mute bob 1h",
            "remove bob spam",
            "praise bob well"
        )]
        typed: &str,
    ) {
        assert_eq!(read(typed), None);
    }
}
