use crate::ports::KnownIdentity;

/// Whether this device tells that person anything of itself.
pub(super) fn is_accepted(known: &KnownIdentity) -> bool {
    known.offered.is_none()
}
