use crate::ports::KnownIdentity;

/// Whether a person is told, and heard, of what nobody asked for: a contact whom nobody else claims to be.
pub(super) fn is_accepted(known: Option<&KnownIdentity>) -> bool {
    known.is_some_and(KnownIdentity::is_accepted)
}
