//! What is wished for in rooms, and what brings it.

use std::sync::Arc;

use causerie_chat::{
    Body, Cause, DeviceAddress, EnvelopeId, Message, MessageRef, Path, RoomId, RoomInvitation,
    RoomKind, RoomRequest,
};
use causerie_contracts::{
    ALICE, BOB, Reading, RoomStore, address, at, device, in_room, message, received, room,
};
use causerie_usecases::ports::{Asked, Invited, NotTaken, RoomAsk, RoomWish};

use crate::given::{hear, here};

pub(crate) fn invitation(n: u8) -> RoomInvitation {
    let (host, name) = ("example.org".parse().unwrap(), "the marker invitation".parse().unwrap());
    RoomInvitation { room: room(n), kind: RoomKind::Private, host, name, epoch: 5 }
}

/// This device asked Bob for room `n`, with that secret.
pub(crate) fn wish(n: u8, secret: u8) -> RoomWish {
    let secret = vec![secret; 60].into();
    RoomWish { invitation: invitation(n), of: address(BOB), secret, at: at(n.into()) }
}

/// Message `id`, in which somebody asks Alice to be taken into room 1 by the invitation in message 200 of hers.
pub(crate) fn request(id: u8, from: &str, package: u8) -> Message {
    request_for(here(), id, from, package)
}

pub(crate) fn request_for(room: RoomId, id: u8, from: &str, package: u8) -> Message {
    let request = RoomRequest { room, package: vec![package; 70] };
    let body = Body::RoomRequest(Box::new(request));
    Message { body, reply_to: Some(by()), ..message(id, from, ALICE, "-") }
}

fn by() -> MessageRef {
    MessageRef { id: message(200, ALICE, BOB, "-").id, author: address(ALICE) }
}

/// What comes of [`request`] of that device.
pub(crate) fn ask(from: &DeviceAddress, package: u8) -> RoomAsk {
    ask_for(here(), from, package)
}

pub(crate) fn ask_for(room: RoomId, from: &DeviceAddress, package: u8) -> RoomAsk {
    let what = Asked::In { package: vec![package; 70], by: Some(by()) };
    RoomAsk { room, from: from.clone(), what }
}

/// Message `id`, in which somebody wants to be let go of room 1.
pub(crate) fn leaving(id: u8, author: &str) -> Message {
    Message { body: Body::Leaving, ..in_room(id, author, here(), "-") }
}

/// What comes of [`leaving`] by that device.
pub(crate) fn out(from: &DeviceAddress) -> RoomAsk {
    RoomAsk { room: here(), from: from.clone(), what: Asked::Out { epoch: 3 } }
}

/// Message `id`, in which somebody invites Alice into room `n`.
pub(crate) fn invites(id: u8, from: &str, n: u8) -> Message {
    let body = Body::Invitation(Box::new(invitation(n)));
    Message { body, ..message(id, from, ALICE, "-") }
}

/// What comes of [`invites`].
pub(crate) fn invited(id: u8, by: &str, n: u8) -> Invited {
    let (invitation, message) = (invitation(n), message(id, by, ALICE, "-").id);
    Invited { by: address(by), message, invitation, at: at(id.into()) }
}

/// Takes what a device brings; why it was refused.
pub(crate) async fn bring(
    store: &RoomStore,
    from: &DeviceAddress,
    said: &Message,
) -> Option<Cause> {
    let opening = Arc::new(Reading::default());
    let brought = vec![received(said)];
    match store.peer.inbox.take(from, brought, opening, Path::Direct, at(50)).await {
        Err(NotTaken::Refused(refused)) => Some(refused[0].1.clone()),
        other => other.map(|()| None).unwrap(),
    }
}

pub(crate) async fn leaves(store: &RoomStore, id: u8, author: &str) {
    hear(store, &leaving(id, author)).await.unwrap();
}

pub(crate) async fn asks(store: &RoomStore) -> Vec<RoomAsk> {
    store.wish_book.asks().await.unwrap()
}

pub(crate) async fn invitations(store: &RoomStore) -> Vec<Invited> {
    store.wish_book.invitations().await.unwrap()
}

pub(crate) async fn wishes(store: &RoomStore) -> Vec<RoomWish> {
    store.wish_book.wishes().await.unwrap()
}

pub(crate) async fn was_taken(store: &RoomStore, from: &DeviceAddress, said: &Message) -> bool {
    let id = EnvelopeId::of(said.id, &device("d1", ALICE));
    store.news.was_taken(from, id).await.unwrap()
}
