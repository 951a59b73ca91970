//! What is put into mailboxes.

use std::collections::HashSet;

use causerie_chat::{Cause, DeviceAddress};
use causerie_contracts::{ALICE, BOB, Store, at, device, enrolment, letter, letter_id, lies};
use causerie_usecases::ports::Mail;
use rstest::rstest;
use tokio::task::JoinSet;

use crate::given::{ANY, alice, bob, carol, post, post_with, refused, stranger, terms};

#[rstest]
#[tokio::test]
async fn envelopes_lie_as_they_were_brought_in_the_order_they_came(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    let [one, two] = [letter(9, &bob(), 0), letter(2, &bob(), 96 * 1_024)];
    let three = letter(5, &bob(), 10);

    assert_eq!(post.deposit(&alice(), vec![one.clone(), two.clone()], 2).await, []);
    assert_eq!(post.deposit(&carol(), vec![three.clone()], 1).await, []);

    let expected = [lies(1, &alice(), one), lies(2, &alice(), two), lies(3, &carol(), three)];
    assert_eq!(post.lying(&bob()).await, expected);
}

#[rstest]
#[tokio::test]
async fn each_mailbox_counts_for_itself_so_that_its_numbers_tell_of_nobody_else(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;

    for n in 1..=3 {
        let both = vec![letter(n, &bob(), 1), letter(n, &carol(), 1)];
        assert_eq!(post.deposit(&alice(), both, n).await, []);
    }
    post.bring(&bob(), &carol(), 7..=8, 4).await;

    assert_eq!(post.numbers(&bob()).await, [1, 2, 3]);
    assert_eq!(post.numbers(&carol()).await, [1, 2, 3, 4, 5]);
    assert_eq!(post.lying(&alice()).await, []);
}

#[rstest]
#[tokio::test]
async fn an_envelope_that_waits_there_changes_nothing_when_it_comes_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post_with(store, terms((2, 20), ANY)).await;
    let [one, two] = [1, 2].map(|n| letter(n, &bob(), 10));

    let batch = vec![one.clone(), one.clone(), two.clone()];
    assert_eq!(post.deposit(&alice(), batch, 1).await, []);
    // There is no room for it, but it needs none.
    assert_eq!(post.deposit(&alice(), vec![one.clone(), two.clone()], 9).await, []);

    assert_eq!(post.lying(&bob()).await, [lies(1, &alice(), one), lies(2, &alice(), two)]);
    post.acknowledge(&bob(), 1).await.unwrap();
    post.bring(&alice(), &bob(), 3..=3, 9).await;
    assert_eq!(post.numbers(&bob()).await, [2, 3]);
}

#[rstest]
#[tokio::test]
async fn an_envelope_that_was_sealed_anew_takes_the_last_place_so_that_it_is_told_of(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post_with(store, terms((2, 25), ANY)).await;
    let [one, two] = [1, 2].map(|n| letter(n, &bob(), 10));
    assert_eq!(post.deposit(&alice(), vec![one, two.clone()], 1).await, []);

    // There is room for it in the place of the former, as long as it is not larger than what is free.
    let anew = letter(1, &bob(), 15);
    assert_eq!(post.deposit(&alice(), vec![anew.clone()], 2).await, []);

    assert_eq!(post.lying(&bob()).await, [lies(2, &alice(), two), lies(3, &alice(), anew)]);
    assert_eq!(
        post.deposit(&alice(), vec![letter(3, &bob(), 1)], 3).await,
        [(letter_id(3), Cause::MAILBOX_FULL)]
    );
    post.acknowledge(&bob(), 3).await.unwrap();
    assert_eq!(post.deposit(&alice(), vec![letter(4, &bob(), 25)], 4).await, []);
}

#[rstest]
#[tokio::test]
async fn one_that_was_sealed_anew_and_has_no_room_is_refused(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post_with(store, terms((2, 25), ANY)).await;
    let [one, two] = [1, 2].map(|n| letter(n, &bob(), 10));
    assert_eq!(post.deposit(&alice(), vec![one, two.clone()], 1).await, []);

    let anew = vec![letter(1, &bob(), 16), letter(5, &bob(), 1)];
    let refused = post.deposit(&alice(), anew, 2).await;

    assert_eq!(refused, [1, 5].map(|n| (letter_id(n), Cause::MAILBOX_FULL)));
    assert_eq!(post.lying(&bob()).await, [lies(2, &alice(), two)]);
}

#[rstest]
#[tokio::test]
async fn nobody_replaces_what_another_left(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let post = post(store).await;
    let one = letter(1, &bob(), 10);
    assert_eq!(post.deposit(&alice(), vec![one.clone()], 1).await, []);

    let other = letter(1, &bob(), 11);
    assert_eq!(post.deposit(&carol(), vec![other.clone()], 2).await, []);

    let both = [lies(1, &alice(), one), lies(2, &carol(), other)];
    assert_eq!(post.lying(&bob()).await, both);
}

#[rstest]
#[tokio::test]
async fn an_envelope_that_waits_there_needs_no_room_and_holds_up_none_behind_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post_with(store, terms((3, 25), ANY)).await;
    post.bring(&alice(), &bob(), 1..=2, 1).await;

    let batch = vec![letter(1, &bob(), 10), letter(3, &bob(), 5)];
    assert_eq!(post.deposit(&alice(), batch, 2).await, []);

    assert_eq!(post.numbers(&bob()).await, [1, 2, 3]);
}

#[rstest]
#[tokio::test]
async fn the_same_id_of_another_depositor_or_for_another_device_is_another_envelope(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    let [to_bob, by_carol] = [10, 20].map(|bytes| letter(1, &bob(), bytes));
    let to_carol = letter(1, &carol(), 30);

    assert_eq!(post.deposit(&alice(), vec![to_bob.clone(), to_carol.clone()], 1).await, []);
    assert_eq!(post.deposit(&carol(), vec![by_carol.clone()], 1).await, []);

    let expected = [lies(1, &alice(), to_bob), lies(2, &carol(), by_carol)];
    assert_eq!(post.lying(&bob()).await, expected);
    assert_eq!(post.lying(&carol()).await, [lies(1, &alice(), to_carol)]);
}

#[rstest]
#[case::fetched(false)]
#[case::thrown_away(true)]
#[tokio::test]
async fn the_same_id_again_when_it_waits_no_more_is_a_new_item_with_a_new_number(
    #[case] expires: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=1, 1).await;
    if expires {
        post.expire(2, 3).await;
    }
    post.acknowledge(&bob(), u64::from(!expires)).await.unwrap();

    post.bring(&alice(), &bob(), 1..=1, 4).await;

    let again = lies(2, &alice(), letter(1, &bob(), 10));
    assert_eq!(post.behind(&bob(), 1).await, [again]);
}

#[rstest]
#[tokio::test]
async fn t33_what_is_refused_holds_up_nothing_else_in_its_batch(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post_with(store, terms((2, 1_000), ANY)).await;
    post.bring(&bob(), &carol(), 91..=92, 1).await;
    let to = [stranger(), bob(), carol(), device("d2", BOB), alice(), carol(), bob()];
    let batch = (1..).zip(&to).map(|(n, to)| letter(n, to, 10)).collect();

    let told = post.deposit(&alice(), batch, 2).await;

    let causes = [
        (letter_id(1), Cause::UNKNOWN_DEVICE),
        (letter_id(3), Cause::MAILBOX_FULL),
        (letter_id(4), Cause::UNKNOWN_DEVICE),
        (letter_id(6), Cause::MAILBOX_FULL),
    ];
    assert_eq!(told, causes);
    let kept = |number, n, to: DeviceAddress| lies(number, &alice(), letter(n, &to, 10));
    assert_eq!(post.lying(&bob()).await, [kept(1, 2, bob()), kept(2, 7, bob())]);
    assert_eq!(post.lying(&alice()).await, [kept(1, 5, alice())]);
    assert_eq!(post.numbers(&carol()).await, [1, 2]);
}

#[rstest]
#[case::in_the_mailbox(terms(ANY, ANY), terms((10, 105), ANY), Cause::MAILBOX_FULL)]
#[case::of_the_depositor(terms(ANY, ANY), terms(ANY, (10, 105)), Cause::TOO_MUCH_WAITING)]
#[tokio::test]
async fn nothing_overtakes_an_envelope_that_there_is_no_room_for(
    #[case] before: causerie_usecases::ports::MailTerms,
    #[case] then: causerie_usecases::ports::MailTerms,
    #[case] cause: Cause,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let mut post = post_with(store, before).await;
    post.bring(&alice(), &bob(), 1..=1, 1).await;
    post.terms = then;

    let batch = vec![
        letter(2, &bob(), 10),
        letter(3, &bob(), 100),
        letter(4, &bob(), 1),
        letter(1, &bob(), 10),
        letter(5, &carol(), 1),
        letter(6, &bob(), 0),
    ];
    let told = post.deposit(&alice(), batch, 2).await;

    assert_eq!(told, refused([3, 4, 6], &cause));
    assert_eq!(post.numbers(&bob()).await, [1, 2]);
    assert_eq!(post.numbers(&carol()).await, [1]);
}

#[rstest]
#[tokio::test]
async fn t49_what_is_for_an_unknown_device_leaves_no_trace(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post_with(store, terms(ANY, (2, 20))).await;
    let unknown = Cause::UNKNOWN_DEVICE;

    let letters = (1..=5).map(|n| letter(n, &stranger(), 10)).collect();
    assert_eq!(post.deposit(&alice(), letters, 1).await, refused(1..=5, &unknown));
    let dave = enrolment("dave@chat.example.org", 21, 22);
    post.store.registry.register(&dave, at(2)).await.unwrap();

    assert_eq!(post.lying(&stranger()).await, []);
    post.bring(&alice(), &stranger(), 6..=7, 3).await;
    assert_eq!(post.numbers(&stranger()).await, [1, 2]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_what_32_bring_at_once_nothing_is_lost_doubled_or_out_of_its_order(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    const EACH: u64 = 10;
    let post = std::sync::Arc::new(post(store).await);

    let mut racing = JoinSet::new();
    for n in 1..=32 {
        let (post, from) = (post.clone(), device(&format!("d{n}"), ALICE));
        racing.spawn(async move {
            for m in 1..=EACH {
                let letters = [m, 100 + m].map(|m| letter(1_000 * n + m, &bob(), 10));
                assert_eq!(post.deposit(&from, letters.to_vec(), n).await, []);
                // Its caller never heard that it was kept.
                assert_eq!(post.deposit(&from, letters.to_vec(), n).await, []);
            }
        });
    }
    racing.join_all().await;

    let lying = post.lying(&bob()).await;
    let numbers: Vec<_> = lying.iter().map(|item| item.number.0).collect();
    assert_eq!(numbers, (1..=64 * EACH).collect::<Vec<_>>());
    let mut seen = HashSet::new();
    for n in 1..=32 {
        let from = device(&format!("d{n}"), ALICE);
        let ids = lying.iter().filter_map(|item| match &item.mail {
            Mail::Envelope { from: by, sent } if *by == from => Some(sent.envelope.id),
            _ => None,
        });
        let ids: Vec<_> = ids.collect();
        let brought = (1..=EACH).flat_map(|m| [m, 100 + m]).map(|m| letter_id(1_000 * n + m));
        assert_eq!(ids, brought.collect::<Vec<_>>());
        seen.extend(ids);
    }
    assert_eq!(seen.len(), lying.len());
}
