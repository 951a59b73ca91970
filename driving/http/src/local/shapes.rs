//! What the use cases answer, as it is shown.

use causerie_chat::{
    Address, Body, DeliveryState, DeviceChange, Emoji, MessageRef, Standing, Terms, Timestamp,
};
use causerie_usecases::{
    peer::queries::{self, About, Contact, Held, Me, MessageReport, Reason},
    ports::{Entry, Glance, Retry, UnopenedEnvelope},
};
use causerie_wire as wire;

use super::{
    files, moderation,
    room_shapes::{reached, room_event},
};

/// The kind of a text.
const WORDS: u64 = 1;

pub(super) fn message(entry: Entry) -> wire::Message {
    let Entry { cursor, message, changed_at, state, view } = entry;
    let text = view.text(&message).map(|text| text.as_str().to_owned());
    // What was wiped were words.
    let kind = if message.body == Body::Wiped { WORDS } else { message.body.kind() };
    let reaction = |(who, emoji): (&Address, &Emoji)| wire::Reaction {
        from: who.to_string(),
        emoji: emoji.as_str().to_owned(),
    };
    let devices = match &message.body {
        Body::Devices(list) => Some(device_event(&list.change)),
        _ => None,
    };
    let room = room_event(&message);
    let (path, cause) = path_or_cause(&state);
    wire::Message {
        id: message.id.to_string(),
        cursor: cursor.0,
        from: message.author.to_string(),
        to: message.recipient.to_string(),
        text,
        kind,
        devices,
        room,
        moderation: moderation::decision(&message),
        file: view.file(&message).map(files::shared),
        sent_at: message.sent_at.millis(),
        changed_at: changed_at.millis(),
        state: name(&state).to_owned(),
        path,
        cause,
        reply_to: message.reply_to.as_ref().map(reference),
        edited_at: view.edited.as_ref().map(|(_, at)| at.millis()),
        deleted: view.deleted,
        removed: view.removed.as_ref().map(|it| wire::Removed {
            by: it.by.to_string(),
            reason: it.reason.as_str().to_owned(),
        }),
        reactions: view.reactions.iter().map(reaction).collect(),
        expires_at: view.expires_at.map(Timestamp::millis),
        target: message.target().as_ref().map(reference),
    }
}

/// How it travelled, once delivered; why it did not, if it failed.
pub(super) fn path_or_cause(state: &DeliveryState) -> (Option<String>, Option<String>) {
    match state {
        DeliveryState::Delivered(path) => (Some(path.to_string()), None),
        DeliveryState::Failed(cause) => (None, Some(cause.to_string())),
        _ => (None, None),
    }
}

fn reference(what: &MessageRef) -> wire::MessageRef {
    wire::MessageRef { id: what.id.to_string(), from: what.author.to_string() }
}

fn device_event(change: &DeviceChange) -> wire::DeviceEvent {
    let word = match change {
        DeviceChange::Linked(_) => "linked",
        DeviceChange::Revoked(_) => "revoked",
    };
    wire::DeviceEvent { change: word.to_owned(), device: change.device().to_string() }
}

pub(super) fn name(state: &DeliveryState) -> &'static str {
    match state {
        DeliveryState::Queued => "queued",
        DeliveryState::Stored => "stored",
        DeliveryState::Delivered(_) => "delivered",
        DeliveryState::Read => "read",
        DeliveryState::Failed(_) => "failed",
    }
}

pub(super) fn report(report: MessageReport) -> wire::MessageReport {
    let retry = report.retry.as_ref().map(retry);
    let reached = report.reached.iter().map(reached).collect();
    wire::MessageReport { message: message(report.entry), retry, reached }
}

pub(super) fn held(held: &Held) -> wire::WaitingDevice {
    wire::WaitingDevice { device: held.to.to_string(), retry: held.retry.as_ref().map(retry) }
}

pub(super) fn conversation(conversation: Glance) -> wire::Conversation {
    let mut latest = message(conversation.latest);
    latest.text = latest.text.map(|text| text.chars().take(wire::Conversation::GLANCE).collect());
    wire::Conversation {
        with: conversation.with.to_string(),
        messages: conversation.messages,
        latest,
    }
}

pub(super) fn contact(contact: Contact) -> wire::Contact {
    let Contact { address, standing, verified, is_changed, conversation } = contact;
    let said = conversation.map(self::conversation);
    wire::Contact {
        address: address.to_string(),
        standing: standing_name(standing).to_owned(),
        verified_at: verified.map(Timestamp::millis),
        key_changed: is_changed,
        messages: said.as_ref().map_or(0, |it| it.messages),
        latest: said.map(|it| it.latest),
    }
}

fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing { is_blocked: true, .. } => "blocked",
        Standing { terms: Terms::Accepted, .. } => "accepted",
        Standing { terms: Terms::Requested, .. } => "requested",
        Standing { terms: Terms::Ignored, .. } => "ignored",
    }
}

pub(super) fn status(me: &Me, now: Timestamp) -> wire::Status {
    let valid = me.credential.is_some_and(|term| term.from <= now && now < term.until);
    wire::Status {
        address: me.device.person.to_string(),
        device: me.device.device.to_string(),
        account_key: me.account_key.to_string(),
        credential_until: me.credential.map(|term| term.until.millis()),
        signed_in: valid && !me.is_revoked,
        revoked: me.is_revoked,
        waiting_envelopes: me.waiting.envelopes,
        waiting_devices: me.waiting.devices,
        synced_since: me.synced.map(Timestamp::millis),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

pub(super) fn identity(who: &Address, standing: &queries::Standing) -> wire::Identity {
    wire::Identity {
        address: who.to_string(),
        safety_number: standing.safety_number.to_string(),
        verified_at: standing.verified.map(Timestamp::millis),
        changed_safety_number: standing.changed.as_ref().map(ToString::to_string),
    }
}

pub(super) fn unopened(envelope: &UnopenedEnvelope) -> wire::UnopenedEnvelope {
    wire::UnopenedEnvelope {
        id: envelope.id.to_string(),
        from: envelope.from.to_string(),
        at: envelope.at.millis(),
        cause: envelope.cause.to_string(),
        bytes: envelope.bytes,
    }
}

pub(super) fn reasons(reasons: &[Reason]) -> wire::Reasons {
    wire::Reasons { reasons: reasons.iter().map(reason).collect(), reached: Vec::new() }
}

fn reason(reason: &Reason) -> wire::Reason {
    let (about, id, state) = match &reason.about {
        About::Sent(id, state) => ("sent", Some(id.to_string()), Some(name(state).to_owned())),
        About::Unopened(id) => ("unopened", Some(id.to_string()), None),
        About::Identity => ("identity", None, None),
        About::Room => ("room", None, None),
    };
    wire::Reason {
        about: about.to_owned(),
        id,
        state,
        with: reason.with.to_string(),
        who: reason.with.room().and(reason.device.as_ref()).map(|it| it.person.to_string()),
        device: reason.device.as_ref().map(|device| device.device.to_string()),
        cause: reason.cause.to_string(),
        since: reason.since.millis(),
        attempts: reason.attempts,
        next: reason.next.map(Timestamp::millis),
    }
}

fn retry(retry: &Retry) -> wire::Retry {
    wire::Retry {
        failures: retry.failures,
        last: retry.last.millis(),
        next: retry.next.millis(),
        cause: retry.cause.to_string(),
    }
}
