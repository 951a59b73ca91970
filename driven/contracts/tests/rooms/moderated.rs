//! What moderators decide, as it is kept.

use causerie_chat::{Body, Message, Moderated, Moderation, Removed, Timestamp, View};
use causerie_contracts::{ALICE, BOB, CAROL, RoomStore, Store, address, at, in_room, room};
use causerie_usecases::ports::Mute;
use rstest::rstest;

use crate::given::{alice_says, bob_says, entry, hear, here, say, scene};

/// Carol decides that, so many seconds into the story.
fn decides(n: u8, second: u64, what: Moderated) -> Message {
    let decision = Moderation::new(what, format!("reason {n}").parse().unwrap()).unwrap();
    let body = Body::Moderation(Box::new(decision));
    Message { body, sent_at: at(second), ..in_room(n, CAROL, here(), "-") }
}

fn mute(n: u8, second: u64, until: u64) -> Message {
    decides(n, second, Moderated::Mute { who: address(BOB), until: at(until) })
}

async fn muted(store: &RoomStore) -> Option<Timestamp> {
    store.mutes.mute(here(), &address(BOB)).await.unwrap().map(|it| it.until)
}

#[rstest]
#[tokio::test]
async fn t37_what_was_removed_is_wiped_with_its_edits_whatever_came_first(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0])] order: [usize; 3],
) {
    let store = scene(store).await;
    let said = bob_says(1);
    let edit = Body::Edit { target: said.id, text: "other words".parse().unwrap() };
    let edit = Message { body: edit, ..bob_says(2) };
    let removal = decides(3, 9, Moderated::Remove(said.reference()));
    let all = [said.clone(), edit.clone(), removal];

    for n in order {
        hear(&store, &all[n]).await.unwrap();
    }

    let seen = entry(&store, &said).await.unwrap();
    let removed = Removed { by: address(CAROL), reason: "reason 3".parse().unwrap() };
    assert_eq!(seen.message.body, Body::Wiped);
    assert_eq!(seen.view, View { deleted: true, removed: Some(removed), ..View::default() });
    let words = entry(&store, &edit).await.unwrap().message.body;
    assert_eq!(words, Body::Delete { target: said.id });
}

#[rstest]
#[tokio::test]
async fn ones_own_decision_counts_here_at_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    hear(&store, &bob_says(1)).await.unwrap();
    let of_alice = |message: Message| Message { author: address(ALICE), ..message };

    let removal = of_alice(decides(2, 9, Moderated::Remove(bob_says(1).reference())));
    say(&store, &removal).await.unwrap();
    store.mail.say(crate::given::said(&of_alice(mute(3, 9, 70)), &[])).await.unwrap();

    assert!(entry(&store, &bob_says(1)).await.unwrap().view.removed.is_some());
    assert_eq!(muted(&store).await, Some(at(70)));
}

#[rstest]
#[tokio::test]
async fn t37_the_latest_decision_about_somebody_counts_whatever_came_first(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values([0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1])] order: [usize; 4],
) {
    let store = scene(store).await;
    let all = [
        mute(1, 9, 70),
        decides(2, 10, Moderated::Lift(address(BOB))),
        mute(3, 11, 80),
        // At the same moment, with a later id.
        mute(4, 11, 90),
    ];

    for n in order {
        hear(&store, &all[n]).await.unwrap();
    }

    assert_eq!(muted(&store).await, Some(at(90)));
}

#[rstest]
#[tokio::test]
async fn who_was_lifted_is_heard_and_who_is_banned_never(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    assert_eq!(muted(&store).await, None);
    hear(&store, &decides(1, 9, Moderated::Ban(address(BOB)))).await.unwrap();
    let banned = muted(&store).await;

    hear(&store, &decides(2, 10, Moderated::Lift(address(BOB)))).await.unwrap();

    assert_eq!((banned, muted(&store).await), (Some(Mute::FOR_EVER), None));
}

#[rstest]
#[tokio::test]
async fn what_was_decided_is_of_one_person_in_one_room_and_there_again_after_a_restart(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    hear(&store, &mute(1, 9, 70)).await.unwrap();

    let store = store.reopened();

    assert_eq!(muted(&store).await, Some(at(70)));
    let of = async |room, who| store.mutes.mute(room, &address(who)).await.unwrap();
    let decision = mute(1, 9, 70).reference();
    let expected = Mute { until: at(70), since: at(9), decision };
    assert_eq!(of(here(), BOB).await, Some(expected));
    assert_eq!((of(here(), ALICE).await, of(here(), CAROL).await), (None, None));
    assert_eq!((of(room(2), BOB).await, of(room(9), BOB).await), (None, None));
    assert_eq!(of(here(), "nobody@example.org").await, None);
    say(&store, &alice_says(7)).await.unwrap();
}
