/// How a person stands with this one: whether what they send is taken as that of a contact, and whether they get any answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What was decided about them.
    pub terms: Terms,
    /// Whether nothing of them is taken, whatever the terms: they are what it comes back to.
    pub is_blocked: bool,
}

/// What was decided about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Terms {
    /// They are a contact: this person wrote to them, or took them on.
    Accepted,
    /// They wrote, and nobody has decided yet.
    Requested,
    /// They wrote, and are left without an answer.
    Ignored,
}

/// What is decided about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// They are a contact from now on, also if they were blocked.
    Accept,
    /// They get no answer, and are not shown among those who ask.
    Ignore,
    /// Nothing of theirs is taken any more.
    Block,
    /// That is over: they are again what they were.
    Unblock,
    /// They are no contact any more: what they write asks.
    Dismiss,
}

impl Standing {
    /// A contact.
    pub const ACCEPTED: Self = Self { terms: Terms::Accepted, is_blocked: false };
    /// Somebody who wrote, and nobody has decided yet.
    pub const REQUESTED: Self = Self { terms: Terms::Requested, is_blocked: false };

    /// Whether they are a contact. Nobody else gets an answer of any kind that nobody gave: no receipt, no presence, not even that
    /// this device is there; unless they are in a room with it, as far as that room goes.
    #[must_use]
    pub fn is_accepted(self) -> bool {
        self == Self::ACCEPTED
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const IGNORED: Standing = Standing { terms: Terms::Ignored, is_blocked: false };

    fn decided(before: Standing, ruling: Ruling) -> Standing {
        ruling.choices().iter().fold(before, |standing, choice| standing.with(*choice))
    }

    fn blocked(standing: Standing) -> Standing {
        Standing { is_blocked: true, ..standing }
    }

    #[rstest]
    #[case::a_request_accepted(Standing::REQUESTED, Ruling::Accept, Standing::ACCEPTED)]
    #[case::a_request_ignored(Standing::REQUESTED, Ruling::Ignore, IGNORED)]
    #[case::a_request_blocked(Standing::REQUESTED, Ruling::Block, blocked(Standing::REQUESTED))]
    #[case::a_contact_ignored(Standing::ACCEPTED, Ruling::Ignore, IGNORED)]
    #[case::a_contact_blocked(Standing::ACCEPTED, Ruling::Block, blocked(Standing::ACCEPTED))]
    #[case::one_ignored_accepted(IGNORED, Ruling::Accept, Standing::ACCEPTED)]
    #[case::one_blocked_accepted(blocked(IGNORED), Ruling::Accept, Standing::ACCEPTED)]
    #[case::one_blocked_ignored(blocked(Standing::ACCEPTED), Ruling::Ignore, blocked(IGNORED))]
    #[case::a_former_contact(blocked(Standing::ACCEPTED), Ruling::Unblock, Standing::ACCEPTED)]
    #[case::a_contact_dismissed(Standing::ACCEPTED, Ruling::Dismiss, Standing::REQUESTED)]
    #[case::a_former_request(blocked(Standing::REQUESTED), Ruling::Unblock, Standing::REQUESTED)]
    fn what_is_decided_holds_and_holds_again(
        #[case] before: Standing,
        #[case] ruling: Ruling,
        #[case] after: Standing,
    ) {
        assert_eq!(decided(before, ruling), after);
        assert_eq!(decided(after, ruling), after);
    }

    #[test]
    fn only_a_contact_who_is_not_blocked_is_accepted() {
        assert!(Standing::ACCEPTED.is_accepted());
        for other in [Standing::REQUESTED, IGNORED, blocked(Standing::ACCEPTED), blocked(IGNORED)] {
            assert!(!other.is_accepted());
        }
    }
}
