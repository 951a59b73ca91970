//! More than one device: who may add one, who hears of it, and what becomes of one that is gone.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

mod given;

use causerie_chat::{AccountSecret, Cause, DeliveryState, LinkCode, LinkKeys, LinkRequest, Person};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        NoDeviceChange,
        commands::{
            AcceptLink, DeclineLink, NotTakenOn, OpenLink, ReadLinkAnswer, SendMessageError,
        },
        queries::ReadLinkRequest,
    },
    ports::{Contacts, Identities, Links, NotLinked, People},
};
use given::{
    address, device,
    linking::{
        accepting, acquainted, answer, asks, code, delivers_to, events, ids, known, linked, links,
        list_of, newcomer, of_alice, on_record, revoked, revokes, secret_of,
    },
    secrets,
    world::world,
};

#[tokio::test]
async fn t06_a_linked_device_is_seen_by_contacts_and_by_ones_own() {
    let world = world();
    let (alice, bob) = acquainted(&world).await;

    let phone = links(&world, &alice, "phone").await;
    alice.delivers("bob").await;
    world.is_at_device(&of_alice("phone"), "127.0.0.1:7501").await;
    delivers_to(&alice, of_alice("phone")).await;

    assert_eq!(
        (ids(&alice).await, ids(&phone).await),
        (vec!["d1".into(), "phone".into()], vec!["d1".into(), "phone".into()])
    );
    assert_eq!(on_record(&world).await, ["d1", "phone"]);
    assert_eq!(known(&bob).await, ["d1", "phone"]);
    assert_eq!(events(&bob, "alice").await, [linked("phone")]);
    assert_eq!(events(&alice, "alice").await, [linked("phone")]);
    assert_eq!(events(&phone, "alice").await, [linked("phone")]);
    phone.tells(3, "bob").await;
    assert_eq!(bob.heard("alice").await.last().unwrap(), "number 3");
}

#[tokio::test]
async fn t06_without_confirmation_nobody_is_linked() {
    let world = world();
    let (alice, _) = acquainted(&world).await;
    let at = world.clock.now();
    alice.peer.link.handle(OpenLink { code: code(), at }).await.unwrap();
    let (asking, ask) = newcomer(&world, "phone", &code());

    asks(&asking, ask).await.unwrap();

    let read = ReadLinkRequest { code: code(), at };
    let shown = alice.peer.read_link_request.handle(read).await.unwrap().unwrap();
    assert_eq!((shown.device.as_str(), shown.name.as_str()), ("phone", "cat (linux)"));
    assert!(matches!(answer(&world, &asking).await, Ok(None)));
    assert_eq!(on_record(&world).await, ["d1"]);
    alice.peer.link.handle(DeclineLink { code: code(), at }).await.unwrap();
    assert!(matches!(answer(&world, &asking).await, Err(NotTakenOn::Declined)));
    assert_eq!(on_record(&world).await, ["d1"]);
}

#[tokio::test]
async fn who_asks_under_an_id_that_is_in_use_hears_that_and_not_that_somebody_said_no() {
    let world = world();
    let (alice, _) = acquainted(&world).await;
    for says_yes in [true, false] {
        let (at, code) = (world.clock.now(), LinkCode::from_random(&[u8::from(says_yes); 13]));
        alice.peer.link.handle(OpenLink { code: code.clone(), at }).await.unwrap();
        let (asking, ask) = newcomer(&world, "d1", &code);
        asks(&asking, ask).await.unwrap();

        if says_yes {
            let accepting =
                AcceptLink { code: code.clone(), ..accepting(&world, &secret_of("d1")) };
            let refused = alice.peer.link.handle(accepting).await;
            assert!(matches!(refused, Err(NoDeviceChange::NoSuchList(_))));
        } else {
            alice.peer.link.handle(DeclineLink { code: code.clone(), at }).await.unwrap();
        }

        let answer = QueryHandler::handle(&asking, ReadLinkAnswer { code, at }).await;
        let Err(NotTakenOn::Impossible(cause)) = answer else { panic!("{answer:?}") };
        assert_eq!(cause.as_str(), "DEVICE_IN_USE");
    }
    assert_eq!(on_record(&world).await, ["d1"]);
}

#[tokio::test]
async fn t06_a_request_that_a_directory_swaps_is_refused_and_so_is_another_device_than_was_looked_at()
 {
    let world = world();
    let (alice, _) = acquainted(&world).await;
    let at = world.clock.now();
    alice.peer.link.handle(OpenLink { code: code(), at }).await.unwrap();
    let eve = LinkKeys::new(&LinkCode::from_random(&[9; 13]), &address("alice"));
    let name = "cat (linux)".parse().unwrap();
    let hers = LinkRequest::sign(&of_alice("phone"), &secret_of("eve"), name, at, &eve);
    let place = LinkKeys::new(&code(), &address("alice")).id();
    world.links.ask(place, hers.seal(&eve), at).await.unwrap();

    let read = alice.peer.read_link_request.handle(ReadLinkRequest { code: code(), at }).await;
    let swapped = alice.peer.link.handle(accepting(&world, &secret_of("eve"))).await;
    let (asking, ask) = newcomer(&world, "phone", &code());
    let late = asks(&asking, ask).await;

    assert!(matches!(read, Err(NoDeviceChange::Forged)));
    assert!(matches!(swapped, Err(NoDeviceChange::Forged)));
    assert!(matches!(late, Err(NotTakenOn::NotLinked(NotLinked::Used))));
    assert_eq!(on_record(&world).await, ["d1"]);
}

#[tokio::test]
async fn t06_only_the_device_that_was_looked_at_is_taken_on() {
    let world = world();
    let (alice, _) = acquainted(&world).await;
    let at = world.clock.now();
    alice.peer.link.handle(OpenLink { code: code(), at }).await.unwrap();
    let (asking, ask) = newcomer(&world, "phone", &code());
    asks(&asking, ask).await.unwrap();

    let other = alice.peer.link.handle(accepting(&world, &secret_of("tablet"))).await;

    assert!(matches!(other, Err(NoDeviceChange::Forged)));
    assert_eq!(on_record(&world).await, ["d1"]);
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_for_the_person_who_shows_it() {
    let world = world();
    let (alice, bob) = acquainted(&world).await;
    let at = world.clock.now();
    alice.peer.link.handle(OpenLink { code: code(), at }).await.unwrap();
    let open = OpenLink { code: code(), at };
    assert!(bob.peer.link.handle(open).await.is_ok(), "his place is another");
    let (wrong, ask) = newcomer(&world, "phone", &LinkCode::from_random(&[9; 13]));
    assert!(matches!(asks(&wrong, ask).await, Err(NotTakenOn::NotLinked(NotLinked::NoSuchLink))));

    world.later(600);

    let (asking, ask) = newcomer(&world, "phone", &code());
    assert!(matches!(asks(&asking, ask).await, Err(NotTakenOn::NotLinked(NotLinked::NoSuchLink))));
    let accepted = alice.peer.link.handle(accepting(&world, &secret_of("phone"))).await;
    assert!(matches!(accepted, Err(NoDeviceChange::NotLinked(NotLinked::NoSuchLink))));
}

#[tokio::test]
async fn a_linked_device_can_neither_link_nor_revoke() {
    let world = world();
    let (alice, _) = acquainted(&world).await;
    let phone = links(&world, &alice, "phone").await;

    let open = phone.peer.link.handle(OpenLink { code: code(), at: world.clock.now() }).await;
    let revoke = revokes(&world, &phone, "phone").await;

    assert!(matches!(open, Err(NoDeviceChange::NotFirst)));
    assert!(matches!(revoke, Err(NoDeviceChange::NotFirst)));
}

#[tokio::test]
async fn what_a_revoked_device_brings_is_refused_and_what_waits_for_it_has_failed() {
    let world = world();
    let (alice, bob) = acquainted(&world).await;
    let phone = links(&world, &alice, "phone").await;
    alice.delivers("bob").await;
    phone.tells(3, "bob").await;
    bob.says(4, "alice").await;
    bob.delivers("alice").await;

    revokes(&world, &alice, "phone").await.unwrap();
    alice.delivers("bob").await;
    phone.tells(5, "bob").await;
    // A session that it begins is of no more use.
    phone.store.lose_sessions(&device("bob"));
    phone.tells(6, "bob").await;

    assert_eq!(known(&bob).await, ["d1"]);
    assert_eq!(events(&bob, "alice").await, [linked("phone"), revoked("phone")]);
    assert_eq!(phone.state(5).await, DeliveryState::Failed(Cause::DEVICE_REVOKED));
    assert_eq!(phone.state(6).await, DeliveryState::Failed(Cause::DEVICE_REVOKED));
    assert!(!bob.heard("alice").await.contains(&"number 5".to_owned()));
    // Her other device got it, so it has not failed; nothing waits for the phone any more.
    assert_eq!(
        (bob.depth().await, matches!(bob.state(4).await, DeliveryState::Delivered(_))),
        (0, true)
    );
    assert_eq!(ids(&alice).await, ["d1"]);
}

#[tokio::test]
async fn who_is_told_of_a_revocation_first_and_of_a_newer_device_by_that_itself_takes_its_words() {
    let world = world();
    let (alice, bob) = acquainted(&world).await;
    let _tablet = links(&world, &alice, "tablet").await;
    alice.delivers("bob").await;
    // Of the phone Bob is not told yet.
    let phone = links(&world, &alice, "phone").await;

    phone.tells(3, "bob").await;

    assert_eq!(phone.state(3).await, DeliveryState::Delivered(causerie_chat::Path::Direct));
    assert_eq!(known(&bob).await, ["d1", "tablet", "phone"]);
}

#[tokio::test]
async fn t06_a_directory_that_adds_a_device_or_shows_an_earlier_list_is_not_believed() {
    let world = world();
    let (alice, bob) = acquainted(&world).await;
    let before = world.directory.inner.person(&address("alice")).await.unwrap().unwrap();
    let _phone = links(&world, &alice, "phone").await;
    alice.delivers("bob").await;
    let now = world.directory.inner.person(&address("alice")).await.unwrap().unwrap();
    let eve = AccountSecret::from_seed(&[99; 32]);
    let mut added = now.clone();
    added.list = Some(list_of(&Person { list: None, ..before.clone() }, &eve));
    world.directory.tells_of(added);
    let carol = world.joins("carol").await;

    let to_all = carol.tries_to_say(8, "alice").await;
    world.directory.tells_of(before.clone());
    alice.learns_devices().await.unwrap();
    bob.store.remember(&before).await.unwrap();

    assert!(matches!(to_all, Err(SendMessageError::UnknownRecipient)));
    assert_eq!(known(&bob).await, ["d1", "phone"]);
    assert_eq!(ids(&alice).await, ["d1", "phone"]);
}

#[tokio::test]
async fn who_was_cut_short_before_everybody_was_told_tells_them_when_back() {
    let world = world();
    let (alice, bob) = acquainted(&world).await;
    let person = world.directory.inner.person(&address("alice")).await.unwrap().unwrap();
    let (account, _) = secrets("alice");
    let list = list_of(&person, &account);
    // It is in force at the directory, and that is all.
    causerie_usecases::ports::DeviceLists::replace(
        &*world.directory.inner,
        &list,
        world.clock.now(),
    )
    .await
    .unwrap();

    for _ in 0..2 {
        alice.learns_devices().await.unwrap();
        alice.delivers("bob").await;
    }

    assert_eq!(ids(&alice).await, ["d1", "phone"]);
    assert_eq!(events(&bob, "alice").await, [linked("phone")]);
}

#[tokio::test]
async fn one_whose_key_has_changed_is_told_nothing() {
    let world = world();
    let (alice, bob) = acquainted(&world).await;
    let eve = given::person_with_keys("bob", "eve");
    assert!(alice.store.remember(&eve).await.is_err());
    assert!(alice.store.identity(&address("bob")).await.unwrap().unwrap().offered.is_some());

    let _phone = links(&world, &alice, "phone").await;
    alice.delivers("bob").await;

    assert_eq!(events(&bob, "alice").await, []);
    assert_eq!(events(&alice, "bob").await, []);
}
