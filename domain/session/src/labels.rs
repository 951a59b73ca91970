//! Every label that separates one use of a key or a hash from all others.

pub(crate) const AGREEMENT: &[u8] = b"Causerie_PQXDH_CURVE25519_SHA-256_ML-KEM-768 v1";
pub(crate) const IDENTITY_SEAL: &[u8] = b"causerie session v1, the initiator's identity";
pub(crate) const PARTIES: &[u8] = b"causerie session v1, the two parties";
pub(crate) const TRANSCRIPT: &[u8] = b"causerie session v1, what was agreed on";
pub(crate) const SESSION_ID: &[u8] = b"causerie session v1, session id";
pub(crate) const ROOT: &[u8] = b"causerie session v1, ratchet step";
pub(crate) const ROOT_WITH_KEM: &[u8] = b"causerie session v1, ratchet step with ML-KEM-768";
pub(crate) const MESSAGE_KEY: &[u8] = &[1];
pub(crate) const CHAIN_KEY: &[u8] = &[2];

pub(crate) const SIGNED_IDENTITY: &[u8] = b"causerie session v1, agreement key of an identity";
pub(crate) const SIGNED_BUNDLE: &[u8] = b"causerie session v1, pre-key bundle";

pub(crate) const FORK: &[u8] = b"causerie session v1, fork: ";
pub(crate) const DRAW_EPHEMERAL: &[u8] = b"causerie session v1, draw: ephemeral key";
pub(crate) const DRAW_ENCAPSULATION: &[u8] = b"causerie session v1, draw: encapsulation";
pub(crate) const DRAW_RATCHET: &[u8] = b"causerie session v1, draw: ratchet key";
pub(crate) const DRAW_KEM: &[u8] = b"causerie session v1, draw: ML-KEM key";
pub(crate) const DRAW_AGREEMENT: &[u8] = b"causerie session v1, draw: agreement key";

#[cfg(test)]
mod tests {
    use super::*;

    /// Those that something stands behind.
    const OPEN: [&[u8]; 8] = [
        AGREEMENT,
        IDENTITY_SEAL,
        PARTIES,
        TRANSCRIPT,
        SESSION_ID,
        SIGNED_IDENTITY,
        SIGNED_BUNDLE,
        FORK,
    ];

    const WHOLE: [&[u8]; 9] = [
        ROOT,
        ROOT_WITH_KEM,
        MESSAGE_KEY,
        CHAIN_KEY,
        DRAW_EPHEMERAL,
        DRAW_ENCAPSULATION,
        DRAW_RATCHET,
        DRAW_KEM,
        DRAW_AGREEMENT,
    ];

    #[test]
    fn t21_no_label_can_be_read_as_another_whatever_stands_behind_it() {
        let all: Vec<_> = OPEN.into_iter().chain(WHOLE).collect();

        for (at, label) in all.iter().enumerate() {
            for other in &all[at + 1..] {
                assert_ne!(label, other);
            }
        }
        for open in OPEN {
            let begun_by_it = all.iter().filter(|label| label.starts_with(open));
            assert_eq!(begun_by_it.count(), 1);
        }
    }
}
