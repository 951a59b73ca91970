use vodozemac::{
    Curve25519PublicKey, Ed25519PublicKey, Ed25519Signature,
    olm::{Account, OlmMessage, Session, SessionConfig, SessionPickle},
};

use super::{
    library::{End, Library, Met, Outcome, Sealed},
    stopwatch::Stopwatch,
};

/// Olm version 1, vodozemac's default: 3DH, AES-256-CBC with an HMAC of 8 bytes, headers in the clear.
pub(crate) struct Vodozemac {
    near: Account,
    far: Account,
}

impl Vodozemac {
    pub(crate) fn new() -> Self {
        Self { near: Account::new(), far: Account::new() }
    }

    /// A one-time key of the far one, which can be used once.
    fn one_time_key(&mut self) -> Outcome<Curve25519PublicKey> {
        self.far.generate_one_time_keys(1);
        let key = self.far.one_time_keys().into_values().next().ok_or("no one-time key")?;
        self.far.mark_keys_as_published();
        Ok(key)
    }
}

impl Library for Vodozemac {
    /// One signature is checked on either side, by the user, as vodozemac leaves it to them: the far one's over its Curve25519
    /// key and one-time key together (Matrix clients check two), and the near one's over its Curve25519 key.
    fn meet(&mut self, text: &[u8]) -> Outcome<Met> {
        let config = SessionConfig::version_1();
        let one_time = self.one_time_key()?.to_bytes();
        let identity = self.far.curve25519_key().to_bytes();
        let published = [identity, one_time].concat();
        let far_signature = self.far.sign(&published).to_bytes();
        let far_key = *self.far.ed25519_key().as_bytes();
        let identity_of_near = self.near.curve25519_key().to_bytes();
        let near_signature = self.near.sign(identity_of_near).to_bytes();
        let near_key = *self.near.ed25519_key().as_bytes();

        let started = Stopwatch::start();
        check(&far_key, &published, &far_signature)?;
        let (identity, one_time) = (identity.into(), one_time.into());
        let mut near = self.near.create_outbound_session(config, identity, one_time)?;
        let (kind, bytes) = near.encrypt(text)?.to_parts();
        let beginning = started.elapsed();

        let started = Stopwatch::start();
        let OlmMessage::PreKey(message) = OlmMessage::from_parts(kind, &bytes)? else {
            return Err("not a first message".into());
        };
        check(&near_key, &identity_of_near, &near_signature)?;
        let far = self.far.create_inbound_session(config, identity_of_near.into(), &message)?;
        let accepting = started.elapsed();
        if far.plaintext != text {
            return Err("another text".into());
        }
        let (near, far) = (Box::new(Theirs(near)), Box::new(Theirs(far.session)));
        Ok(Met { near, far, beginning, accepting, first: bytes.len() })
    }

    fn keeps(&self) -> usize {
        40
    }
}

fn check(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Outcome<()> {
    let signature = Ed25519Signature::from_slice(signature)?;
    Ok(Ed25519PublicKey::from_slice(key)?.verify(message, &signature)?)
}

struct Theirs(Session);

impl End for Theirs {
    fn seal(&mut self, text: &[u8]) -> Outcome<Sealed> {
        let (kind, bytes) = self.0.encrypt(text)?.to_parts();
        Ok(Sealed { kind, bytes })
    }

    fn open(&mut self, sealed: &Sealed) -> Outcome<Vec<u8>> {
        Ok(self.0.decrypt(&OlmMessage::from_parts(sealed.kind, &sealed.bytes)?)?)
    }

    /// A pickle as JSON, which is what vodozemac's own encrypted pickles hold.
    fn save(&self, keep: &mut dyn FnMut(&[u8])) -> Outcome<()> {
        keep(&serde_json::to_vec(&self.0.pickle())?);
        Ok(())
    }

    fn load(&self, saved: &[u8]) -> Outcome<Box<dyn End>> {
        let pickle: SessionPickle = serde_json::from_slice(saved)?;
        Ok(Box::new(Self(Session::from_pickle(pickle))))
    }
}
