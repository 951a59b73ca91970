use std::fmt;

use crate::Cause;

/// How far a message has come. It only ever moves forward. In a room, it has come as far as it has with all who are in it
/// ([`DeliveryState::of_all`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// Kept by its author's devices and, as far as this one has heard, not yet anywhere else.
    Queued,
    /// Kept by the recipient's directory, for one of their devices at least.
    Stored,
    /// Kept by a device of the recipient: the first that has it counts.
    Delivered(Path),
    /// Seen by the recipient.
    Read,
    /// Refused for good, for all of the recipient's devices; trying again would not help.
    Failed(Cause),
}

/// The way a message took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// From device to device.
    Direct,
    /// By way of the recipient's mailbox at its directory.
    Mailbox,
}

impl DeliveryState {
    /// The state after news of `next`: that, if it is further on, or this one. What was refused can no longer be
    /// delivered, and what was delivered can no longer be refused.
    #[must_use]
    pub fn advance(self, next: Self) -> Self {
        if next.rank() > self.rank() { next } else { self }
    }

    /// How far what is to several people has come: as far as with all of them. Those for whom it has failed count for nothing, unless it
    /// has for all; it came by way of the mailbox where it did to one of them. What is to nobody stays queued.
    #[must_use]
    pub fn of_all(states: impl IntoIterator<Item = Self>) -> Self {
        let mut least = None;
        for state in states {
            least = match least {
                None | Some(Self::Failed(_)) => Some(state),
                Some(least) if matches!(state, Self::Failed(_)) => Some(least),
                Some(Self::Delivered(_)) if state == Self::Delivered(Path::Mailbox) => Some(state),
                Some(least) if state.rank() < least.rank() => Some(state),
                least => least,
            };
        }
        least.unwrap_or(Self::Queued)
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Queued => 0,
            Self::Stored => 1,
            Self::Delivered(_) | Self::Failed(_) => 2,
            Self::Read => 3,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Direct => "direct",
            Self::Mailbox => "mailbox",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LADDER: [DeliveryState; 4] = [
        DeliveryState::Queued,
        DeliveryState::Stored,
        DeliveryState::Delivered(Path::Direct),
        DeliveryState::Read,
    ];

    #[test]
    fn a_state_only_moves_forward() {
        for (i, now) in LADDER.iter().enumerate() {
            for (j, news) in LADDER.iter().enumerate() {
                assert_eq!(now.clone().advance(news.clone()), LADDER[i.max(j)]);
            }
        }
    }

    #[test]
    fn what_is_to_several_has_come_as_far_as_it_has_with_all() {
        let [queued, stored, direct, read] = LADDER;
        let mailbox = DeliveryState::Delivered(Path::Mailbox);
        let failed = DeliveryState::Failed(Cause::MALFORMED);

        for (all, least) in [
            (vec![], queued.clone()),
            (vec![read.clone(), stored.clone(), direct.clone()], stored),
            (vec![read.clone(), failed.clone()], read.clone()),
            (vec![failed.clone(), queued.clone(), read.clone()], queued),
            (vec![failed.clone(), failed.clone()], failed),
            (vec![direct.clone(), mailbox.clone(), read.clone()], mailbox.clone()),
            (vec![mailbox.clone(), direct.clone()], mailbox),
            (vec![direct.clone(), read], direct),
        ] {
            assert_eq!(DeliveryState::of_all(all.clone()), least);
            assert_eq!(DeliveryState::of_all(all.into_iter().rev()), least);
        }
    }

    #[test]
    fn a_refusal_and_a_delivery_do_not_undo_each_other() {
        let refused = DeliveryState::Failed(Cause::MALFORMED);
        let delivered = DeliveryState::Delivered(Path::Direct);

        assert_eq!(refused.clone().advance(delivered.clone()), refused);
        assert_eq!(delivered.clone().advance(refused.clone()), delivered);
        assert_eq!(DeliveryState::Queued.advance(refused.clone()), refused);
    }
}
