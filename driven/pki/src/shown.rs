use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use causerie_chat::Term;
use rustls::{
    SignatureScheme,
    client::ResolvesClientCert,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

/// The certificate that handshakes show from now on; one that is under way keeps the former.
#[derive(Default)]
pub(crate) struct Shown(RwLock<Option<(Arc<CertifiedKey>, Term)>>);

impl Shown {
    pub(crate) fn show(&self, certified: CertifiedKey, term: Term) {
        let mut shown = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *shown = Some((Arc::new(certified), term));
    }

    pub(crate) fn term(&self) -> Option<Term> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|(_, term)| *term)
    }

    fn certified(&self) -> Option<Arc<CertifiedKey>> {
        let shown = self.0.read().unwrap_or_else(PoisonError::into_inner);
        shown.as_ref().map(|(certified, _)| certified.clone())
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(..)")
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.certified()
    }
}

impl ResolvesClientCert for Shown {
    fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.certified().filter(|_| schemes.contains(&SignatureScheme::ED25519))
    }

    fn has_certs(&self) -> bool {
        self.certified().is_some()
    }
}
