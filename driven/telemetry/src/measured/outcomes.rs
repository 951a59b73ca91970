use causerie_chat::{Cause, EnvelopeId, Path};
use opentelemetry::{KeyValue, global, metrics::Counter};

/// Counts messages by what became of them.
pub(super) struct Outcomes(Counter<u64>);

/// Why something failed that has no cause: the technology did.
const UNAVAILABLE: &str = "UNAVAILABLE";
/// A cause that this version does not know. Others choose them, so they do not become labels.
const OTHER: &str = "_OTHER";

impl Outcomes {
    /// Those sent to other devices.
    pub(super) fn sent() -> Self {
        let about = "Messages handed over to other devices, or to their mailboxes";
        Self::counted(global::meter("causerie").u64_counter("causerie.messages.sent"), about)
    }

    /// Those that came from other devices.
    pub(super) fn received() -> Self {
        let about = "Messages that came from other devices, or from this one's mailbox";
        Self::counted(global::meter("causerie").u64_counter("causerie.messages.received"), about)
    }

    /// Those left in mailboxes, at a directory.
    pub(super) fn deposited() -> Self {
        let about = "Messages that devices left in the mailboxes of others";
        Self::counted(global::meter("causerie").u64_counter("causerie.messages.deposited"), about)
    }

    fn counted(
        counter: opentelemetry::metrics::InstrumentBuilder<'_, Counter<u64>>,
        about: &'static str,
    ) -> Self {
        Self(counter.with_unit("{message}").with_description(about).build())
    }

    /// Of `all` these were `refused`, and the others did `well`.
    pub(super) fn settled(
        &self,
        path: Option<Path>,
        well: &'static str,
        all: usize,
        refused: &[(EnvelopeId, Cause)],
    ) {
        self.add(path, well, None, all.saturating_sub(refused.len()));
        for (_, cause) in refused {
            self.add(path, "refused", Some(known(cause)), 1);
        }
    }

    /// They will be tried again.
    pub(super) fn put_off(&self, path: Option<Path>, cause: &Cause, all: usize) {
        self.add(path, "put_off", Some(known(cause)), all);
    }

    /// This end cannot keep them.
    pub(super) fn failed(&self, path: Option<Path>, all: usize) {
        self.add(path, "failed", Some(UNAVAILABLE), all);
    }

    fn add(
        &self,
        path: Option<Path>,
        outcome: &'static str,
        error: Option<&'static str>,
        count: usize,
    ) {
        if count == 0 {
            return;
        }
        let mut labels = vec![KeyValue::new("causerie.outcome", outcome)];
        labels.extend(path.map(|path| KeyValue::new("causerie.path", name(path))));
        labels.extend(error.map(|error| KeyValue::new("error.type", error)));
        self.0.add(count as u64, &labels);
    }
}

fn name(path: Path) -> &'static str {
    match path {
        Path::Direct => "direct",
        Path::Mailbox => "mailbox",
    }
}

fn known(cause: &Cause) -> &'static str {
    Cause::ALL.iter().find(|known| *known == cause).map_or(OTHER, Cause::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t54_what_others_call_a_cause_becomes_no_label() {
        let theirs: Cause = "ALICE_WAS_HERE".parse().unwrap();

        assert_eq!(known(&theirs), "_OTHER");
        assert_eq!(known(&"MAILBOX_FULL".parse().unwrap()), "MAILBOX_FULL");
    }
}
