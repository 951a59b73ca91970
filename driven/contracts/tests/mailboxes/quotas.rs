//! How much there is room for.

use causerie_chat::Cause;
use causerie_contracts::{Store, letter};
use causerie_usecases::ports::MailTerms;
use rstest::rstest;

use crate::given::{ANY, alice, bob, carol, post_with, refused, terms};

const FULL: Cause = Cause::MAILBOX_FULL;
const TOO_MUCH: Cause = Cause::TOO_MUCH_WAITING;

#[rstest]
#[case::envelopes_in_a_mailbox(terms((3, 1_000), ANY), &FULL)]
#[case::bytes_in_a_mailbox(terms((1_000, 30), ANY), &FULL)]
#[case::envelopes_of_a_depositor(terms(ANY, (3, 1_000)), &TOO_MUCH)]
#[case::bytes_of_a_depositor(terms(ANY, (1_000, 30)), &TOO_MUCH)]
#[tokio::test]
async fn t54_there_is_room_for_that_much_and_no_more_until_some_of_it_is_gone(
    #[case] terms: MailTerms,
    #[case] cause: &Cause,
    #[values(false, true)] expires: bool,
    #[values(false, true)] together: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post_with(store, terms).await;
    let letters: Vec<_> = (1..=5).map(|n| letter(n, &bob(), 10)).collect();

    let mut told = Vec::new();
    for batch in letters.chunks(if together { 5 } else { 1 }) {
        told.extend(post.deposit(&alice(), batch.to_vec(), 1).await);
    }
    assert_eq!(told, refused([4, 5], cause));
    assert_eq!(post.numbers(&bob()).await, [1, 2, 3]);
    // What was refused took no room, and took none from what is here.
    assert_eq!(post.deposit(&alice(), letters[..3].to_vec(), 2).await, []);

    if expires {
        post.expire(2, 3).await;
    } else {
        post.acknowledge(&bob(), 2).await.unwrap();
    }
    let again = post.deposit(&alice(), letters[3..].to_vec(), 4).await;

    assert_eq!(again, []);
    assert_eq!(post.lying(&bob()).await.last().unwrap().number.0, 5);
    let more = (6..=9).map(|n| letter(n, &bob(), 10)).collect();
    let room = if expires { 7..=9 } else { 6..=9 };
    assert_eq!(post.deposit(&alice(), more, 5).await, refused(room, cause));
}

#[rstest]
#[tokio::test]
async fn t54_who_has_filled_a_mailbox_fills_no_other(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post_with(store, terms((3, 1_000), ANY)).await;
    post.bring(&alice(), &bob(), 1..=3, 1).await;

    post.bring(&alice(), &carol(), 4..=6, 1).await;

    // An id that waits there is of no use to anybody else.
    let by_another = vec![letter(7, &bob(), 10), letter(1, &bob(), 10), letter(8, &alice(), 10)];
    assert_eq!(post.deposit(&carol(), by_another, 1).await, refused([7, 1], &FULL));
}

#[rstest]
#[tokio::test]
async fn t54_who_has_used_up_their_room_leaves_that_of_others(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post_with(store, terms(ANY, (3, 30))).await;
    post.bring(&alice(), &bob(), 1..=2, 1).await;
    post.bring(&alice(), &carol(), 3..=3, 1).await;

    let more = vec![letter(4, &bob(), 0), letter(5, &carol(), 0), letter(6, &alice(), 0)];
    assert_eq!(post.deposit(&alice(), more, 1).await, refused(4..=6, &TOO_MUCH));
    post.bring(&carol(), &bob(), 7..=9, 1).await;

    // It is hers again as soon as anybody has fetched it.
    post.acknowledge(&carol(), 1).await.unwrap();
    post.bring(&alice(), &bob(), 4..=4, 1).await;
}

#[rstest]
#[tokio::test]
async fn t54_an_envelope_larger_than_all_the_room_is_refused_and_the_room_is_left(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post_with(store, terms((10, 50), (10, 50))).await;

    let told = post.deposit(&alice(), vec![letter(1, &bob(), 51)], 1).await;

    assert_eq!(told, refused([1], &TOO_MUCH));
    assert_eq!(post.deposit(&alice(), vec![letter(2, &bob(), 50)], 1).await, []);
}

#[rstest]
#[tokio::test]
async fn notices_take_no_room(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let post = post_with(store, terms((2, 20), (2, 20))).await;
    for second in 1..=3 {
        post.bring(&alice(), &bob(), 2 * second..=2 * second + 1, second).await;
        post.expire(second + 1, second + 1).await;
        // Fetching a notice gives back no room either.
        post.acknowledge(&bob(), 1).await.unwrap();
        post.acknowledge(&alice(), 1).await.unwrap();
    }

    post.bring(&alice(), &bob(), 21..=22, 9).await;
    post.bring(&bob(), &alice(), 23..=24, 9).await;

    let more = |to| vec![letter(25, &to, 10)];
    assert_eq!(post.deposit(&carol(), more(bob()), 9).await, refused([25], &FULL));
    assert_eq!(post.deposit(&carol(), more(alice()), 9).await, refused([25], &FULL));
    assert_eq!(post.deposit(&alice(), more(carol()), 9).await, refused([25], &TOO_MUCH));
}
