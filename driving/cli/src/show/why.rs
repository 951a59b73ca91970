use std::fmt::Write;

use causerie_chat::Timestamp;
use causerie_wire::{Reached, Reason, Reasons};
use serde::Serialize;

use super::{
    Paint, Printable,
    cause::{advice, advice_about_refused, cause, refused},
    moment::{Moment, until},
};

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
        let _ = write!(line, ", tried again {}", until(again, now));
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
mod tests {
    use rstest::rstest;

    use super::*;

    const ID: &str = "0191d5f2-7c4a-7abc-8def-0123456789ab";

    fn reason(about: &str, state: Option<&str>, cause: &str) -> Reason {
        Reason {
            about: about.to_owned(),
            id: (about != "identity").then(|| ID.to_owned()),
            state: state.map(str::to_owned),
            with: "bob@localhost".to_owned(),
            who: None,
            device: None,
            cause: cause.to_owned(),
            since: 1_000,
            attempts: 0,
            next: None,
        }
    }

    fn shown(reasons: Vec<Reason>) -> String {
        let reasons = Reasons { reasons, reached: Vec::new() };
        why(&Advised::from(&reasons), Timestamp::from_millis(10_000), Paint::NONE)
    }

    #[test]
    fn what_is_held_up_tells_what_why_since_when_and_what_comes_next() {
        let held_up = Reason {
            attempts: 3,
            next: Some(14_000),
            ..reason("sent", Some("queued"), "UNREACHABLE")
        };

        let shown = shown(vec![held_up]);

        let (line, advice) = shown.split_once('\n').unwrap();
        assert_eq!(
            line,
            format!(
                "message {ID} to bob@localhost is queued: UNREACHABLE (nothing answered at the recipient's address), \
                 since 1970-01-01 00:00:01Z, 3 failed attempts, tried again in 4s"
            )
        );
        assert!(advice.starts_with("  next: nothing: it is tried again;"), "{advice}");
    }

    #[rstest]
    #[case(
        reason("sent", Some("stored"), "IN_MAILBOX"),
        "message ID to bob@localhost is stored: IN_MAILBOX (",
        "nothing: it is delivered"
    )]
    #[case(
        reason("unopened", None, "EXPIRED"),
        "envelope ID from bob@localhost was not taken: EXPIRED (it lay in your mailbox",
        "ask them to say it again"
    )]
    #[case(
        reason("identity", None, "IDENTITY_CHANGED"),
        "the key of bob@localhost has changed: IDENTITY_CHANGED (",
        "causerie verify bob@localhost --confirm DIGITS"
    )]
    fn each_thing_is_told_with_advice(
        #[case] reason: Reason,
        #[case] begins: &str,
        #[case] advice: &str,
    ) {
        let shown = shown(vec![reason]);

        assert!(shown.starts_with(&begins.replace("ID ", &format!("{ID} "))), "{shown}");
        assert!(shown.lines().nth(1).unwrap().contains(advice), "{shown}");
    }

    #[test]
    fn which_of_several_devices_has_not_got_it_is_said() {
        let away = Reason {
            device: Some("d2\x1b".to_owned()),
            ..reason("sent", Some("delivered"), "IN_MAILBOX")
        };

        let severity = severity(&away);
        let shown = shown(vec![away]);

        let begins = format!("message {ID} to bob@localhost is delivered, at d2");
        assert!(shown.starts_with(&begins) && !shown.contains('\x1b'), "{shown}");
        assert_eq!(severity, Severity::Fine);
    }

    #[test]
    fn in_a_room_it_says_whose_device_has_not_got_it_and_how_far_it_came_with_each() {
        let room = format!("#{}", "0f".repeat(16));
        let (who, device) = (Some("carol@localhost".to_owned()), Some("d1".to_owned()));
        let with = room.clone();
        let lacking = Reason { with, who, device, ..reason("sent", Some("queued"), "UNREACHABLE") };
        let lost = Reason { with: room, since: 0, ..reason("room", None, "ROOM_LOST") };
        let reached = |who: &str, state: &str, path: Option<&str>| Reached {
            who: format!("{who}@localhost"),
            state: state.to_owned(),
            at: 1_000,
            path: path.map(str::to_owned),
            cause: None,
        };
        let reached =
            vec![reached("bob", "delivered", Some("direct")), reached("carol", "queued", None)];
        let reasons = Reasons { reasons: vec![lacking, lost], reached };

        let advised = Advised::from(&reasons).called(Some("#book-club".to_owned()));
        let shown = why(&advised, Timestamp::from_millis(10_000), Paint::NONE);

        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(lines[0], "bob@localhost: delivered (direct), since 1970-01-01 00:00:01Z");
        assert_eq!(lines[1], "carol@localhost: queued, since 1970-01-01 00:00:01Z");
        let begins = format!(
            "message {ID} to #book-club is queued, at carol@localhost's d1 not yet: UNREACHABLE ("
        );
        assert!(lines[2].starts_with(&begins), "{shown}");
        assert!(lines[4].starts_with("#book-club is not whole here: ROOM_LOST ("), "{shown}");
        assert!(lines[5].contains("takes it in again"), "{shown}");
    }

    #[test]
    fn where_all_is_well_it_says_so_and_a_time_that_is_not_known_is_left_out() {
        assert_eq!(shown(vec![]), "everything is where it should be\n");
        let timeless = Reason { since: 0, ..reason("identity", None, "IDENTITY_CHANGED") };
        assert!(!shown(vec![timeless]).contains("since"));
    }

    #[test]
    fn for_scripts_the_advice_is_beside_the_reason() {
        let failed = vec![reason("sent", Some("failed"), "EXPIRED")];
        let reasons = Reasons { reasons: failed, reached: Vec::new() };

        let json = serde_json::to_value(Advised::from(&reasons)).unwrap();

        assert_eq!(json["reasons"][0]["cause"], "EXPIRED");
        let advice = json["reasons"][0]["advice"].as_str().unwrap();
        assert!(advice.contains("causerie tell bob@localhost TEXT"), "{advice}");
    }

    #[test]
    fn t63_what_a_later_version_tells_is_shown_and_harmless() {
        let later =
            Reason { with: "odd\x1b[2J\n".to_owned(), ..reason("solar\n", None, "FLARE\x1b") };

        let shown = shown(vec![later]);

        assert_eq!(shown.matches('\n').count(), 1);
        assert!(!shown.contains('\x1b'), "{shown}");
    }

    #[rstest]
    #[case(reason("sent", Some("stored"), "IN_MAILBOX"), Severity::Fine)]
    #[case(reason("sent", Some("queued"), "IN_PROGRESS"), Severity::Fine)]
    #[case(reason("sent", Some("queued"), "UNREACHABLE"), Severity::HeldUp)]
    #[case(reason("sent", Some("failed"), "EXPIRED"), Severity::ForGood)]
    #[case(reason("unopened", None, "CANNOT_OPEN"), Severity::HeldUp)]
    #[case(reason("unopened", None, "IDENTITY_CHANGED"), Severity::HeldUp)]
    #[case(reason("unopened", None, "EXPIRED"), Severity::ForGood)]
    #[case(reason("identity", None, "IDENTITY_CHANGED"), Severity::HeldUp)]
    #[case(reason("later", None, "IDENTITY_CHANGED"), Severity::HeldUp)]
    fn how_bad_it_is_depends_on_whether_it_still_arrives(
        #[case] reason: Reason,
        #[case] bad: Severity,
    ) {
        assert_eq!(severity(&reason), bad);
    }
}
