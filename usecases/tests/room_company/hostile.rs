//! People who keep to no rules get nobody in, themselves included.

use std::sync::Arc;

use causerie_chat::{Body, EnvelopeId, Introduction, Message, MessageId, MessageRef, RoomRequest};
use causerie_mls::MlsDevice;
use causerie_session::RustCrypto;
use causerie_usecases::ports::{Addressed, Fresh, Invitations, Outbox, RoomWishBook};
use rstest::rstest;

use crate::{
    given::{address, device, later::Later, party::Party, secrets},
    scene::{alices_room, company, here, settle},
};

/// What others add that person's device with.
pub(crate) fn package(of: &str, by: &Party) -> Vec<u8> {
    let (account, own) = secrets(of);
    let introduction = Introduction::sign(device(of), &account, &own);
    let mls = MlsDevice::new(Arc::new(RustCrypto), device(of), own, &introduction);
    let entropy = by.clock.randomness().bytes(&RustCrypto, b"package");
    mls.invitable(Fresh { entropy, at: by.clock.now() }).unwrap().package
}

/// Asks somebody to take in whoever that package is of.
pub(crate) async fn asks(by: &Party, of: &str, package: Vec<u8>, reply_to: Option<MessageRef>) {
    let request = RoomRequest { room: here(), package };
    let message = Message {
        id: by.clock.message(),
        author: address(&by.name),
        recipient: address(of).into(),
        sent_at: by.clock.now(),
        body: Body::RoomRequest(Box::new(request)),
        reply_to,
        expires_at: None,
    };
    let (id, recipient) = (EnvelopeId::of(message.id, &device(of)), device(of));
    let sealing = Arc::new(Later);
    by.store
        .enqueue(&message, vec![Addressed { id, recipient, trace: None }], sealing)
        .await
        .unwrap();
}

fn by_alice(id: MessageId) -> MessageRef {
    MessageRef { id, author: address("alice") }
}

#[rstest]
#[case::without_an_invitation(None)]
#[case::by_one_that_nobody_sent(Some(by_alice(crate::given::message_id(77))))]
#[tokio::test]
async fn t51_who_asks_uninvited_is_not_taken_in(#[case] reply_to: Option<MessageRef>) {
    let (_world, all) = alices_room(&["alice", "bob"]).await;

    asks(&all[1], "alice", package("bob", &all[1]), reply_to).await;
    settle(&all).await;

    assert_eq!(all[0].company().await, ["alice"]);
    assert!(all[0].store.asks().await.unwrap().is_empty());
}

#[tokio::test]
async fn t51_an_invitation_is_for_whom_it_names() {
    let (_world, all) = alices_room(&["alice", "bob", "carol"]).await;
    let invitation = all[0].invites("bob").await.unwrap();
    settle(&all).await;

    asks(&all[2], "alice", package("carol", &all[2]), Some(by_alice(invitation))).await;
    settle(&all).await;

    assert_eq!(all[0].company().await, ["alice"]);
}

#[tokio::test]
async fn t51_nobody_is_taken_in_by_what_another_brings() {
    let (_world, all) = alices_room(&["alice", "bob", "carol"]).await;
    let invitation = all[0].invites("bob").await.unwrap();
    settle(&all).await;

    asks(&all[1], "alice", package("carol", &all[2]), Some(by_alice(invitation))).await;
    settle(&all).await;

    assert_eq!(all[0].company().await, ["alice"]);
}

#[tokio::test]
async fn a_member_without_rights_takes_nobody_in_whom_they_invite() {
    let (world, mut all) = company(&["alice", "bob"]).await;
    all.push(world.joins("carol").await);

    asks(&all[2], "bob", package("carol", &all[2]), None).await;
    settle(&all).await;

    assert_eq!(all[0].company().await, ["alice", "bob"]);
}

#[tokio::test]
async fn what_is_no_package_is_forgotten() {
    let (_world, all) = company(&["alice", "bob"]).await;

    asks(&all[1], "alice", vec![1, 2, 3], None).await;
    settle(&all).await;

    assert!(all[0].store.asks().await.unwrap().is_empty());
    assert_eq!(all[0].company().await, ["alice", "bob"]);
}

#[tokio::test]
async fn t22_an_invitation_from_before_somebody_was_let_go_counts_for_nothing() {
    let (_world, all) = alices_room(&["alice", "bob"]).await;
    let invitation = all[0].invites("bob").await.unwrap();
    settle(&all).await;
    all[1].joins(None).await.unwrap();
    settle(&all).await;
    all[0].lets_go("bob").await.unwrap();
    settle(&all).await;

    asks(&all[1], "alice", package("bob", &all[1]), Some(by_alice(invitation))).await;
    settle(&all).await;

    assert_eq!(all[0].company().await, ["alice"]);
}
