//! Rooms that are broken on purpose.

use causerie_chat::{
    Address, Body, DeliveryState, Message, MessageId, Path, RoomDraft, RoomInvitation, Timestamp,
    View,
};
use causerie_memory::MemoryPeer;
use causerie_usecases::ports::{
    Asked, Cursor, Entry, Fresh, Groups, KnownRoom, OwnCommit, RoomAsk, RoomBook, RoomWishBook,
    Rooms,
};

/// Goes on in a room by a commit of its own that nobody has accepted yet.
pub(crate) async fn applies_first(
    store: &MemoryPeer,
    groups: &dyn Groups,
    known: &KnownRoom,
    draft: RoomDraft,
    fresh: Fresh,
) {
    let Ok(Some(kept)) = store.room(known.id).await else { return };
    let Ok(mut group) = groups.load(&kept.tree, &kept.state) else { return };
    let commit = draft.entry.commit.as_bytes();
    let own = OwnCommit { epoch: draft.epoch, commit, secret: &draft.secret };
    if let Ok(applied) = group.apply(commit, Some(own), fresh) {
        let now = KnownRoom { place: draft.place, ..kept.known };
        // Whether it can be kept or not, it is wrong.
        let _ = store.update(&now, Some(applied.keep), Some(draft)).await;
    }
}

/// The invitation that somebody says they go by, as if this person had sent it.
pub(crate) async fn invitation_of_nobody(
    store: &MemoryPeer,
    author: &Address,
    id: MessageId,
) -> Option<Entry> {
    let asks = store.asks().await.ok()?;
    let goes_by = |it: &RoomAsk| matches!(&it.what, Asked::In { by: Some(by), .. } if by.id == id);
    let ask = asks.into_iter().find(goes_by)?;
    let KnownRoom { id: room, kind, host, name, .. } = store.room(ask.room).await.ok()??.known;
    let invitation = RoomInvitation { room, kind, host, name, epoch: u64::MAX };
    let message = Message {
        id,
        author: author.clone(),
        recipient: ask.from.person.into(),
        sent_at: Timestamp::default(),
        body: Body::Invitation(Box::new(invitation)),
        reply_to: None,
        expires_at: None,
    };
    let (state, changed_at) = (DeliveryState::Delivered(Path::Direct), Timestamp::default());
    Some(Entry { cursor: Cursor(0), message, changed_at, state, view: View::default() })
}
