use causerie_wire::Status;

use super::{Paint, Printable, moment::Moment};

/// How a peer stands.
pub(crate) fn status(status: &Status, paint: Paint) -> String {
    let until = status.credential_until.map(Moment);
    let signed_in = match until {
        Some(until) if status.signed_in => paint.good(format!("signed in until {until}")),
        Some(until) => paint.bad(format!("not signed in: the credential was valid until {until}")),
        None => paint.bad("not signed in yet: the peer goes on trying; its log says why"),
    };
    format!(
        "{}, device {}\n  {signed_in}\n  {}\n  account key {}\n  version {}\n",
        paint.bold(Printable(&status.address)),
        Printable(&status.device),
        waiting(status, paint),
        Printable(&status.account_key),
        Printable(&status.version),
    )
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

    #[test]
    fn a_peer_tells_how_it_stands() {
        let standing = Status {
            address: "alice@localhost".to_owned(),
            device: "d1".to_owned(),
            account_key: "AAAA".to_owned(),
            credential_until: Some(86_400_000),
            signed_in: true,
            waiting_envelopes: 2,
            waiting_devices: 1,
            version: "0.1.0".to_owned(),
        };

        let shown = status(&standing, Paint::NONE);

        assert_eq!(
            shown,
            "alice@localhost, device d1\n  signed in until 1970-01-02 00:00:00Z\n  \
             2 envelopes for 1 device to be delivered\n  account key AAAA\n  version 0.1.0\n"
        );
    }
}
