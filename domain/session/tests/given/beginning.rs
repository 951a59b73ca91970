//! The steps of a beginning, one by one.

use causerie_session::*;

use super::{AT, Device, randomness};

pub fn verified(bytes: &[u8]) -> Option<VerifiedBundle> {
    Bundle::decode(bytes).ok()?.verify(&RustCrypto).ok()
}

pub fn begin_at(
    provider: &dyn Provider,
    me: &IdentitySecret,
    name: &[u8],
    bob: &Device,
) -> Result<Session, InitiateError> {
    let bundle = bob.bundle();
    let begin =
        Initiation { me, my_name: name, bundle: &bundle, their_name: b"bob", introduction: b"" };
    begin.begin(provider, &randomness(77), AT)
}

pub fn first_message(provider: &dyn Provider, session: Session) -> Vec<u8> {
    session.encrypt(provider, b"hi", randomness(78), AT).1.unwrap()
}
