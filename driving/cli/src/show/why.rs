use std::fmt::Write;

use causerie_chat::Timestamp;
use causerie_wire::{Reached, Reason, Reasons};
use serde::Serialize;

use super::{
    Paint, Printable,
    cause::{advice, advice_about_refused, cause, refused},
    moment::{Moment, until},
};

/// Of a room: a moderator has this person not heard there.
const MUTED: &str = "MUTED";

/// Reasons as scripts get them: each with what could be done about it.
#[derive(Serialize)]
pub(crate) struct Advised<'a> {
    reasons: Vec<AdvisedReason<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    reached: &'a [Reached],
    /// What a room is called, for people.
    #[serde(skip)]
    called: Option<String>,
}

#[derive(Serialize)]
struct AdvisedReason<'a> {
    #[serde(flatten)]
    reason: &'a Reason,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

impl<'a> From<&'a Reasons> for Advised<'a> {
    fn from(reasons: &'a Reasons) -> Self {
        let advised = |reason| AdvisedReason { reason, advice: next(reason) };
        let advised = reasons.reasons.iter().map(advised).collect();
        Self { reasons: advised, reached: &reasons.reached, called: None }
    }
}

impl Advised<'_> {
    /// The same, told to people of the room that is called so.
    pub(crate) fn called(self, room: Option<String>) -> Self {
        Self { called: room, ..self }
    }
}

/// Why something is not where it should be: a line for each thing, and below it what the user could do. Of a message in a room, how far it has come
/// with each first.
pub(crate) fn why(told: &Advised<'_>, now: Timestamp, paint: Paint) -> String {
    let reached: String = told.reached.iter().map(|one| reached(one, paint)).collect();
    if told.reasons.is_empty() {
        return format!("{reached}{}\n", paint.good("everything is where it should be"));
    }
    let called = told.called.as_deref();
    let reasons = told.reasons.iter().map(|one| entry(one, called, now, paint));
    reached + &reasons.collect::<String>()
}

/// How far a message in a room has come with somebody.
fn reached(reached: &Reached, paint: Paint) -> String {
    let Reached { who, state, at, path, cause: code } = reached;
    let path = path.as_deref().map(|path| format!(" ({})", Printable(path))).unwrap_or_default();
    let state = format!("{}{path}", Printable(state));
    let state = match code {
        Some(code) => paint.bad(format!("{state}: {}", cause(code))),
        None => paint.good(state),
    };
    format!("{}: {state}, since {}\n", Printable(who), Moment(*at))
}

fn entry(told: &AdvisedReason<'_>, called: Option<&str>, now: Timestamp, paint: Paint) -> String {
    let Reason { about, id, state, with, device, cause: code, since, attempts, .. } = told.reason;
    let (who, again) = (told.reason.who.as_deref(), told.reason.next);
    let id = Printable(id.as_deref().unwrap_or("?"));
    let with = Printable(called.unwrap_or(with));
    let (what, because) = match about.as_str() {
        "sent" => {
            let state = Printable(state.as_deref().unwrap_or("?"));
            let device = device.as_deref().map(Printable);
            let whose = who.map(|who| format!("{}'s ", Printable(who))).unwrap_or_default();
            let place = device.map(|it| format!(", at {whose}{it} not yet")).unwrap_or_default();
            (format!("message {id} to {with} is {state}{place}"), cause(code))
        }
        "unopened" => {
            (format!("envelope {id} from {with} was not taken"), refused(code, &told.name()))
        }
        "room" if code == MUTED => (format!("you are not heard in {with}"), cause(code)),
        "room" => (format!("{with} is not whole here"), cause(code)),
        "identity" => (format!("the key of {with} has changed"), refused(code, &told.name())),
        later => (format!("{} ({with})", Printable(later)), Printable(code).to_string()),
    };
    let because = match severity(told.reason) {
        Severity::Fine => paint.good(because),
        Severity::HeldUp => paint.waiting(because),
        Severity::ForGood => paint.bad(because),
    };
    let mut line = format!("{}: {because}", paint.bold(what));
    // Writing to a String cannot fail.
    if *since > 0 {
        let _ = write!(line, ", since {}", Moment(*since));
    }
    let s = if *attempts == 1 { "" } else { "s" };
    if *attempts > 0 {
        let _ = write!(line, ", {attempts} failed attempt{s}");
    }
    if let Some(again) = again {
        let what = if code == MUTED { "over" } else { "tried again" };
        let _ = write!(line, ", {what} {}", until(again, now));
    }
    if let Some(advice) = &told.advice {
        let _ = write!(line, "\n  next: {advice}");
    }
    line + "\n"
}

impl AdvisedReason<'_> {
    fn name(&self) -> String {
        Printable(&self.reason.with).to_string()
    }
}

fn next(reason: &Reason) -> Option<String> {
    let name = Printable(reason.who.as_deref().unwrap_or(&reason.with)).to_string();
    match reason.about.as_str() {
        "sent" | "room" => advice(&reason.cause, &name),
        "unopened" | "identity" => advice_about_refused(&reason.cause, &name),
        _ => None,
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// It goes as it should: it is on its way, or waits in a mailbox.
    Fine,
    /// It is held up, and goes on by itself or when somebody has decided.
    HeldUp,
    /// It does not arrive any more.
    ForGood,
}

/// How bad a reason is.
pub(crate) fn severity(reason: &Reason) -> Severity {
    match (reason.about.as_str(), reason.state.as_deref(), reason.cause.as_str()) {
        ("sent", Some("failed"), _) => Severity::ForGood,
        ("sent", Some("stored"), _)
        | ("sent", _, "IN_PROGRESS" | "IN_MAILBOX" | "SENT_ELSEWHERE") => Severity::Fine,
        ("unopened", _, "CANNOT_OPEN" | "IDENTITY_CHANGED") => Severity::HeldUp,
        ("unopened", ..) => Severity::ForGood,
        _ => Severity::HeldUp,
    }
}

#[cfg(test)]
mod tests;
