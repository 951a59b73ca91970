//! A member that takes rights it was not given.

use causerie_chat::{AccountKey, RoomRole};
use mls_rs::group::CommitBuilder;
use rstest::rstest;

use super::*;

enum Taken {
    AddsSomebody,
    RemovesTheOwner,
    NamesTheRoom,
    OwnsItToo,
    OwnsItAlone,
    AgreesOnNothing,
}

impl Taken {
    fn by<C: MlsConfig>(self, builder: CommitBuilder<'_, C>) -> CommitBuilder<'_, C> {
        let agreed = || charter("alice", RoomKind::Private);
        let context = match self {
            Self::AddsSomebody => {
                let package = honest("eve").invitable(fresh(7)).unwrap().package;
                return builder.add_member(MlsMessage::from_bytes(&package).unwrap()).unwrap();
            }
            Self::RemovesTheOwner => return builder.remove_member(0).unwrap(),
            Self::NamesTheRoom => Terms(agreed().named("mine".parse().unwrap())).context(),
            Self::OwnsItToo => {
                Terms(agreed().with_role(account("mallory"), RoomRole::Owner)).context()
            }
            Self::OwnsItAlone => Terms(charter("mallory", RoomKind::Private)).context(),
            Self::AgreesOnNothing => Ok(ExtensionList::new()),
        }
        .unwrap();
        builder.set_group_context_ext(context).unwrap()
    }
}

fn account(of: &str) -> AccountKey {
    parts(of).2.account_key
}

#[rstest]
#[case(Taken::AddsSomebody, GroupRefused::NotEntitled)]
#[case(Taken::RemovesTheOwner, GroupRefused::NotEntitled)]
#[case(Taken::NamesTheRoom, GroupRefused::NotEntitled)]
#[case(Taken::OwnsItToo, GroupRefused::NotEntitled)]
#[case(Taken::OwnsItAlone, GroupRefused::NotEntitled)]
#[case(Taken::AgreesOnNothing, GroupRefused::NotAllowed)]
fn t02_a_member_does_nothing_that_it_may_not(#[case] taken: Taken, #[case] expected: GroupRefused) {
    let (client, entropy) = lawless(identity("mallory"), true);
    let (mut alice, mut room) = together(&client, &entropy);

    let commit = entropy.during(&Zeroizing::new([10; 32]), || {
        taken.by(room.commit_builder().commit_time(now())).build().unwrap().commit_message
    });

    let refused = alice.apply(&commit.to_bytes().unwrap(), None, fresh(4)).err();
    assert_eq!(refused, Some(expected));
    assert_unharmed(&mut *alice);
}

#[test]
fn t02_an_owner_lets_nobody_go_who_keeps_a_role() {
    let (client, entropy) = lawless(identity("mallory"), true);
    let charter = charter("alice", RoomKind::Private)
        .with_role(account("mallory"), RoomRole::Owner)
        .with_role(account("bob"), RoomRole::Admin);
    let (mut alice, mut room) = together_under(&charter, &client, &entropy);
    let leaf_of_bob = 2;

    let commit = entropy.during(&Zeroizing::new([10; 32]), || {
        let builder = room.commit_builder().commit_time(now());
        builder.remove_member(leaf_of_bob).unwrap().build().unwrap().commit_message
    });

    let refused = alice.apply(&commit.to_bytes().unwrap(), None, fresh(4)).err();
    assert_eq!(refused, Some(GroupRefused::NotEntitled));
    assert_unharmed(&mut *alice);
}
