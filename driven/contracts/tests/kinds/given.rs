use std::sync::Arc;

use causerie_chat::{
    Body, Cause, FileHash, FileKey, FileManifest, Message, MessageRef, Path, SharedFile, Timestamp,
};
use causerie_contracts::{ALICE, BOB, PeerStore, Reading, address, at, device, message, received};
use causerie_usecases::ports::{Cursor, Entry, NotTaken};

/// What Bob says to Alice.
pub(crate) fn base() -> Message {
    message(1, BOB, ALICE, "first words")
}

/// Bob says message 1 in other words.
pub(crate) fn edit(n: u8, text: &str) -> Message {
    let body = Body::Edit { target: base().id, text: text.parse().unwrap() };
    Message { body, ..message(n, BOB, ALICE, "-") }
}

/// Bob deletes message 1.
pub(crate) fn deletion(n: u8) -> Message {
    Message { body: Body::Delete { target: base().id }, ..message(n, BOB, ALICE, "-") }
}

/// Bob reacts to message 1.
pub(crate) fn reaction(n: u8, emoji: Option<&str>) -> Message {
    let target = MessageRef { id: base().id, author: address(BOB) };
    let body = Body::Reaction { target, emoji: emoji.map(|it| it.parse().unwrap()) };
    Message { body, ..message(n, BOB, ALICE, "-") }
}

/// Bob offers a file, as message 1.
pub(crate) fn file(name: &str) -> Message {
    let (hash, key) = (FileHash([1; 32]), FileKey::from([2; 32]));
    let manifest = FileManifest::new(name.parse().unwrap(), None, (1, 16), hash, key).unwrap();
    let body =
        Body::File(Box::new(SharedFile { manifest, caption: Some("look".parse().unwrap()) }));
    Message { body, ..base() }
}

/// The same, from Alice.
pub(crate) fn by_alice(change: Message) -> Message {
    Message { author: address(ALICE), recipient: address(BOB).into(), ..change }
}

pub(crate) fn ending(message: Message, expires_at: Timestamp) -> Message {
    Message { expires_at: Some(expires_at), ..message }
}

/// Takes them one by one, or sends them; why any of them was refused.
pub(crate) async fn arrive(peer: &PeerStore, messages: &[Message], at: Timestamp) -> Vec<Cause> {
    let mut refused = Vec::new();
    for message in messages {
        if message.author == address(ALICE) {
            peer.sends(message, &[device("d1", BOB)], 10).await;
        } else {
            refused.extend(bring(peer, message, at).await);
        }
    }
    refused
}

/// Takes one message; why it was refused.
pub(crate) async fn bring(peer: &PeerStore, message: &Message, at: Timestamp) -> Option<Cause> {
    let from = device("d1", &message.author.to_string());
    let opening = Arc::new(Reading::default());
    let taken = peer.inbox.take(&from, vec![received(message)], opening, Path::Direct, at).await;
    let refused = match taken {
        Err(NotTaken::Refused(refused)) => Ok(Some(refused[0].1.clone())),
        other => other.map(|()| None),
    };
    refused.unwrap()
}

/// Message 1 as it is.
pub(crate) async fn seen(peer: &PeerStore) -> Entry {
    peer.history.message(&address(BOB), base().id).await.unwrap().unwrap()
}

/// The whole conversation with Bob.
pub(crate) async fn conversation(peer: &PeerStore) -> Vec<Entry> {
    peer.history.conversation(&address(BOB).into(), Cursor(0), 100).await.unwrap()
}

/// What it says.
pub(crate) fn text(entry: &Entry) -> Option<&str> {
    entry.view.text(&entry.message).map(causerie_chat::Text::as_str)
}

pub(crate) fn now() -> Timestamp {
    at(50)
}
