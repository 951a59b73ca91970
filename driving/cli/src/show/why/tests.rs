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
    let held_up =
        Reason { attempts: 3, next: Some(14_000), ..reason("sent", Some("queued"), "UNREACHABLE") };

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
fn who_is_muted_is_told_until_when() {
    let muted = Reason { next: Some(14_000), ..reason("room", None, "MUTED") };
    let banned = reason("room", None, "MUTED");

    let shown = shown(vec![muted, banned]);

    let lines: Vec<_> = shown.lines().collect();
    assert!(lines[0].starts_with("you are not heard in bob@localhost: MUTED ("), "{shown}");
    assert!(lines[0].ends_with(", since 1970-01-01 00:00:01Z, over in 4s"), "{shown}");
    assert!(lines[2].ends_with(", since 1970-01-01 00:00:01Z"), "{shown}");
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
    let later = Reason { with: "odd\x1b[2J\n".to_owned(), ..reason("solar\n", None, "FLARE\x1b") };

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
