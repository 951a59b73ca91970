use thiserror::Error;

use crate::{AccountKey, RoomCharter, RoomRole};

/// What somebody does in a room by a commit, as far as they need a right to it.
pub struct RoomAct<'a> {
    /// Whose device made the commit.
    pub by: &'a AccountKey,
    /// Whose devices come in.
    pub added: &'a [AccountKey],
    /// Whose devices go.
    pub removed: &'a [AccountKey],
    /// Whose devices of those the room's directory let go: it goes by this only where nobody owns the room.
    pub let_go: &'a [AccountKey],
    /// Of those that go, who has no device in the room afterwards.
    pub gone: &'a [AccountKey],
    /// The charter from then on, if it is another one.
    pub charter: Option<&'a RoomCharter>,
}

impl RoomCharter {
    /// Whether the step may be taken in a room of this charter. Devices of one's own may always come and go. Whoever is gone has no role any
    /// more; the step says so itself.
    pub fn permits(&self, step: &RoomAct<'_>) -> Result<(), NotEntitled> {
        let role = self.role(step.by);
        let may_add = |who| who == step.by || role >= RoomRole::Admin;
        let may_remove = |who| {
            who == step.by
                || role == RoomRole::Owner
                || self.role(who) < role
                || self.is_unowned() && count(step.removed, who) <= count(step.let_go, who)
        };
        let after = step.charter.unwrap_or(self);
        let holds = after.holds()
            && step.added.iter().all(may_add)
            && step.removed.iter().all(may_remove)
            && step.gone.iter().all(|who| after.role(who) == RoomRole::Member)
            && (after == self || self.may_become(after, step.by));
        if holds { Ok(()) } else { Err(NotEntitled) }
    }

    fn may_become(&self, after: &Self, by: &AccountKey) -> bool {
        let role = self.role(by);
        // Anybody may be less than they were.
        let without = |charter: &Self| charter.clone().with_role(*by, RoomRole::Member).roles;
        let steps_down = after.role(by) <= role && without(after) == without(self);
        let same_roles = after.roles == self.roles;
        after.kind == self.kind
            && after.is_unowned() == self.is_unowned()
            && after.host == self.host
            && (after.name == self.name || role >= RoomRole::Admin)
            && (same_roles || role == RoomRole::Owner || steps_down)
    }
}

fn count(all: &[AccountKey], who: &AccountKey) -> usize {
    all.iter().filter(|one| *one == who).count()
}

/// Whoever made the commit may not do that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("may not do that in this room")]
pub struct NotEntitled;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::{AccountSecret, RoomKind};

    const OWNER: u8 = 1;
    const ADMIN: u8 = 2;
    const MEMBER: u8 = 3;
    const OTHER_OWNER: u8 = 4;
    const OTHER_ADMIN: u8 = 5;
    const OTHER: u8 = 6;

    fn account(seed: u8) -> AccountKey {
        AccountSecret::from_seed(&[seed; 32]).public()
    }

    fn charter() -> RoomCharter {
        let (host, name) = ("a.org".parse().unwrap(), "book club".parse().unwrap());
        RoomCharter::new(RoomKind::Private, host, name, account(OWNER))
            .with_role(account(OTHER_OWNER), RoomRole::Owner)
            .with_role(account(ADMIN), RoomRole::Admin)
            .with_role(account(OTHER_ADMIN), RoomRole::Admin)
    }

    fn permitted(by: u8, added: &[u8], removed: &[u8], then: Option<&RoomCharter>) -> bool {
        let all = |who: &[u8]| who.iter().map(|who| account(*who)).collect::<Vec<_>>();
        let (by, added, removed) = (account(by), all(added), all(removed));
        let (let_go, gone) = (&removed[..], &[]);
        let step =
            RoomAct { by: &by, added: &added, removed: &removed, let_go, gone, charter: then };
        charter().permits(&step).is_ok()
    }

    #[rstest]
    #[case(OWNER, OTHER, true)]
    #[case(ADMIN, OTHER, true)]
    #[case(MEMBER, OTHER, false)]
    #[case::their_own(MEMBER, MEMBER, true)]
    fn who_may_take_in_whom(#[case] by: u8, #[case] whom: u8, #[case] expected: bool) {
        assert_eq!(permitted(by, &[whom], &[], None), expected);
        assert_eq!(permitted(by, &[by, whom], &[], None), expected);
    }

    #[rstest]
    #[case(OWNER, OTHER_OWNER, true)]
    #[case(OWNER, ADMIN, true)]
    #[case(OWNER, MEMBER, true)]
    #[case(ADMIN, OWNER, false)]
    #[case(ADMIN, OTHER_ADMIN, false)]
    #[case(ADMIN, MEMBER, true)]
    #[case(MEMBER, OWNER, false)]
    #[case(MEMBER, ADMIN, false)]
    #[case(MEMBER, OTHER, false)]
    #[case::their_own(MEMBER, MEMBER, true)]
    #[case::their_own(ADMIN, ADMIN, true)]
    fn who_may_let_go_whom(#[case] by: u8, #[case] whom: u8, #[case] expected: bool) {
        assert_eq!(permitted(by, &[], &[whom], None), expected);
        assert_eq!(permitted(by, &[], &[by, whom], None), expected);
    }

    #[rstest]
    #[case(OWNER, true)]
    #[case(ADMIN, true)]
    #[case(MEMBER, false)]
    fn who_may_name_it(#[case] by: u8, #[case] expected: bool) {
        let renamed = charter().named("chess club".parse().unwrap());

        assert_eq!(permitted(by, &[], &[], Some(&renamed)), expected);
    }

    #[rstest]
    #[case(OWNER, MEMBER, RoomRole::Owner, true)]
    #[case(OWNER, OTHER_OWNER, RoomRole::Member, true)]
    #[case(ADMIN, MEMBER, RoomRole::Admin, false)]
    #[case(ADMIN, OTHER_ADMIN, RoomRole::Member, false)]
    #[case(MEMBER, MEMBER, RoomRole::Admin, false)]
    #[case(ADMIN, ADMIN, RoomRole::Owner, false)]
    #[case::less_than_before(ADMIN, ADMIN, RoomRole::Member, true)]
    #[case::less_than_before(OWNER, OWNER, RoomRole::Admin, true)]
    fn who_may_give_which_role(
        #[case] by: u8,
        #[case] whom: u8,
        #[case] role: RoomRole,
        #[case] expected: bool,
    ) {
        let then = charter().with_role(account(whom), role);

        assert_eq!(permitted(by, &[], &[], Some(&then)), expected);
    }

    #[rstest]
    #[case::kind(|charter: &mut RoomCharter| charter.kind = RoomKind::Public)]
    #[case::host(|charter: &mut RoomCharter| charter.host = "b.org".parse().unwrap())]
    #[case::without_an_owner(|charter: &mut RoomCharter| {
        charter.roles.retain(|(_, role)| *role != RoomRole::Owner);
    })]
    fn not_even_an_owner_changes(#[case] change: fn(&mut RoomCharter)) {
        let mut then = charter();
        change(&mut then);

        assert!(!permitted(OWNER, &[], &[], Some(&then)));
    }

    #[rstest]
    #[case(ADMIN, false)]
    #[case(MEMBER, true)]
    fn whoever_is_gone_has_no_role_any_more(#[case] who: u8, #[case] expected: bool) {
        let (by, gone) = (account(OWNER), [account(who)]);
        let step = |charter| {
            let (added, let_go) = (&[], &[]);
            RoomAct { by: &by, added, removed: &gone, let_go, gone: &gone, charter }
        };
        let without = charter().with_role(account(who), RoomRole::Member);

        assert_eq!(charter().permits(&step(None)).is_ok(), expected);
        assert!(charter().permits(&step(Some(&without))).is_ok());
    }

    fn in_the_open(removed: &[u8], let_go: &[u8], then: Option<&RoomCharter>) -> bool {
        let all = |who: &[u8]| who.iter().map(|who| account(*who)).collect::<Vec<_>>();
        let (by, removed, let_go) = (account(MEMBER), all(removed), all(let_go));
        let (added, gone) = (&[], &removed[..]);
        let step =
            RoomAct { by: &by, added, removed: &removed, let_go: &let_go, gone, charter: then };
        open().permits(&step).is_ok()
    }

    fn open() -> RoomCharter {
        RoomCharter::unowned("a.org".parse().unwrap(), "public".parse().unwrap())
    }

    #[rstest]
    #[case::by_nobody(&[OTHER], &[], false)]
    #[case::by_the_directory(&[OTHER], &[OTHER], true)]
    #[case::somebody_else(&[OTHER], &[ADMIN], false)]
    #[case::one_device_and_no_other(&[OTHER, OTHER], &[OTHER], false)]
    #[case::both_devices(&[OTHER, OTHER], &[OTHER, OTHER], true)]
    #[case::their_own(&[MEMBER], &[], true)]
    #[case::nobody(&[], &[OTHER], true)]
    fn t02_where_nobody_owns_the_room_whom_the_directory_let_go_is_let_go(
        #[case] removed: &[u8],
        #[case] let_go: &[u8],
        #[case] expected: bool,
    ) {
        assert_eq!(in_the_open(removed, let_go, None), expected);
    }

    #[test]
    fn t02_where_nobody_owns_the_room_nobody_names_it_and_nobody_takes_it() {
        let (name, mine) = ("mine".parse().unwrap(), account(MEMBER));

        assert!(in_the_open(&[], &[], Some(&open())));
        assert!(!in_the_open(&[], &[], Some(&open().named(name))));
        for role in [RoomRole::Admin, RoomRole::Owner] {
            assert!(!in_the_open(&[], &[], Some(&open().with_role(mine, role))));
        }
    }

    #[test]
    fn who_owns_a_public_room_does_not_leave_it_to_nobody() {
        let owned = RoomCharter { kind: RoomKind::Public, ..charter() };
        let (by, none) = (account(OWNER), &[][..]);
        let step = |charter| RoomAct {
            by: &by,
            added: none,
            removed: none,
            let_go: none,
            gone: none,
            charter,
        };

        let left = RoomCharter { roles: vec![], ..owned.clone() };

        assert!(left.holds() && owned.permits(&step(Some(&left))).is_err());
    }
}
