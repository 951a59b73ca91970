//! What is decided at one device, at the others.

use causerie_chat::{
    Choice, Chosen, DeviceAddress, Receipt, Ruling, Standing, Terms, Timer, Timestamp,
};
use causerie_contracts::{ALICE, BOB, CAROL, PeerStore, Store, address, at, person};
use rstest::rstest;

use crate::given::{alice, bob, from_bob, hears, scene, takes, told};

pub(crate) const BLOCKED: Choice = Choice::Blocked(true);
pub(crate) const IGNORED: Choice = Choice::Terms(Terms::Ignored);

pub(crate) fn hour() -> Choice {
    Choice::Timer(Some(Timer::try_from(3_600_000).unwrap()))
}

fn chosen(who: &str, choice: Choice, seconds: u64) -> Chosen {
    Chosen { about: address(who).into(), choice, at: at(seconds) }
}

pub(crate) fn receipt(chosen: Vec<Chosen>) -> Receipt {
    Receipt { chosen, ..Receipt::default() }
}

/// How Bob stands, whether he is told, and after how long disappears what is said to him.
async fn bob_stands(peer: &PeerStore) -> (Standing, bool, Option<Timer>) {
    let who = address(BOB);
    let known = peer.identities.identity(&who).await.unwrap().unwrap();
    let told = peer.due_receipts.receipts_allowed(&who).await.unwrap();
    (known.standing, told, peer.timer_book.timer(&who.clone().into()).await.unwrap())
}

#[rstest]
#[tokio::test]
async fn what_is_decided_here_is_told_to_the_other_devices_as_it_stands_when_it_is_told(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let others = vec![alice("d2"), alice("d3")];
    let choose = async |choices: &[Choice], seconds| {
        let (who, others) = (address(BOB).into(), others.clone());
        peer.choices.choose(&who, choices, others, at(seconds)).await.unwrap();
    };

    choose(&[BLOCKED], 10).await;
    choose(&[Choice::Blocked(false)], 20).await;
    choose(&[hour()], 30).await;

    let both = vec![chosen(BOB, Choice::Blocked(false), 20), chosen(BOB, hour(), 30)];
    assert_eq!(told(&peer, &alice("d2"), 90).await, [receipt(both.clone())]);
    assert_eq!(told(&peer, &alice("d3"), 91).await, [receipt(both)]);
    assert_eq!(told(&peer, &bob("d1"), 92).await, []);
}

#[rstest]
#[case::blocked(&[BLOCKED])]
#[case::ignored(&[IGNORED])]
#[case::not_told(&[Choice::Receipts(false)])]
#[case::with_a_timer(&[hour()])]
#[case::all_of_it(&[BLOCKED, IGNORED, Choice::Receipts(false), hour()])]
#[tokio::test]
async fn what_was_decided_at_another_device_holds_here(
    #[case] choices: &[Choice],
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, same) = (scene(store).await, scene(store).await);
    // Somebody may have asked meanwhile, and was told how he stood.
    bob_stands(&peer).await;

    let all = choices.iter().map(|choice| chosen(BOB, *choice, 10)).collect();
    hears(&peer, &alice("d2"), 80, receipt(all)).await;
    same.chooses(BOB, choices).await;

    assert_eq!(bob_stands(&peer).await, bob_stands(&same).await);
    assert_ne!(bob_stands(&peer).await, bob_stands(&scene(store).await).await);
}

#[rstest]
#[case::the_later_one(20, 10, true)]
#[case::the_earlier_one_heard_later(10, 20, false)]
#[case::of_one_moment_the_larger(10, 10, true)]
#[tokio::test]
async fn the_latest_counts_in_whatever_order_it_is_heard(
    #[case] blocked_at: u64,
    #[case] unblocked_at: u64,
    #[case] expected: bool,
    #[values(true, false)] blocked_first: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let mut said =
        vec![chosen(BOB, BLOCKED, blocked_at), chosen(BOB, Choice::Blocked(false), unblocked_at)];
    if !blocked_first {
        said.reverse();
    }

    for (n, one) in (80..).zip(said) {
        hears(&peer, &alice("d2"), n, receipt(vec![one])).await;
    }

    assert_eq!(bob_stands(&peer).await.0.is_blocked, expected);
}

#[rstest]
#[tokio::test]
async fn a_clock_that_was_set_back_undoes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let ahead = chosen(BOB, Choice::Blocked(false), 1_000_000);
    hears(&peer, &alice("d2"), 80, receipt(vec![ahead])).await;

    let others = vec![alice("d2")];
    peer.choices.choose(&address(BOB).into(), &[BLOCKED], others, at(7)).await.unwrap();

    assert!(bob_stands(&peer).await.0.is_blocked);
    let later = Chosen { at: at(1_000_000).plus(1), ..chosen(BOB, BLOCKED, 0) };
    assert_eq!(told(&peer, &alice("d2"), 90).await, [receipt(vec![later])]);
}

#[rstest]
#[tokio::test]
async fn what_was_decided_at_the_end_of_time_is_passed_over(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(u64::MAX, i64::MAX as u64, at(40).plus(Chosen::AHEAD + 1).millis())] millis: u64,
) {
    let peer = scene(store).await;
    let far = Chosen { at: Timestamp::from_millis(millis), ..chosen(BOB, BLOCKED, 0) };
    let near = Chosen { at: at(40).plus(Chosen::AHEAD), ..chosen(BOB, IGNORED, 0) };

    hears(&peer, &alice("d2"), 80, receipt(vec![far, near])).await;

    assert_eq!(bob_stands(&peer).await.0, Standing::ACCEPTED.with(IGNORED));
}

#[rstest]
#[case::somebody_else(bob("d1"))]
#[case::another_of_theirs(bob("d2"))]
#[tokio::test]
async fn t38_nobody_else_decides_anything_here(
    #[case] teller: DeviceAddress,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let before = bob_stands(&peer).await;

    let all = [BLOCKED, IGNORED, Choice::Receipts(false), hour()];
    let all = all.into_iter().map(|choice| chosen(BOB, choice, 10)).collect();
    hears(&peer, &teller, 80, receipt(all)).await;

    assert_eq!(bob_stands(&peer).await, before);
}

#[rstest]
#[tokio::test]
async fn about_oneself_nothing_is_decided_but_a_timer(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(true, false)] here: bool,
) {
    let peer = scene(store).await;
    let all = [BLOCKED, IGNORED, Choice::Receipts(false), hour()];

    if here {
        peer.chooses(ALICE, &all).await;
    } else {
        let all = all.into_iter().map(|choice| chosen(ALICE, choice, 10)).collect();
        hears(&peer, &alice("d2"), 80, receipt(all)).await;
    }

    let me = address(ALICE);
    let known = peer.identities.identity(&me).await.unwrap().unwrap();
    assert_eq!(known.standing, Standing::ACCEPTED);
    assert!(peer.due_receipts.receipts_allowed(&me).await.unwrap());
    assert!(peer.timer_book.timer(&me.clone().into()).await.unwrap().is_some());
}

#[rstest]
#[case::accepted(Ruling::Accept, Standing::ACCEPTED)]
#[case::ignored(Ruling::Ignore, Standing::REQUESTED.with(IGNORED))]
#[case::blocked(Ruling::Block, Standing::REQUESTED.with(BLOCKED))]
#[tokio::test]
async fn who_is_met_later_stands_as_was_decided_elsewhere(
    #[case] ruling: Ruling,
    #[case] expected: Standing,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.contacts.remember(&person(ALICE, 9, &[("d1", 91), ("d2", 92)])).await.unwrap();
    let all = ruling.choices().iter().map(|choice| chosen(CAROL, *choice, 10)).collect();

    hears(&peer, &alice("d2"), 80, receipt(all)).await;
    let before = peer.identities.identity(&address(CAROL)).await.unwrap();
    crate::given::asks(&peer, CAROL).await;

    assert_eq!(before, None);
    let known = peer.identities.identity(&address(CAROL)).await.unwrap().unwrap();
    assert_eq!(known.standing, expected);
}

#[rstest]
#[tokio::test]
async fn who_is_told_no_more_at_another_device_is_not_told_here_what_was_to_be(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    takes(&peer, &bob("d1"), &from_bob(1), causerie_chat::Path::Mailbox).await.unwrap();

    hears(&peer, &alice("d2"), 80, receipt(vec![chosen(BOB, Choice::Receipts(false), 10)])).await;

    assert_eq!(told(&peer, &bob("d1"), 90).await, []);
}

#[rstest]
#[tokio::test]
async fn a_new_device_is_told_all_that_was_decided_and_nothing_else(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let decide = async |who, choices: &[Choice], seconds| {
        peer.choices.choose(&address(who).into(), choices, Vec::new(), at(seconds)).await.unwrap();
    };
    decide(BOB, &[BLOCKED, hour()], 10).await;
    decide(CAROL, &[IGNORED], 20).await;
    decide(BOB, &[Choice::Blocked(false)], 30).await;

    peer.choices.tell_all(&alice("d3")).await.unwrap();

    let mut all = told(&peer, &alice("d3"), 90).await;
    all[0].chosen.sort_by_key(|chosen| (chosen.about.clone(), chosen.choice));
    let expected = vec![
        chosen(BOB, Choice::Blocked(false), 30),
        chosen(BOB, hour(), 10),
        chosen(CAROL, IGNORED, 20),
    ];
    assert_eq!(all, [receipt(expected)]);
}

#[rstest]
#[tokio::test]
async fn t54_so_many_choices_are_told_in_one_receipt_and_the_others_in_the_next(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    for n in 0..40 {
        let who = address(&format!("p{n}@chat.example.org")).into();
        peer.choices.choose(&who, &[BLOCKED], vec![alice("d2")], at(5)).await.unwrap();
    }

    told(&peer, &alice("d2"), 90).await;
    let receipts = told(&peer, &alice("d2"), 91).await;

    let counts: Vec<_> = receipts.iter().map(|receipt| receipt.chosen.len()).collect();
    assert_eq!(counts, [Receipt::MOST_CHOSEN, 40 - Receipt::MOST_CHOSEN]);
}
