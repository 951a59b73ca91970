use sha2::{Digest, Sha256};

use crate::{Identity, labels};

/// One of the two ends of a session.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    /// Its keys.
    pub identity: &'a Identity,
    /// Whatever else makes it who it is (names, further keys), the same bytes at both ends.
    pub name: &'a [u8],
}

/// What every message of a session is bound to: both parties, and who of them began it.
pub(crate) fn associated_data(initiator: Party<'_>, responder: Party<'_>) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(labels::PARTIES);
    for party in [initiator, responder] {
        hash.update(party.identity.verifying_key.as_bytes());
        hash.update(party.identity.agreement_key.as_bytes());
        hash.update((party.name.len() as u64).to_be_bytes());
        hash.update(party.name);
    }
    hash.finalize().into()
}
