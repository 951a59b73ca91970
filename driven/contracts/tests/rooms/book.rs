use causerie_chat::{RoomChange, RoomDraft, RoomEntry, RoomKind, RoomPlace};
use causerie_contracts::{Store, known_room, room, room_keep};
use causerie_usecases::ports::{KnownRoom, RoomNotKept, RoomStanding};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn a_room_is_kept_as_it_is_from_version_0_on(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(RoomKind::Private, RoomKind::Public)] kind: RoomKind,
    #[values(
        RoomStanding::Unconfirmed,
        RoomStanding::Member,
        RoomStanding::Leaving,
        RoomStanding::Left,
        RoomStanding::Gone
    )]
    standing: RoomStanding,
) {
    let store = store.rooms();
    let known = KnownRoom { kind, standing, place: RoomPlace(7), ..known_room(room(1)) };

    let as_if_later = KnownRoom { version: 9, ..known.clone() };
    store.rooms.add(&as_if_later, room_keep(Some(3), 4)).await.unwrap();

    let kept = store.book.room(room(1)).await.unwrap().unwrap();
    assert_eq!(kept.known, known);
    assert_eq!((&kept.tree[..], &kept.state[..]), (&[3; 40][..], &[4; 50][..]));
    assert_eq!(store.book.known(room(1)).await.unwrap(), Some(known.clone()));
    assert_eq!(store.book.rooms().await.unwrap(), [known]);
    assert!(store.book.room(room(2)).await.unwrap().is_none());
    assert_eq!(store.book.known(room(2)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn a_room_is_added_once_and_with_its_tree(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.rooms();

    let bare = store.rooms.add(&known_room(room(1)), room_keep(None, 1)).await;
    store.rooms.add(&known_room(room(1)), room_keep(Some(1), 1)).await.unwrap();
    let again = store.rooms.add(&known_room(room(1)), room_keep(Some(2), 2)).await;

    assert!(matches!(bare, Err(RoomNotKept::Unavailable(_))));
    assert!(matches!(again, Err(RoomNotKept::AlreadyHere)));
    assert_eq!(store.book.room(room(1)).await.unwrap().unwrap().tree, [1; 40]);
}

#[rstest]
#[tokio::test]
async fn a_room_is_replaced_part_by_part_and_its_version_goes_up(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.rooms();
    store.rooms.add(&known_room(room(1)), room_keep(Some(1), 1)).await.unwrap();
    store.rooms.add(&known_room(room(2)), room_keep(Some(9), 9)).await.unwrap();

    let renamed =
        KnownRoom { name: "later".parse().unwrap(), place: RoomPlace(5), ..known_room(room(1)) };
    store.rooms.update(&renamed, None, None).await.unwrap();
    let gone = KnownRoom { standing: RoomStanding::Gone, version: 1, ..renamed };
    store.rooms.update(&gone, Some(room_keep(None, 2)), None).await.unwrap();

    let kept = store.book.room(room(1)).await.unwrap().unwrap();
    assert_eq!(kept.known, KnownRoom { version: 2, ..gone });
    assert_eq!((&kept.tree[..], &kept.state[..]), (&[1; 40][..], &[2; 50][..]));
    let told = store.book.rooms().await.unwrap();
    assert_eq!(told, [kept.known, known_room(room(2))]);
}

#[rstest]
#[case::of_before(1, 0)]
#[case::yet_to_come(1, 2)]
#[case::of_a_room_that_is_not_here(2, 1)]
#[tokio::test]
async fn a_room_in_another_version_is_not_kept(
    #[case] n: u8,
    #[case] version: u64,
    #[values(true, false)] keeps: bool,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.rooms();
    store.rooms.add(&known_room(room(1)), room_keep(Some(1), 1)).await.unwrap();
    store.rooms.update(&known_room(room(1)), None, None).await.unwrap();

    let other = KnownRoom { version, place: RoomPlace(9), ..known_room(room(n)) };
    let refused = store.rooms.update(&other, keeps.then(|| room_keep(Some(2), 2)), None).await;

    assert!(matches!(refused, Err(RoomNotKept::Stale)));
    let kept = store.book.room(room(1)).await.unwrap().unwrap();
    assert_eq!((kept.known.version, kept.known.place, kept.tree[0]), (1, RoomPlace(0), 1));
}

fn draft(n: u8) -> RoomDraft {
    let commit = vec![n; 3].try_into().unwrap();
    let entry = RoomEntry { commit, change: RoomChange::default(), info: None, welcome: None };
    RoomDraft { place: RoomPlace(n.into()), epoch: n.into(), entry, secret: vec![n; 4].into() }
}

#[rstest]
#[tokio::test]
async fn a_draft_is_kept_until_there_is_another_or_none(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.rooms();
    let known = |version| KnownRoom { version, ..known_room(room(1)) };
    store.rooms.add(&known(0), room_keep(Some(1), 1)).await.unwrap();
    let mut drafts = vec![store.book.draft(room(1)).await.unwrap()];

    for (version, next) in [(0, Some(draft(1))), (1, Some(draft(2))), (2, None)] {
        store.rooms.update(&known(version), None, next).await.unwrap();
        drafts.push(store.book.draft(room(1)).await.unwrap());
    }
    let stale = store.rooms.update(&known(2), None, Some(draft(3))).await;

    let of = |draft: &Option<RoomDraft>| draft.as_ref().map(|it| it.encode().to_vec());
    let expected = [None, Some(draft(1)), Some(draft(2)), None];
    assert_eq!(
        drafts.iter().map(of).collect::<Vec<_>>(),
        expected.iter().map(of).collect::<Vec<_>>()
    );
    assert!(matches!(stale, Err(RoomNotKept::Stale)));
    assert!(store.book.draft(room(1)).await.unwrap().is_none());
    assert!(store.book.draft(room(2)).await.unwrap().is_none());
}

#[rstest]
#[tokio::test]
async fn a_room_is_nobody_this_person_has_to_do_with(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.rooms();

    store.rooms.add(&known_room(room(1)), room_keep(Some(1), 1)).await.unwrap();

    assert_eq!(store.peer.identities.identities().await.unwrap(), []);
    assert_eq!(store.peer.identities.asking().await.unwrap(), 0);
    assert_eq!(store.peer.history.conversations().await.unwrap(), []);
    assert_eq!(store.peer.due_receipts.due_receipts(true).await.unwrap(), []);
}
