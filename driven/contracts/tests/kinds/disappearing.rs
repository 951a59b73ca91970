use std::slice;

use causerie_chat::{Body, Cause, Choice, DeliveryState, Message, Timer, View};
use causerie_contracts::{ALICE, BOB, CAROL, PeerStore, Store, address, at, device, message};
use causerie_usecases::ports::Cursor;
use rstest::rstest;

use crate::given::{
    arrive, base, bring, by_alice, conversation, edit, ending, now, reaction, seen,
};

async fn with(peer: &PeerStore, who: &str) -> usize {
    peer.history.conversation(&address(who).into(), Cursor(0), 100).await.unwrap().len()
}

#[rstest]
#[tokio::test]
async fn t36_what_has_expired_disappears_with_all_that_changed_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(false, true)] changes_first: bool,
) {
    let peer = store.peer();
    let stays = message(9, BOB, ALICE, "this stays");
    let mut story =
        vec![ending(base(), at(60)), edit(2, "again"), by_alice(reaction(3, Some("!")))];
    story.rotate_left(changes_first.into());
    arrive(&peer, &story, now()).await;
    arrive(&peer, slice::from_ref(&stays), now()).await;
    assert!(conversation(&peer).await[..3].iter().all(|it| it.view.expires_at == Some(at(60))));

    assert!(peer.timer_book.expired(at(59)).await.unwrap().is_empty());
    peer.timers.wipe_expired(at(59)).await.unwrap();
    assert_eq!(conversation(&peer).await.len(), 4);
    assert_eq!(peer.timer_book.expired(at(60)).await.unwrap(), [address(BOB)]);
    peer.timers.wipe_expired(at(60)).await.unwrap();

    let kept: Vec<_> = conversation(&peer).await.into_iter().map(|it| it.message).collect();
    assert_eq!(kept, [stays]);
    assert!(peer.timer_book.expired(at(99)).await.unwrap().is_empty());
    let all = peer.history.conversations().await.unwrap();
    assert_eq!((all.len(), all[0].messages), (1, 1));
}

#[rstest]
#[tokio::test]
async fn t36_what_has_expired_when_it_comes_is_taken_but_not_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();

    assert_eq!(bring(&peer, &ending(base(), at(50)), at(50)).await, None);
    let late = ending(message(2, CAROL, ALICE, "later"), at(51));
    assert_eq!(bring(&peer, &late, at(50)).await, None);

    assert_eq!((with(&peer, BOB).await, with(&peer, CAROL).await), (0, 1));
    peer.hears_by(causerie_chat::Path::Mailbox, &[ending(base(), at(50))], at(50)).await;
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), [device("d1", BOB)]);
}

#[rstest]
#[tokio::test]
async fn t36_a_change_of_what_has_disappeared_is_not_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(false, true)] wiped: bool,
) {
    let peer = store.peer();
    arrive(&peer, &[ending(base(), at(60))], now()).await;
    if wiped {
        peer.timers.wipe_expired(at(60)).await.unwrap();
    }

    assert_eq!(bring(&peer, &edit(2, "again"), at(60)).await, None);

    peer.timers.wipe_expired(at(60)).await.unwrap();
    assert_eq!(conversation(&peer).await, []);
    assert_eq!(bring(&peer, &ending(base(), at(60)), at(60)).await, None);
    assert_eq!(conversation(&peer).await, []);
}

#[rstest]
#[tokio::test]
async fn what_could_not_be_delivered_in_time_failed_and_says_why(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let (one, to) = (ending(message(1, ALICE, BOB, "in time"), at(60)), device("d1", BOB));
    let two = message(2, ALICE, BOB, "at any time");
    peer.sends(&one, slice::from_ref(&to), 10).await;
    peer.sends(&two, slice::from_ref(&to), 10).await;

    peer.timers.wipe_expired(at(60)).await.unwrap();

    let failed = peer.history.message(&address(ALICE), one.id).await.unwrap().unwrap();
    assert_eq!(failed.state, DeliveryState::Failed(Cause::TIMER_EXPIRED));
    assert_eq!((failed.message.body, failed.changed_at), (Body::Wiped, at(60)));
    let waiting = peer.pending.waiting(&to, true, 10, 1_000).await.unwrap();
    assert_eq!(waiting.sealed.len(), 1);
    let told: Vec<_> = conversation(&peer).await.into_iter().map(|it| it.message).collect();
    assert_eq!(told, [two]);
}

#[rstest]
#[tokio::test]
async fn places_in_the_history_are_never_given_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    arrive(&peer, &[message(9, BOB, ALICE, "before"), ending(base(), at(60))], now()).await;
    let last = conversation(&peer).await[1].cursor;
    peer.timers.wipe_expired(at(60)).await.unwrap();

    arrive(&peer, &[message(8, BOB, ALICE, "after")], now()).await;

    let news = peer.history.conversation(&address(BOB).into(), last, 10).await.unwrap();
    assert_eq!(news.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_timer_is_kept_for_each_person(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    let hour = Timer::try_from(3_600_000).unwrap();

    peer.chooses(BOB, &[Choice::Timer(Some(hour))]).await;

    let timer = async |who| peer.timer_book.timer(&address(who).into()).await.unwrap();
    assert_eq!((timer(BOB).await, timer(CAROL).await), (Some(hour), None));
    peer.chooses(BOB, &[Choice::Timer(None)]).await;
    assert_eq!(timer(BOB).await, None);
}

#[rstest]
#[tokio::test]
async fn t36_a_restored_history_is_the_same_and_ends_when_it_was_to(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, restored) = (store.peer(), store.peer());
    let deleted = message(8, BOB, ALICE, "deleted words");
    let deletion =
        Message { body: Body::Delete { target: deleted.id }, ..message(9, BOB, ALICE, "-") };
    let story = [ending(base(), at(60)), edit(2, "again"), deleted, deletion];
    arrive(&peer, &story, now()).await;

    restored.archive.restore(Vec::new(), conversation(&peer).await).await.unwrap();

    assert_eq!(conversation(&restored).await, conversation(&peer).await);
    assert_eq!(seen(&restored).await.view.edited.unwrap().0.as_str(), "again");
    restored.timers.wipe_expired(at(60)).await.unwrap();
    let left = conversation(&restored).await;
    assert_eq!(left.len(), 2);
    assert_eq!(left[0].view, View { deleted: true, ..View::default() });
}
