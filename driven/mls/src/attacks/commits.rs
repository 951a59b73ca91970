use super::*;

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
        builder.set_new_signing_identity(Vec::new().into(), identity("carol")).build().unwrap()
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
        let open = Terms(charter("alice", RoomKind::Public)).context().unwrap();
        let builder = room.commit_builder().commit_time(now());
        builder.set_group_context_ext(open).unwrap().build().unwrap()
    });

    assert_eq!(refused, Err(GroupRefused::NotEntitled));
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
