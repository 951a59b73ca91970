use rstest::rstest;

use super::*;

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
