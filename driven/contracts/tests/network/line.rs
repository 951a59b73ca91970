//! A session between two members, as the one who began it holds it.

use std::cell::RefCell;

use causerie_chat::{AccountKey, DeviceAddress, Envelope, EnvelopeId, Message, Sealed, pad};
use causerie_edge::{claim_id, now, randomness};
use causerie_session::{IdentitySecret, Initiation, RustCrypto, Session};
use causerie_usecases::ports::{Claim, Outgoing, PreKeyBook, PreKeys};

use super::Member;

/// Seals what `from` says to `to`.
pub(crate) struct Line {
    to: DeviceAddress,
    session: RefCell<Option<Session>>,
}

impl Line {
    /// Begins a session with a bundle that the directory sets aside.
    pub(crate) async fn between(from: &Member, to: &Member) -> Self {
        let id = claim_id().unwrap();
        let (requester, target) = (from.device.clone(), to.device.clone());
        let claim = Claim { id, requester, target, may_use_one_time: true, at: now() };
        from.directory.claim(&claim).await.unwrap();
        let bundle = from.directory.claimed(&id, &from.device).await.unwrap().unwrap();
        let initiation = Initiation {
            me: &IdentitySecret::of_seed(&RustCrypto, &from.seed),
            my_name: &party_name(&from.account_key, &from.device),
            bundle: &bundle.verify(&RustCrypto).unwrap(),
            their_name: &party_name(&to.account_key, &to.device),
            introduction: &from.introduction.encode(&[]),
        };
        let begun = initiation.begin(&RustCrypto, &randomness().unwrap(), now().seconds());
        Self { to: to.device.clone(), session: RefCell::new(Some(begun.unwrap())) }
    }

    /// The envelope that brings `message`.
    pub(crate) fn seal(&self, message: &Message) -> Outgoing {
        let session = self.session.take().unwrap();
        let text = pad(message.encode());
        let (next, sealed) =
            session.encrypt(&RustCrypto, &text, randomness().unwrap(), now().seconds());
        self.session.replace(Some(next));
        let (id, recipient) = (EnvelopeId::of(message.id, &self.to), self.to.clone());
        let sealed = Sealed::try_from(sealed.unwrap()).unwrap();
        Outgoing { envelope: Envelope { id, recipient, sealed }, trace: None }
    }
}

/// What both sides call a device to each other.
fn party_name(account: &AccountKey, device: &DeviceAddress) -> Vec<u8> {
    [account.as_bytes().as_slice(), device.to_string().as_bytes()].concat()
}
