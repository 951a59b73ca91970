use zeroize::Zeroizing;

use crate::{Provider, labels, pqxdh::thirds, secret::Secret};

/// What a step of the root chain yields ("The Double Ratchet Algorithm", `KDF_RK_HE`).
pub(crate) struct Step {
    pub(crate) root: Secret<32>,
    pub(crate) chain: Secret<32>,
    pub(crate) next_header: Secret<32>,
}

/// HKDF with the root key as salt over the X25519 output, behind which stands the ML-KEM secret where there is one.
pub(crate) fn step(
    provider: &dyn Provider,
    root: &Secret<32>,
    agreed: &Secret<32>,
    mixed: Option<&Secret<32>>,
) -> Step {
    let mut material = Zeroizing::new([0; 64]);
    material[..32].copy_from_slice(agreed.expose());
    let (length, label) = match mixed {
        Some(secret) => {
            material[32..].copy_from_slice(secret.expose());
            (64, labels::ROOT_WITH_KEM)
        }
        None => (32, labels::ROOT),
    };
    let mut keys = [0; 96];
    provider.derive(root.expose(), &material[..length], label, &mut keys);
    let [root, chain, next_header] = thirds(&mut keys);
    Step { root, chain, next_header }
}
