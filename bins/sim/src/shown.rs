//! What has to be true at the end of what is shown.
//!
//! * Each message that two people said shows the same at all devices of both: its words of now, that they were edited, that it was deleted,
//!   what each thinks of it, what it answers and when it disappears.
//! * Its words are its author's, first or edited; nobody else edits or deletes it. Who has edited or deleted it and was heard, has.
//! * What has expired is nowhere.

use std::collections::{BTreeMap, BTreeSet};

use causerie_chat::{Address, Body, MessageId, Timestamp};
use causerie_usecases::{
    QueryHandler,
    peer::queries::{ReadConversation, ReadConversationHandler},
    ports::{Cursor, Entry, History},
};

use crate::{
    ledger::{Sent, What, at_once, conversation},
    lock::lock,
    machine::{device, name, owner},
    rooms::is_made_up,
    task::MachineId,
    world::World,
};

/// So long after it expired may something still be there, in milliseconds: it is looked for once a minute.
const SLACK: u64 = 3 * 60_000;

/// A message, as people see it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    text: Option<String>,
    is_edited: bool,
    is_deleted: bool,
    reactions: BTreeMap<Address, String>,
    answers: Option<MessageId>,
    expires_at: Option<Timestamp>,
}

/// What is not true yet.
pub(crate) fn wrong(world: &World) -> Vec<String> {
    let mut wrong = Vec::new();
    for one in world.people() {
        for other in (one + 1)..=world.setting.people {
            wrong.extend(between(world, one, other));
        }
    }
    for at in world.live() {
        wrong.extend(still_there(world, at));
    }
    wrong
}

fn between(world: &World, one: MachineId, other: MachineId) -> Vec<String> {
    let mut devices = world.live_of(one);
    devices.extend(world.live_of(other));
    let pages: Vec<_> = devices.iter().map(|at| (*at, page(world, *at, one, other))).collect();
    let sent = lock(&world.ledger).sent.clone();
    let is_between =
        |it: &&Sent| [(one, other), (other, one)].contains(&(owner(it.author), owner(it.reader)));
    let words = sent.iter().filter(is_between).filter(|it| it.is_words());
    let certain = words.filter(|it| !world.is_doubtful(it.id) && !world.is_revoked(it.author));

    let mut wrong = Vec::new();
    for message in certain {
        let changes: Vec<_> = sent.iter().filter(|it| it.what.of() == Some(message.id)).collect();
        // Who was told by a device that was revoked, and who was not, cannot be known.
        if changes.iter().any(|it| world.is_revoked(it.author)) {
            continue;
        }
        let shown = pages.iter().filter_map(|(at, page)| Some((*at, page.get(&message.id)?)));
        let has_all =
            |at: MachineId| changes.iter().all(|it| has(world, at, it) || !has(world, one, it));
        let shown: Vec<_> = shown.filter(|(at, _)| has_all(*at)).collect();
        let Some((first, reference)) = shown.first() else { continue };
        for (at, shown) in &shown {
            if shown != reference {
                let (here, there) = (name(*first), name(*at));
                wrong.push(format!(
                    "{:?} is {reference:?} at {here} and {shown:?} at {there}",
                    message.text
                ));
            }
        }
        let found = as_meant(message, &changes, reference);
        wrong.extend(found.into_iter().map(|what| format!("{:?} {what}", message.text)));
    }
    wrong
}

/// Whether a device keeps something that was sent.
fn has(world: &World, at: MachineId, sent: &Sent) -> bool {
    let author = device(sent.author).person;
    let store = world.stores.get(at);
    let kept = store.and_then(|store| at_once(History::message(&**store, &author, sent.id)));
    matches!(kept, Some(Ok(Some(_))))
}

/// What of a conversation is shown at a device.
fn page(
    world: &World,
    at: MachineId,
    one: MachineId,
    other: MachineId,
) -> BTreeMap<MessageId, Shown> {
    let with = device(if owner(at) == one { other } else { one }).person;
    let Some(store) = world.stores.get(at) else { return BTreeMap::new() };
    let handler = ReadConversationHandler { history: store.clone() };
    let query =
        ReadConversation { with: with.into(), after: Cursor(0), limit: 1_000, at: world.clock(at) };
    let entries = at_once(handler.handle(query)).and_then(Result::ok).unwrap_or_default();
    let words = entries.into_iter().filter(|it| it.message.target().is_none());
    words.map(|it| (it.message.id, shown(&it))).collect()
}

pub(crate) fn shown(entry: &Entry) -> Shown {
    let Entry { message, view, .. } = entry;
    let sign =
        |(who, sign): (&Address, &causerie_chat::Emoji)| (who.clone(), sign.as_str().to_owned());
    Shown {
        text: view.text(message).map(|text| text.as_str().to_owned()),
        is_edited: view.edited.is_some(),
        is_deleted: view.deleted,
        reactions: view.reactions.iter().map(sign).collect(),
        // Its author forgets what was answered by what was deleted before it left; others never knew.
        answers: message.reply_to.as_ref().map(|it| it.id).filter(|_| !view.deleted),
        expires_at: view.expires_at,
    }
}

/// What is shown of a message that was not meant so.
pub(crate) fn as_meant(message: &Sent, changes: &[&Sent], shown: &Shown) -> Vec<String> {
    let by_author = |it: &&&Sent| owner(it.author) == owner(message.author);
    let own = || changes.iter().filter(by_author);
    let edits: Vec<_> = own().filter(|it| matches!(it.what, What::Edit(_))).collect();
    let deletions: Vec<_> = own().filter(|it| matches!(it.what, What::Deletion(_))).collect();
    let has = |some: &[&&Sent]| some.iter().any(|it| it.acknowledged.is_some());
    let mut wrong = Vec::new();
    if shown.is_deleted && deletions.is_empty() {
        wrong.push("was deleted by nobody who may".to_owned());
    }
    if !shown.is_deleted && has(&deletions) {
        wrong.push("was deleted, and is there".to_owned());
    }
    if !shown.is_deleted && !shown.is_edited && has(&edits) {
        wrong.push("was edited, and says what it said".to_owned());
    }
    if let Some(text) = &shown.text {
        let said = *text == message.text && !shown.is_edited;
        if !said && !edits.iter().any(|edit| edit.text == *text) {
            wrong.push(format!("says {text:?}, which its author never said"));
        }
    }
    let answers = match message.what {
        What::Words { answers, .. } => answers,
        _ => None,
    };
    if !shown.is_deleted && shown.answers != answers {
        wrong.push(format!("answers {:?} and not {answers:?}", shown.answers));
    }
    wrong.extend(reacted(changes, shown));
    wrong
}

fn reacted(changes: &[&Sent], shown: &Shown) -> Vec<String> {
    let mut wrong = Vec::new();
    for (who, sign) in &shown.reactions {
        let theirs = changes.iter().filter(|it| device(it.author).person == *who);
        let meant = |it: &&Sent| matches!(it.what, What::Reaction(_, Some(meant)) if meant == sign);
        if !theirs.copied().any(|it| meant(&it)) {
            wrong.push(format!("has a reaction that {who} never made"));
        }
    }
    let signs = |it: &&&Sent| matches!(it.what, What::Reaction(_, Some(_)));
    let taken_back = |who: &Address| {
        let theirs = |it: &&Sent| device(it.author).person == *who;
        changes.iter().any(|it| theirs(it) && matches!(it.what, What::Reaction(_, None)))
    };
    for made in changes.iter().filter(signs).filter(|it| it.acknowledged.is_some()) {
        let who = device(made.author).person;
        if !shown.is_deleted && !shown.reactions.contains_key(&who) && !taken_back(&who) {
            wrong.push(format!("has not the reaction that {who} made"));
        }
    }
    wrong
}

/// What has expired and is still at a device.
fn still_there(world: &World, at: MachineId) -> Vec<String> {
    let now = world.clock(at).millis();
    let ends = lock(&world.ledger).ends.clone();
    let sent = lock(&world.ledger).sent.clone();
    let gone = |id: &MessageId| ends.get(id).is_some_and(|end| end + SLACK <= now);
    let mut wrong = Vec::new();
    for with in world.people().filter(|with| *with != owner(at)) {
        for entry in conversation(world, at, with) {
            let end = entry.view.expires_at.map_or(u64::MAX, Timestamp::millis);
            if gone(&entry.message.id) || end.saturating_add(SLACK) <= now {
                wrong.push(format!(
                    "{} has expired and is shown at {}",
                    entry.message.id,
                    name(at)
                ));
            }
        }
    }
    for message in sent.iter().filter(|it| gone(&it.id)) {
        let kept = world.stores.get(at).and_then(|store| {
            at_once(History::message(&**store, &device(message.author).person, message.id))
        });
        if let Some(Ok(Some(kept))) = kept
            && kept.message.body != Body::Wiped
        {
            wrong.push(format!("{:?} has expired and is kept at {}", message.text, name(at)));
        }
    }
    wrong
}

/// What is kept at a device that nobody said.
pub(crate) fn never_said(world: &World, at: MachineId) -> Vec<String> {
    let names: BTreeSet<_> = lock(&world.ledger).sent.iter().map(|it| it.id).collect();
    let mut wrong = Vec::new();
    for with in world.people().filter(|with| *with != owner(at)) {
        for Entry { message, .. } in conversation(world, at, with) {
            let is_own = matches!(message.body, Body::Devices(_)) || is_made_up(&message.body);
            if !names.contains(&message.id) && !is_own {
                wrong.push(format!("something of kind {} that nobody said", message.body.kind()));
            }
        }
    }
    wrong
}
