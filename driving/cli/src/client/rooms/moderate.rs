//! What is decided in the public channel.

use std::io::Write;

use causerie_chat::MessageId;
use causerie_edge::{message_id, now};
use causerie_wire::{ConversationPage, Decision, MessageRef, Moderate, Moderation};
use serde::Serialize;

use super::{
    super::{LocalApi, Printer, unanswered::Unanswered},
    find::{all, in_path},
};
use crate::{
    args::{self, Because},
    failure::Failure,
    show,
};

/// How many messages are asked for at once.
const PAGE: usize = 1_000;

/// Has that be decided, and says so.
pub(in super::super) async fn moderate<W: Write>(
    api: &LocalApi<'_>,
    what: args::Moderate,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    use args::Moderate::{Ban, Lift, Mute, Remove};
    let (wanted, because) = match what {
        Remove(args::RemoveMessage { message, because }) => {
            (removal(said(api, message).await?), because)
        }
        Mute(args::MutePerson { name, time, because }) => {
            let until = Some(time.end(now()).millis());
            (Moderate { until, ..about("mute", &name.to_string()) }, because)
        }
        Ban(args::BanOrLift { name, because }) => (about("ban", &name.to_string()), because),
        Lift(args::BanOrLift { name, because }) => (about("lift", &name.to_string()), because),
    };
    let Because { reason, id } = because;
    // Minted once: however often it is asked for, it is one decision.
    let id = id.map_or_else(message_id, Ok)?;
    let wanted = Moderate { id: Some(id.to_string()), reason, ..wanted };
    let made = decide(api, &wanted).await?;
    let told = Decided { made: &made, decision: decision(&wanted) };
    printer.print(&told, |told, paint| show::decided_in_channel(&told.decision, now(), paint))
}

/// The removal of a message, for a reason that is yet to be given.
pub(in super::super) fn removal(message: MessageRef) -> Moderate {
    Moderate { what: "remove".to_owned(), message: Some(message), ..Moderate::default() }
}

/// What is decided about somebody, likewise.
pub(in super::super) fn about(what: &str, who: &str) -> Moderate {
    Moderate { what: what.to_owned(), who: Some(who.to_owned()), ..Moderate::default() }
}

/// Has the peer decide that.
pub(in super::super) async fn decide(
    api: &LocalApi<'_>,
    wanted: &Moderate,
) -> Result<Moderation, Failure> {
    let made = api.ask_for("/v1/public/moderation", wanted).await;
    made.map_err(|none: Unanswered| advised(none.at(api.data), wanted))
}

/// What a decision says, once it is made.
pub(in super::super) fn decision(wanted: &Moderate) -> Decision {
    let author = wanted.message.as_ref().map(|message| message.from.clone());
    Decision {
        what: wanted.what.clone(),
        who: wanted.who.clone().or(author).unwrap_or_default(),
        until: wanted.until,
        reason: wanted.reason.clone(),
    }
}

/// Whose message that is, of those in the public channel: whoever said it need not be in it any more.
async fn said(api: &LocalApi<'_>, id: MessageId) -> Result<MessageRef, Failure> {
    let id = id.to_string();
    let rooms = all(api).await?.rooms.into_iter().rev();
    for room in rooms.filter(|it| it.room.kind == "public" && it.standing == "member") {
        let (with, mut after) = (in_path(&format!("#{}", room.room.id)), 0);
        loop {
            let path = format!("/v1/conversations/{with}?after={after}&limit={PAGE}");
            let page: ConversationPage = api.get(&path).await.map_err(|none| none.at(api.data))?;
            if let Some(found) = page.messages.iter().find(|it| it.id == id) {
                return Ok(MessageRef { id, from: found.from.clone() });
            }
            if page.messages.is_empty() {
                break;
            }
            after = page.next;
        }
    }
    Err(Failure::Other(
        "no message of that id is there in the public channel; causerie conversation '#public' --json shows them".to_owned(),
    ))
}

/// Where what helps is not what helps in other rooms.
fn advised(failure: Failure, wanted: &Moderate) -> Failure {
    let again = wanted.id.as_deref().unwrap_or_default();
    failure
        .advised("NOT_ENTITLED", || {
            "whoever runs your directory names its moderators, and them alone: causerie-server moderators add NAME"
                .to_owned()
        })
        .advised("NOT_IN_ROOM", || {
            "come into the channel first: causerie all TEXT".to_owned()
        })
        .advised("DIRECTORY_UNREACHABLE", || {
            format!("when it is there, the same again with --id {again}: it will be one decision")
        })
}

/// A decision for scripts.
#[derive(Serialize)]
struct Decided<'a> {
    #[serde(flatten)]
    made: &'a Moderation,
    #[serde(flatten)]
    decision: Decision,
}
