use causerie_wire::Status;

use super::{Paint, Printable, moment::Moment};

/// What is said of a device that was revoked, with what to do.
pub(crate) const REVOKED: &str = "this device was revoked: link this machine anew, under another id and in another folder \
    (causerie link on your first device, causerie join here)";

/// How a peer stands.
pub(crate) fn status(status: &Status, paint: Paint) -> String {
    let until = status.credential_until.map(Moment);
    let signed_in = match until {
        _ if status.revoked => paint.bad(REVOKED),
        Some(until) if status.signed_in => paint.good(format!("signed in until {until}")),
        Some(until) => paint.bad(format!(
            "not signed in: the credential was valid until {until}; the log says why, and where a code is asked for: causerie 2fa code"
        )),
        None => paint.bad("not signed in yet: the peer goes on trying; its log says why"),
    };
    format!(
        "{}, device {}\n  {signed_in}\n  {}\n  {}\n  account key {}\n  version {}\n",
        paint.bold(Printable(&status.address)),
        Printable(&status.device),
        synced(status, paint),
        waiting(status, paint),
        Printable(&status.account_key),
        Printable(&status.version),
    )
}

fn synced(status: &Status, paint: Paint) -> String {
    match status.synced_since {
        _ if status.revoked => "nothing comes any more; what is kept here can be read".to_owned(),
        Some(since) => paint
            .good(format!("synced since {}: all that was in your mailbox is here", Moment(since))),
        None => paint.waiting(
            "not synced: the directory cannot be heard; there may be more in your mailbox",
        ),
    }
}

fn waiting(status: &Status, paint: Paint) -> String {
    let (envelopes, devices) = (status.waiting_envelopes, status.waiting_devices);
    let s = |count| if count == 1 { "" } else { "s" };
    match envelopes {
        0 => "nothing waits to be delivered".to_owned(),
        _ => paint.waiting(format!(
            "{envelopes} envelope{} for {devices} device{} to be delivered",
            s(envelopes),
            s(devices)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing() -> Status {
        Status {
            address: "alice@localhost".to_owned(),
            device: "d1".to_owned(),
            account_key: "AAAA".to_owned(),
            credential_until: Some(86_400_000),
            signed_in: true,
            revoked: false,
            waiting_envelopes: 2,
            waiting_devices: 1,
            synced_since: Some(1_000),
            version: "0.1.0".to_owned(),
        }
    }

    #[test]
    fn a_peer_tells_how_it_stands() {
        let standing = standing();

        let shown = status(&standing, Paint::NONE);

        assert_eq!(
            shown,
            "alice@localhost, device d1\n  signed in until 1970-01-02 00:00:00Z\n  \
             synced since 1970-01-01 00:00:01Z: all that was in your mailbox is here\n  \
             2 envelopes for 1 device to be delivered\n  account key AAAA\n  version 0.1.0\n"
        );
    }

    #[test]
    fn a_peer_that_does_not_hear_the_directory_says_so() {
        let standing = Status { synced_since: None, ..standing() };

        let shown = status(&standing, Paint::NONE);

        assert!(shown.contains("\n  not synced: the directory cannot be heard;"), "{shown}");
        assert!(!serde_json::to_string(&standing).unwrap().contains("synced"));
    }

    #[test]
    fn a_device_that_was_revoked_says_so_and_what_to_do() {
        let standing = Status { revoked: true, signed_in: false, synced_since: None, ..standing() };

        let shown = status(&standing, Paint::NONE);

        assert!(shown.contains("\n  this device was revoked: link this machine anew"), "{shown}");
        assert!(shown.contains("causerie join") && !shown.contains("not s"), "{shown}");
    }
}
