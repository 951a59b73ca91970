//! Every book of challenges keeps each one once, lets it be spent once, and does not grow without bound.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_chat::{Challenge, ChallengeId};
use causerie_contracts::{Store, answer, at, challenge};
use causerie_usecases::ports::{NotOpened, NotRedeemed};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn an_opened_challenge_can_be_read(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let directory = store.directory(10);
    let one = challenge(1, at(60));

    directory.challenges.open(&one, at(0)).await.unwrap();

    assert_eq!(directory.book.challenge(&one.id).await.unwrap(), Some(one.clone()));
    assert_eq!(directory.book.answer(&one.id).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn what_was_never_opened_is_not_there(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let directory = store.directory(10);
    let unknown = ChallengeId::from([9; 32]);

    let refused = directory.challenges.redeem(&unknown, &answer(1), at(60)).await;

    assert!(matches!(refused, Err(NotRedeemed::Spent)));
    assert_eq!(directory.book.challenge(&unknown).await.unwrap(), None);
    assert_eq!(directory.book.answer(&unknown).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn a_known_id_again_changes_nothing(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let directory = store.directory(1);
    let first = challenge(1, at(60));
    let second = Challenge { nonce: [0; 32].into(), expires: at(90), ..first.clone() };

    directory.challenges.open(&first, at(0)).await.unwrap();
    directory.challenges.open(&second, at(1)).await.unwrap();

    assert_eq!(directory.book.challenge(&first.id).await.unwrap(), Some(first));
}

#[rstest]
#[tokio::test]
async fn an_answer_can_be_read_and_the_same_again_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(10);
    let one = challenge(1, at(60));
    directory.challenges.open(&one, at(0)).await.unwrap();

    directory.challenges.redeem(&one.id, &answer(1), at(120)).await.unwrap();
    let mut again = answer(1);
    again.credential = answer(2).credential;
    directory.challenges.redeem(&one.id, &again, at(120)).await.unwrap();

    assert_eq!(directory.book.answer(&one.id).await.unwrap(), Some(answer(1)));
    assert_eq!(directory.book.challenge(&one.id).await.unwrap(), Some(one));
}

#[rstest]
#[tokio::test]
async fn a_spent_challenge_answers_no_other_statement(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(10);
    let one = challenge(1, at(60));
    directory.challenges.open(&one, at(0)).await.unwrap();
    directory.challenges.redeem(&one.id, &answer(1), at(120)).await.unwrap();

    let refused = directory.challenges.redeem(&one.id, &answer(2), at(120)).await;

    assert!(matches!(refused, Err(NotRedeemed::Spent)));
    assert_eq!(directory.book.answer(&one.id).await.unwrap(), Some(answer(1)));
}

#[rstest]
#[tokio::test]
async fn a_spent_challenge_stays_spent_when_it_is_opened_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(10);
    let one = challenge(1, at(60));
    directory.challenges.open(&one, at(0)).await.unwrap();
    directory.challenges.redeem(&one.id, &answer(1), at(120)).await.unwrap();

    directory.challenges.open(&challenge(1, at(160)), at(100)).await.unwrap();

    let refused = directory.challenges.redeem(&one.id, &answer(2), at(180)).await;
    assert!(matches!(refused, Err(NotRedeemed::Spent)));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_statements_that_race_exactly_one_spends_the_challenge(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(10);
    let one = challenge(1, at(60));
    directory.challenges.open(&one, at(0)).await.unwrap();

    let racing: Vec<_> = (0..16)
        .map(|n| {
            let challenges = directory.challenges.clone();
            let id = one.id;
            tokio::spawn(async move { challenges.redeem(&id, &answer(n), at(120)).await.is_ok() })
        })
        .collect();
    let mut won = 0;
    for outcome in racing {
        won += u32::from(outcome.await.unwrap());
    }

    assert_eq!(won, 1);
}

#[rstest]
#[tokio::test]
async fn the_expired_are_forgotten_and_the_answered_are_kept_until_they_were_read(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(10);
    let (expired, answered) = (challenge(1, at(60)), challenge(2, at(60)));
    directory.challenges.open(&expired, at(0)).await.unwrap();
    directory.challenges.open(&answered, at(0)).await.unwrap();
    directory.challenges.redeem(&answered.id, &answer(2), at(120)).await.unwrap();

    directory.challenges.open(&challenge(3, at(160)), at(100)).await.unwrap();
    assert_eq!(directory.book.challenge(&expired.id).await.unwrap(), None);
    assert_eq!(directory.book.answer(&answered.id).await.unwrap(), Some(answer(2)));

    directory.challenges.open(&challenge(4, at(190)), at(130)).await.unwrap();
    assert_eq!(directory.book.answer(&answered.id).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn t54_there_is_room_for_so_many_and_again_when_some_expired(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(2);
    directory.challenges.open(&challenge(1, at(60)), at(0)).await.unwrap();
    directory.challenges.open(&challenge(2, at(70)), at(0)).await.unwrap();
    directory.challenges.redeem(&challenge(2, at(70)).id, &answer(2), at(130)).await.unwrap();

    let refused = directory.challenges.open(&challenge(3, at(70)), at(10)).await;
    let known = directory.challenges.open(&challenge(1, at(60)), at(10)).await;
    let later = directory.challenges.open(&challenge(3, at(125)), at(65)).await;

    assert!(matches!(refused, Err(NotOpened::TooMany)));
    assert!(known.is_ok());
    assert!(later.is_ok());
}
