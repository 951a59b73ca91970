use crate::ports::KnownIdentity;

/// Whether a person gets answers that nobody asked for: somebody who is known, and nobody else claims to be.
pub(super) fn is_accepted(known: Option<&KnownIdentity>) -> bool {
    known.is_some_and(|known| known.offered.is_none())
}
