use causerie_chat::DeviceAddress;
use causerie_wire::{Unopened, UnopenedEnvelope};

use super::{Paint, Printable, cause::refused, files::bytes, moment::Moment};

/// What came and could not be opened, a line each: when, from whom, how large, and why.
pub(crate) fn unopened(unopened: &Unopened, paint: Paint) -> String {
    if unopened.envelopes.is_empty() {
        return "all that came could be opened\n".to_owned();
    }
    let rows: Vec<_> = unopened.envelopes.iter().map(|one| (one, Sender::of(one))).collect();
    let columns = rows.iter().map(|(_, from)| from.shown.chars().count()).max().unwrap_or(0);
    rows.iter().map(|(one, from)| line(one, from, columns, paint)).collect()
}

fn line(one: &UnopenedEnvelope, from: &Sender, columns: usize, paint: Paint) -> String {
    let because = refused(&one.cause, &from.name);
    format!(
        "{}  {}  {:>9}  {}\n",
        paint.dim(Moment(one.at)),
        paint.bold(format!("{:columns$}", from.shown)),
        bytes(one.bytes),
        paint.bad(because)
    )
}

struct Sender {
    shown: String,
    /// To be typed after `causerie verify`.
    name: String,
}

impl Sender {
    fn of(one: &UnopenedEnvelope) -> Self {
        match one.from.parse::<DeviceAddress>() {
            Ok(from) => Self {
                shown: format!("{}, device {}", from.person, from.device),
                name: from.person.to_string(),
            },
            Err(_) => Self { shown: Printable(&one.from).to_string(), name: "NAME".to_owned() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(from: &str, cause: &str, bytes: u64) -> UnopenedEnvelope {
        UnopenedEnvelope {
            id: "0191d5f2-7c4a-7abc-8def-0123456789ab".to_owned(),
            from: from.to_owned(),
            at: 1_000,
            cause: cause.to_owned(),
            bytes,
        }
    }

    #[test]
    fn each_envelope_is_told_with_its_cause() {
        let envelopes = vec![
            envelope("d1.bob.peers.localhost", "CANNOT_OPEN", 700),
            envelope("d1.mallory.peers.localhost", "IDENTITY_CHANGED", 1_690),
        ];

        let shown = unopened(&Unopened { envelopes }, Paint::NONE);

        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(
            lines[0].starts_with(
                "1970-01-01 00:00:01Z  bob@localhost, device d1          700 B  CANNOT_OPEN ("
            ),
            "{shown}"
        );
        assert!(lines[1].contains("mallory@localhost, device d1    1.6 KiB  IDENTITY_CHANGED ("));
        assert!(lines[1].contains("causerie verify mallory@localhost"), "{shown}");
    }

    #[test]
    fn t63_what_a_later_version_says_stays_on_its_line() {
        let envelopes = vec![envelope("odd\x1b[2J\n", "SOLAR\n\x1b[A", u64::MAX)];

        let shown = unopened(&Unopened { envelopes }, Paint::NONE);

        assert_eq!(shown.matches('\n').count(), 1);
        assert!(!shown.contains('\x1b'), "{shown}");
    }

    #[test]
    fn where_all_was_opened_it_says_so() {
        let none = Unopened { envelopes: Vec::new() };

        assert_eq!(unopened(&none, Paint::NONE), "all that came could be opened\n");
    }
}
