use std::fmt;

use crate::count_names::NAMES;

/// How much of everything there was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Steps that were taken.
    pub steps: u64,
    /// Minutes that passed in the world.
    pub minutes: u64,
    /// Messages whose sending was acknowledged.
    pub messages: u64,
    /// Of these, such as are read.
    pub read: u64,
    /// Times that envelopes were handed to a device.
    pub deliveries: u64,
    /// Times that envelopes were handed to the directory.
    pub deposits: u64,
    /// Receipts that were sent.
    pub receipts: u64,
    /// Machines that crashed.
    pub crashes: u64,
    /// Networks that were cut.
    pub partitions: u64,
    /// Requests that were lost.
    pub requests_lost: u64,
    /// Answers that were lost, where the request was carried out.
    pub answers_lost: u64,
    /// Requests that came twice.
    pub duplicates: u64,
    /// Requests that came after nobody waited for an answer any more.
    pub late: u64,
    /// Clocks that jumped.
    pub clock_jumps: u64,
    /// Disks that filled up.
    pub full_disks: u64,
    /// Devices that moved to another address without a word.
    pub moves: u64,
    /// Sessions that were lost.
    pub lost_sessions: u64,
    /// Times that an envelope could not be opened where it came.
    pub refused: u64,
    /// Times that `why` was asked in a fault, and had to name it.
    pub whys: u64,
    /// Messages that answer something.
    pub replies: u64,
    /// Messages that disappear by what is said with them.
    pub timed: u64,
    /// Times that somebody set after how long what they say disappears.
    pub timers: u64,
    /// Messages that were edited,
    pub edits: u64,
    /// deleted,
    pub deletions: u64,
    /// reacted to,
    pub reactions: u64,
    /// and tries to edit or delete what somebody else said.
    pub forgeries: u64,
    /// Times that somebody typed.
    pub typings: u64,
    /// Devices that were linked and began,
    pub linked: u64,
    /// that were taken on and never began,
    pub stillborn: u64,
    /// and that were revoked.
    pub revoked: u64,
    /// Times that something of a revoked device came where that was known.
    pub turned_away: u64,
    /// Times that somebody chose how they are there.
    pub presences: u64,
    /// Times that it was looked how somebody is there, and they were,
    pub seen_there: u64,
    /// and were not.
    pub seen_offline: u64,
    /// Times that somebody accepted somebody else,
    pub accepted: u64,
    /// ignored,
    pub ignored: u64,
    /// blocked
    pub blocked: u64,
    /// and unblocked them.
    pub unblocked: u64,
    /// Second factors that were set up,
    pub enrolled: u64,
    /// and removed,
    pub disenrolled: u64,
    /// Times that a device signed in,
    pub sign_ins: u64,
    /// that a code of an app let somebody through,
    pub codes_taken: u64,
    /// or a recovery code did,
    pub recovery_codes: u64,
    /// that a code was asked for,
    pub codes_asked: u64,
    /// that one was refused,
    pub codes_refused: u64,
    /// and that none was taken for a while, after too many wrong ones,
    pub shut_out: u64,
    /// Times that somebody with a copy of a device tried to sign in.
    pub break_ins: u64,
    /// Devices that were asked for a code a month later.
    pub lapsed: u64,
    /// Times that a device began to have history brought by another,
    pub transfers: u64,
    /// pages that came,
    pub pages: u64,
    /// and messages in them.
    pub recalled: u64,
    /// Questions for a page that were refused.
    pub pages_refused: u64,
    /// Transfers that came to their end.
    pub transferred: u64,
    /// Rooms that were made,
    pub rooms: u64,
    /// times that somebody was invited into one,
    pub invited: u64,
    /// that a device came into one,
    pub joined: u64,
    /// or was out of one;
    pub left_rooms: u64,
    /// times that somebody was let go,
    pub let_go: u64,
    /// was given a role,
    pub roles: u64,
    /// or a room another name
    pub renamed: u64,
    /// or other keys.
    pub rotated: u64,
    /// Entries whose place was taken,
    pub losers: u64,
    /// and changes that were made again for it.
    pub made_again: u64,
    /// Messages in rooms,
    pub said_in_rooms: u64,
    /// what changed them,
    pub changed_in_rooms: u64,
    /// times that they were read,
    pub read_in_rooms: u64,
    /// receipts that were told there,
    pub told_in_rooms: u64,
    /// and that one could not be opened.
    pub refused_in_rooms: u64,
    /// States of rooms that were set back,
    pub set_back: u64,
    /// commits that were forgotten,
    pub forgotten: u64,
    /// entries that are none,
    pub garbage: u64,
    /// rooms that a device found lost,
    pub rooms_lost: u64,
    /// and was helped back into.
    pub rooms_repaired: u64,
    /// Lies that the directory told.
    pub lies: u64,
    /// Times that it began to show some devices another log of a room than the others.
    pub faces: u64,
    /// Times that somebody asked to be taken in whom nobody had invited.
    pub uninvited: u64,
    /// Times that a member said something in the name of another,
    pub forged_in_rooms: u64,
    /// and that one had told others as much as it may before keys are renewed.
    pub told_much: u64,
    /// Times that a device said that another log was told than before.
    pub forks: u64,
}

impl Counts {
    /// The sum of both.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (sum, (_, more)) in self.parts().into_iter().zip(other.named()) {
            *sum += more;
        }
        self
    }

    /// Each with its name.
    #[must_use]
    pub fn named(&self) -> Vec<(&'static str, u64)> {
        let mut copy = self.clone();
        let values: Vec<_> = copy.parts().into_iter().map(|part| *part).collect();
        NAMES.into_iter().zip(values).collect()
    }

    fn parts(&mut self) -> [&mut u64; NAMES.len()] {
        [
            &mut self.steps,
            &mut self.minutes,
            &mut self.messages,
            &mut self.read,
            &mut self.deliveries,
            &mut self.deposits,
            &mut self.receipts,
            &mut self.crashes,
            &mut self.partitions,
            &mut self.requests_lost,
            &mut self.answers_lost,
            &mut self.duplicates,
            &mut self.late,
            &mut self.clock_jumps,
            &mut self.full_disks,
            &mut self.moves,
            &mut self.lost_sessions,
            &mut self.refused,
            &mut self.whys,
            &mut self.replies,
            &mut self.timed,
            &mut self.timers,
            &mut self.edits,
            &mut self.deletions,
            &mut self.reactions,
            &mut self.forgeries,
            &mut self.typings,
            &mut self.linked,
            &mut self.stillborn,
            &mut self.revoked,
            &mut self.turned_away,
            &mut self.presences,
            &mut self.seen_there,
            &mut self.seen_offline,
            &mut self.accepted,
            &mut self.ignored,
            &mut self.blocked,
            &mut self.unblocked,
            &mut self.enrolled,
            &mut self.disenrolled,
            &mut self.sign_ins,
            &mut self.codes_taken,
            &mut self.recovery_codes,
            &mut self.codes_asked,
            &mut self.codes_refused,
            &mut self.shut_out,
            &mut self.break_ins,
            &mut self.lapsed,
            &mut self.transfers,
            &mut self.pages,
            &mut self.recalled,
            &mut self.pages_refused,
            &mut self.transferred,
            &mut self.rooms,
            &mut self.invited,
            &mut self.joined,
            &mut self.left_rooms,
            &mut self.let_go,
            &mut self.roles,
            &mut self.renamed,
            &mut self.rotated,
            &mut self.losers,
            &mut self.made_again,
            &mut self.said_in_rooms,
            &mut self.changed_in_rooms,
            &mut self.read_in_rooms,
            &mut self.told_in_rooms,
            &mut self.refused_in_rooms,
            &mut self.set_back,
            &mut self.forgotten,
            &mut self.garbage,
            &mut self.rooms_lost,
            &mut self.rooms_repaired,
            &mut self.lies,
            &mut self.faces,
            &mut self.forks,
            &mut self.uninvited,
            &mut self.forged_in_rooms,
            &mut self.told_much,
        ]
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: Vec<_> =
            self.named().into_iter().map(|(name, count)| format!("{name} {count}")).collect();
        f.write_str(&told.join(", "))
    }
}
