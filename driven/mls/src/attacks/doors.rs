use mls_rs::extension::built_in::RequiredCapabilitiesExt;
use rstest::rstest;

use super::*;

/// A charter, and something besides.
fn with_more() -> ExtensionList {
    let mut context = Terms(charter("mallory", RoomKind::Private)).context().unwrap();
    context.set_from(RequiredCapabilitiesExt::default()).unwrap();
    context
}

#[rstest]
#[case::of_no_kind(vec![1; 16], ExtensionList::new(), GroupRefused::NotAllowed)]
#[case::that_agrees_on_more(vec![1; 16], with_more(), GroupRefused::NotAllowed)]
#[case::with_another_name(vec![1; 15], Terms(charter("mallory", RoomKind::Private)).context().unwrap(), GroupRefused::Malformed)]
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

/// One that mallory's key signs for, and alice's account vouches for.
fn second_device_of_alice() -> SigningIdentity {
    let (_, own, _) = parts("mallory");
    let device: DeviceAddress = "d2.alice.peers.example.org".parse().unwrap();
    let account = AccountSecret::from_seed(&[b'a'; 32]);
    let introduction = Introduction::sign(device.clone(), &account, &own);
    let (account_key, device_key) = (account.public(), own.public());
    credential::encode(&RoomMember { device, account_key, device_key }, &introduction)
}

#[rstest]
#[case::into_a_private_room(RoomKind::Private, identity("mallory"), None, GroupRefused::NotPublic)]
#[case::as_somebody_else(RoomKind::Public, identity("bob"), None, GroupRefused::NotVouchedFor)]
#[case::in_anothers_place(
    RoomKind::Public,
    identity("mallory"),
    Some(0),
    GroupRefused::NotEntitled
)]
#[case::in_anothers_place_of_a_private_room(
    RoomKind::Private,
    identity("mallory"),
    Some(0),
    GroupRefused::NotPublic
)]
#[case::in_the_place_of_another_device_of_the_same_person(
    RoomKind::Public,
    second_device_of_alice(),
    Some(0),
    GroupRefused::NotAllowed
)]
#[case::in_the_place_of_another_device_of_the_same_person_in_a_private_room(
    RoomKind::Private,
    second_device_of_alice(),
    Some(0),
    GroupRefused::NotPublic
)]
fn t31_nobody_comes_in_by_themselves(
    #[case] kind: RoomKind,
    #[case] mut as_whom: SigningIdentity,
    #[case] instead_of: Option<u32>,
    #[case] cause: GroupRefused,
) {
    let mut alice =
        honest("alice").create([1; 16].into(), &charter("alice", kind), fresh(1)).unwrap();
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
