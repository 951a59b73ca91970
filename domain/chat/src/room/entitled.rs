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
    /// Of those, who has no device in the room afterwards.
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
        let may_remove = |who| who == step.by || role == RoomRole::Owner || self.role(who) < role;
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
            && after.host == self.host
            && (after.name == self.name || role >= RoomRole::Admin)
            && (same_roles || role == RoomRole::Owner || steps_down)
    }
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
        let step = RoomAct { by: &by, added: &added, removed: &removed, gone: &[], charter: then };
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
        let step = |charter| RoomAct { by: &by, added: &[], removed: &gone, gone: &gone, charter };
        let without = charter().with_role(account(who), RoomRole::Member);

        assert_eq!(charter().permits(&step(None)).is_ok(), expected);
        assert!(charter().permits(&step(Some(&without))).is_ok());
    }
}
