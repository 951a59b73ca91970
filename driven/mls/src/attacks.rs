//! Members whose program keeps to no rules of ours: the bare library, which takes everybody's word and commits whatever it is told.

use std::{convert::Infallible, sync::Arc};

use causerie_chat::{
    AccountSecret, DeviceAddress, DeviceSecret, Introduction, RoomKind, RoomMember, Timestamp,
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
use rstest::rstest;
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
    let seed = Zeroizing::new([9; 32]);
    let mut alice = honest("alice").create([1; 16].into(), RoomKind::Private, fresh(1)).unwrap();
    let none = ExtensionList::new;
    let package = entropy
        .during(&seed, || client.generate_key_package_message(none(), none(), Some(now())))
        .unwrap();
    let change = GroupChange { add: vec![package.to_bytes().unwrap()], remove: Vec::new() };
    let prepared = alice.prepare(&change, fresh(2)).unwrap();
    alice.apply(&prepared.commit, Some(&prepared), fresh(3)).unwrap();
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
    assert_eq!(room.apply(&turn.commit, Some(&turn), fresh(6)).unwrap().epoch, epoch + 1);
}

#[test]
fn a_lawless_member_that_keeps_to_the_rules_is_a_member() {
    let (client, entropy) = lawless(identity("mallory"), true);

    let taken = of_a_member(&client, &entropy, |room| {
        room.commit_builder().commit_time(now()).build().unwrap()
    });

    assert_eq!(taken, Ok(()));
}

#[test]
fn t54_a_text_that_is_too_long_is_refused_though_a_member_sealed_it() {
    let (client, entropy) = lawless(identity("mallory"), true);
    let (mut alice, mut room) = together(&client, &entropy);
    let mut say = |length: usize| {
        entropy.during(&Zeroizing::new([10; 32]), || {
            let text = vec![b'x'; length];
            room.encrypt_application_message(&text, vec![]).unwrap().to_bytes().unwrap()
        })
    };
    let (longest, longer) = (say(SealedText::MAX_TEXT), say(SealedText::MAX_TEXT + 1_024));

    assert_eq!(alice.open(&longer).err(), Some(GroupRefused::Malformed));
    assert_eq!(alice.open(&longest).unwrap().text.len(), SealedText::MAX_TEXT);
}

#[test]
fn t31_a_commit_that_puts_another_person_into_the_own_place_is_refused() {
    let (client, entropy) = lawless(identity("mallory"), true);

    let refused = of_a_member(&client, &entropy, |room| {
        let builder = room.commit_builder().commit_time(now());
        builder.set_new_signing_identity(Vec::new().into(), identity("bob")).build().unwrap()
    });

    assert!(refused.is_err());
}

#[test]
fn t51_a_commit_that_puts_a_credential_with_another_name_into_the_own_place_is_refused() {
    let (client, entropy) = lawless(identity("mallory"), true);

    let refused = of_a_member(&client, &entropy, |room| {
        // Mallory's own account vouches for her own key, under a second device name.
        let (_, own, _) = parts("mallory");
        let device: DeviceAddress = "d2.mallory.peers.example.org".parse().unwrap();
        let account = AccountSecret::from_seed(&[b'm'; 32]);
        let introduction = Introduction::sign(device.clone(), &account, &own);
        let (account_key, device_key) = (account.public(), own.public());
        let renamed =
            credential::encode(&RoomMember { device, account_key, device_key }, &introduction);
        let builder = room.commit_builder().commit_time(now());
        builder.set_new_signing_identity(Vec::new().into(), renamed).build().unwrap()
    });

    assert_eq!(refused, Err(GroupRefused::NotVouchedFor));
}

#[test]
fn t32_a_commit_that_opens_a_private_room_to_the_public_is_refused() {
    let (client, entropy) = lawless(identity("mallory"), true);

    let refused = of_a_member(&client, &entropy, |room| {
        let open = Terms(RoomKind::Public).context().unwrap();
        let builder = room.commit_builder().commit_time(now());
        builder.set_group_context_ext(open).unwrap().build().unwrap()
    });

    assert_eq!(refused, Err(GroupRefused::NotAllowed));
}

#[test]
fn t32_a_commit_that_ends_the_room_for_another_one_is_refused() {
    let (client, entropy) = lawless(identity("mallory"), true);

    let refused = of_a_member(&client, &entropy, |room| {
        let builder = room.commit_builder().commit_time(now());
        let (version, suite) = (mls_rs::ProtocolVersion::MLS_10, CipherSuite::CURVE25519_CHACHA);
        builder.reinit(None, version, suite, ExtensionList::new()).unwrap().build().unwrap()
    });

    assert_eq!(refused, Err(GroupRefused::NotAllowed));
}

#[test]
fn a_members_commit_that_anybody_can_read_is_refused() {
    let (client, entropy) = lawless(identity("mallory"), false);

    let refused = of_a_member(&client, &entropy, |room| {
        room.commit_builder().commit_time(now()).build().unwrap()
    });

    assert_eq!(refused, Err(GroupRefused::Malformed));
}

#[rstest]
#[case::of_no_kind(vec![1; 16], ExtensionList::new(), GroupRefused::NotAllowed)]
#[case::with_another_name(vec![1; 15], Terms(RoomKind::Private).context().unwrap(), GroupRefused::Malformed)]
fn a_room_that_is_none_of_ours_is_not_joined(
    #[case] id: Vec<u8>,
    #[case] context: ExtensionList,
    #[case] cause: GroupRefused,
) {
    let (client, entropy) = lawless(identity("mallory"), true);
    let alice = honest("alice");
    let invitable = alice.invitable(fresh(1)).unwrap();
    let package = MlsMessage::from_bytes(&invitable.package).unwrap();

    let welcome = entropy.during(&Zeroizing::new([9; 32]), || {
        let none = ExtensionList::new();
        let mut room = client.create_group_with_id(id, context, none, Some(now())).unwrap();
        let builder = room.commit_builder().commit_time(now());
        let output = builder.add_member(package).unwrap().build().unwrap();
        output.welcome_messages[0].to_bytes().unwrap()
    });

    let refused = alice.join(&welcome, &invitable.secret, fresh(2)).err();
    assert_eq!(refused, Some(cause));
}

#[rstest]
#[case::into_a_private_room(RoomKind::Private, identity("mallory"), None, GroupRefused::NotPublic)]
#[case::as_somebody_else(RoomKind::Public, identity("bob"), None, GroupRefused::NotVouchedFor)]
#[case::in_anothers_place(RoomKind::Public, identity("mallory"), Some(0), GroupRefused::NotAllowed)]
#[case::in_anothers_place_of_a_private_room(
    RoomKind::Private,
    identity("mallory"),
    Some(0),
    GroupRefused::NotAllowed
)]
fn t31_nobody_comes_in_by_themselves(
    #[case] kind: RoomKind,
    #[case] mut as_whom: SigningIdentity,
    #[case] instead_of: Option<u32>,
    #[case] cause: GroupRefused,
) {
    let mut alice = honest("alice").create([1; 16].into(), kind, fresh(1)).unwrap();
    let info = MlsMessage::from_bytes(&alice.info(fresh(2)).unwrap()).unwrap();
    // Whatever the name, the key is one that she can sign with.
    as_whom.signature_key = identity("mallory").signature_key;
    let (client, entropy) = lawless(as_whom, true);

    let commit = entropy.during(&Zeroizing::new([9; 32]), || {
        let builder = client.external_commit_builder().unwrap().commit_time(now());
        let builder = match instead_of {
            Some(leaf) => builder.with_removal(leaf),
            None => builder,
        };
        builder.build(info).unwrap().1.to_bytes().unwrap()
    });

    assert_eq!(alice.apply(&commit, None, fresh(3)).err(), Some(cause));
    assert_unharmed(&mut *alice);
}
