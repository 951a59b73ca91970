//! What is done to messages.

use std::{
    io::{Write, stdin},
    time::Duration,
};

use causerie_chat::MessageId;
use causerie_edge::{message_id, now};
use causerie_wire::{
    Conversations, Deletion, Edit as Edited, MessageRef, MessageReport, React as Reacted,
    RoomDetails, Timer,
};
use serde::Serialize;

use super::{
    LocalApi, Printer,
    rooms::place,
    stranger,
    tell::{say, watch},
    unanswered::Unanswered,
};
use crate::{
    args::{Delete, Edit, React, TimerOf},
    failure::Failure,
    show,
};

/// How long to wait for a change to arrive before saying how far it came.
const WAIT: Duration = Duration::from_secs(2);

pub(super) async fn edit<W: Write>(
    api: &LocalApi<'_>,
    edit: Edit,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let Edit { id, text } = edit;
    let text = text.text(stdin())?.as_str().to_owned();
    change(api, &format!("{id}/edits"), &Edited { text }, printer).await
}

pub(super) async fn delete<W: Write>(
    api: &LocalApi<'_>,
    Delete { id }: &Delete,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    change(api, &format!("{id}/deletion"), &Deletion {}, printer).await
}

pub(super) async fn react<W: Write>(
    api: &LocalApi<'_>,
    react: React,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let React { id, emoji, of, .. } = react;
    let from = match of {
        Some(of) => of.to_string(),
        None => author(api, id).await?,
    };
    let emoji = emoji.map(|emoji| emoji.as_str().to_owned());
    change(api, &format!("{id}/reactions"), &Reacted { from, emoji }, printer).await
}

/// Sends a change, waits a little for it to arrive, and tells how far it came.
async fn change<T: Serialize, W: Write>(
    api: &LocalApi<'_>,
    what: &str,
    body: &T,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    // Minted once: however often it is sent, it is one change.
    let id = message_id()?;
    say(api, &format!("/v1/messages/{what}/{id}"), id, body).await.map_err(unknown)?;
    let report = watch(api, id, WAIT, false).await?;
    printer.print(&report, |report, paint| show::told(report, now(), paint))?;
    if report.message.state == "failed" { Err(Failure::Told) } else { Ok(()) }
}

/// Who said the message of that id: this person, or whom they spoke with last of those who did.
async fn author(api: &LocalApi<'_>, id: MessageId) -> Result<String, Failure> {
    if let Some(report) = find(api, &id.to_string(), None).await? {
        return Ok(report.message.from);
    }
    let all: Conversations =
        api.get("/v1/conversations").await.map_err(|none| none.at(api.data))?;
    for conversation in all.conversations {
        if let Some(author) = author_in(api, id, &conversation.with).await? {
            return Ok(author);
        }
    }
    // The peer says that it is not there.
    match api.get::<MessageReport>(&format!("/v1/messages/{id}")).await {
        Ok(report) => Ok(report.message.from),
        Err(none) => Err(unknown(none.at(api.data))),
    }
}

/// Which of the others in a conversation said the message of that id, if one did.
async fn author_in(
    api: &LocalApi<'_>,
    id: MessageId,
    with: &str,
) -> Result<Option<String>, Failure> {
    let others = match with.strip_prefix('#') {
        Some(room) => match api.get::<RoomDetails>(&format!("/v1/rooms/{room}")).await {
            Ok(room) => room.members.into_iter().map(|it| it.address).collect(),
            // It cannot be looked into now.
            Err(_) => Vec::new(),
        },
        None => vec![with.to_owned()],
    };
    for other in others {
        if find(api, &id.to_string(), Some(&other)).await?.is_some() {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// What a message is now, if it is here.
pub(super) async fn find(
    api: &LocalApi<'_>,
    id: &str,
    from: Option<&str>,
) -> Result<Option<MessageReport>, Failure> {
    let whose = from.map(|from| format!("?from={from}")).unwrap_or_default();
    match api.get(&format!("/v1/messages/{id}{whose}")).await {
        Ok(report) => Ok(Some(report)),
        Err(Unanswered::Failed(Failure::Refused(problem))) if problem.code == "NOT_FOUND" => {
            Ok(None)
        }
        Err(none) => Err(none.at(api.data)),
    }
}

/// The message of that id in the conversation with `with`, which need not be here: then it is taken to be theirs. In a room it has to be, since it could be anybody's.
pub(super) async fn reference(
    api: &LocalApi<'_>,
    id: MessageId,
    with: &str,
) -> Result<MessageRef, Failure> {
    let from = match find(api, &id.to_string(), None).await? {
        Some(report) => report.message.from,
        None if with.starts_with('#') => match author_in(api, id, with).await? {
            Some(author) => author,
            None => return Err(not_there()),
        },
        None => with.to_owned(),
    };
    Ok(MessageRef { id: id.to_string(), from })
}

/// Shows or decides after how long disappears what is said to somebody, or in a room.
pub(super) async fn timer<W: Write>(
    api: &LocalApi<'_>,
    wanted: &TimerOf,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let at = place(api, &wanted.place).await?;
    let path = timer_of(&at.with);
    let timer = match wanted.timer {
        Some(timer) => {
            let timer = Timer { expires_in_ms: timer.millis() };
            let decided = api.put(&path, &timer).await;
            decided.map_err(|none| stranger(none.at(api.data), &wanted.place))?;
            timer
        }
        None => api.get(&path).await.map_err(|none| none.at(api.data))?,
    };
    let called = at.called.unwrap_or(at.with);
    printer.print(&timer, |timer, _| show::timer(&called, timer))
}

/// Where the local API has how long stays what is said with somebody, or in a room.
pub(super) fn timer_of(with: &str) -> String {
    match with.strip_prefix('#') {
        Some(room) => format!("/v1/rooms/{room}/timer"),
        None => format!("/v1/people/{with}/timer"),
    }
}

fn not_there() -> Failure {
    Failure::Other(
        "no message of that id is there in the room; causerie conversation ROOM --json shows them"
            .to_owned(),
    )
}

fn unknown(failure: Failure) -> Failure {
    failure.advised("NOT_FOUND", || {
        "give the whole id of a message that is there: causerie conversation NAME --json shows it; \
         only your own can be edited or deleted"
            .to_owned()
    })
}
