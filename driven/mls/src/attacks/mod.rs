//! Members whose program keeps to no rules of ours: the bare library, which takes everybody's word and commits whatever it is told.

mod commits;
mod doors;
mod rights;

use std::{convert::Infallible, sync::Arc};

use causerie_chat::{
    AccountSecret, DeviceAddress, DeviceSecret, Introduction, RoomCharter, RoomKind, RoomMember,
    Timestamp,
};
use causerie_session::RustCrypto;
use causerie_usecases::ports::{
    Fresh, Group, GroupChange, GroupRefused, Groups as _, Invitations as _, SealedText,
};
use mls_rs::{
    CipherSuite, Client, ExtensionList, IdentityProvider, MlsMessage,
    client_builder::{MlsConfig, PaddingMode},
    group::CommitOutput,
    identity::{CredentialType, SigningIdentity},
    mls_rules::{DefaultMlsRules, EncryptionOptions},
    time::MlsTime,
};
use mls_rs_core::identity::MemberValidationContext;
use zeroize::Zeroizing;

use crate::{
    MlsDevice, credential,
    suite::{Entropy, OneSuite, SUITE},
    terms::{TERMS, Terms},
};

/// Believes anything.
#[derive(Clone)]
struct Gullible;

impl IdentityProvider for Gullible {
    type Error = Infallible;

    fn validate_member(
        &self,
        _: &SigningIdentity,
        _: Option<MlsTime>,
        _: MemberValidationContext<'_>,
    ) -> Result<(), Infallible> {
        Ok(())
    }

    fn validate_external_sender(
        &self,
        _: &SigningIdentity,
        _: Option<MlsTime>,
        _: Option<&ExtensionList>,
    ) -> Result<(), Infallible> {
        Ok(())
    }

    fn identity(&self, of: &SigningIdentity, _: &ExtensionList) -> Result<Vec<u8>, Infallible> {
        Ok(of.signature_key.to_vec())
    }

    fn valid_successor(
        &self,
        _: &SigningIdentity,
        _: &SigningIdentity,
        _: &ExtensionList,
    ) -> Result<bool, Infallible> {
        Ok(true)
    }

    fn supported_types(&self) -> Vec<CredentialType> {
        vec![credential::CREDENTIAL]
    }
}

fn fresh(step: u8) -> Fresh {
    let at = Timestamp::from_millis(1_800_000_000_000);
    Fresh { entropy: Zeroizing::new([step; 32]), at }
}

fn now() -> MlsTime {
    1_800_000_000.into()
}

fn parts(name: &str) -> (DeviceAddress, DeviceSecret, Introduction) {
    let seed = |role| [name.as_bytes()[0] ^ role; 32];
    let device: DeviceAddress = format!("d1.{name}.peers.example.org").parse().unwrap();
    let own = DeviceSecret::from_seed(&seed(0x80));
    let introduction =
        Introduction::sign(device.clone(), &AccountSecret::from_seed(&seed(0)), &own);
    (device, own, introduction)
}

fn charter(owner: &str, kind: RoomKind) -> RoomCharter {
    let (host, name) = ("example.org".parse().unwrap(), "book club".parse().unwrap());
    RoomCharter::new(kind, host, name, parts(owner).2.account_key)
}

fn identity(name: &str) -> SigningIdentity {
    let (device, own, introduction) = parts(name);
    let account_key = introduction.account_key;
    credential::encode(&RoomMember { device, account_key, device_key: own.public() }, &introduction)
}

fn honest(name: &str) -> MlsDevice {
    let (device, own, introduction) = parts(name);
    MlsDevice::new(Arc::new(RustCrypto), device, own, &introduction)
}

/// Mallory's, who signs with her own key and calls herself what she likes.
fn lawless(as_whom: SigningIdentity, encrypts: bool) -> (Client<impl MlsConfig>, Entropy) {
    let entropy = Entropy::default();
    let (_, own, _) = parts("mallory");
    let rules = DefaultMlsRules::new()
        .with_encryption_options(EncryptionOptions::new(encrypts, PaddingMode::None));
    let client = Client::builder()
        .crypto_provider(OneSuite::new(Arc::new(RustCrypto), Arc::new(own), entropy.clone()))
        .identity_provider(Gullible)
        .mls_rules(rules)
        .extension_type(TERMS)
        .signing_identity(as_whom, Vec::new().into(), SUITE)
        .build();
    (client, entropy)
}

type Wrong<C> = fn(&mut mls_rs::Group<C>) -> CommitOutput;

/// Alice in her room, which mallory came into as a member like any other.
fn together<C: MlsConfig>(
    client: &Client<C>,
    entropy: &Entropy,
) -> (Box<dyn Group>, mls_rs::Group<C>) {
    together_under(&charter("alice", RoomKind::Private), client, entropy)
}

/// The same in a room of that charter, which bob came into too.
fn together_under<C: MlsConfig>(
    charter: &RoomCharter,
    client: &Client<C>,
    entropy: &Entropy,
) -> (Box<dyn Group>, mls_rs::Group<C>) {
    let seed = Zeroizing::new([9; 32]);
    let mut alice = honest("alice").create([1; 16].into(), charter, fresh(1)).unwrap();
    let none = ExtensionList::new;
    let package = entropy
        .during(&seed, || client.generate_key_package_message(none(), none(), Some(now())))
        .unwrap();
    let bob = honest("bob").invitable(fresh(8)).unwrap().package;
    let add = vec![package.to_bytes().unwrap(), bob];
    let change = GroupChange { add, ..GroupChange::default() };
    let prepared = alice.prepare(&change, fresh(2)).unwrap();
    alice.apply(&prepared.commit, Some(prepared.own()), fresh(3)).unwrap();
    let welcome = MlsMessage::from_bytes(&prepared.welcome.unwrap()).unwrap();
    let joined = entropy.during(&seed, || client.join_group(None, &welcome, Some(now())));
    (alice, joined.unwrap().0)
}

/// What alice says to the commit that mallory makes.
fn of_a_member<C: MlsConfig>(
    client: &Client<C>,
    entropy: &Entropy,
    wrong: Wrong<C>,
) -> Result<(), GroupRefused> {
    let (mut alice, mut room) = together(client, entropy);

    let commit = entropy.during(&Zeroizing::new([10; 32]), || wrong(&mut room)).commit_message;

    let refused = alice.apply(&commit.to_bytes().unwrap(), None, fresh(4)).map(drop);
    assert_unharmed(&mut *alice);
    refused
}

/// Goes on in the epoch it was in.
fn assert_unharmed(room: &mut dyn Group) {
    let epoch = room.epoch();
    let turn = room.prepare(&GroupChange::default(), fresh(5)).unwrap();
    assert_eq!(room.apply(&turn.commit, Some(turn.own()), fresh(6)).unwrap().epoch, epoch + 1);
}
