use std::ops::RangeInclusive;

use causerie_chat::{Cause, DeviceAddress, EnvelopeId};
use causerie_contracts::{
    ALICE, BOB, CAROL, DirectoryStore, Store, at, device, enrolment, letter, letter_id,
};
use causerie_usecases::ports::{
    Mail, MailItem, MailNumber, MailTerms, NotAcknowledged, NotDeposited, Outgoing, Registry, Room,
};

/// A directory that knows Alice, Bob and Carol.
pub(crate) struct Post {
    pub(crate) store: DirectoryStore,
    pub(crate) terms: MailTerms,
}

pub(crate) async fn post(store: Store) -> Post {
    post_with(store, MailTerms::default()).await
}

pub(crate) async fn post_with(store: Store, terms: MailTerms) -> Post {
    let post = Post { store: store.directory(10), terms };
    register(&*post.store.registry).await;
    post
}

pub(crate) async fn register(registry: &dyn Registry) {
    for (n, who) in [ALICE, BOB, CAROL].into_iter().enumerate() {
        let seed = u8::try_from(2 * n).unwrap();
        registry.register(&enrolment(who, seed + 1, seed + 2), at(0)).await.unwrap();
    }
}

pub(crate) fn alice() -> DeviceAddress {
    device("d1", ALICE)
}

pub(crate) fn bob() -> DeviceAddress {
    device("d1", BOB)
}

pub(crate) fn carol() -> DeviceAddress {
    device("d1", CAROL)
}

/// Nobody the directory knows.
pub(crate) fn stranger() -> DeviceAddress {
    device("d1", "dave@chat.example.org")
}

/// So many envelopes and bytes in each mailbox, and of each depositor.
pub(crate) fn terms(per_mailbox: (u64, u64), per_depositor: (u64, u64)) -> MailTerms {
    let room = |(envelopes, bytes)| Room { envelopes, bytes };
    MailTerms {
        per_mailbox: room(per_mailbox),
        per_depositor: room(per_depositor),
        ..MailTerms::default()
    }
}

/// As much as anybody could want.
pub(crate) const ANY: (u64, u64) = (1_000_000, 1 << 40);

impl Post {
    /// Deposits them, so many seconds into the story, and says which were refused.
    pub(crate) async fn deposit(
        &self,
        from: &DeviceAddress,
        letters: Vec<Outgoing>,
        second: u64,
    ) -> Vec<(EnvelopeId, Cause)> {
        match self.store.mailboxes.deposit(from, letters, &self.terms, at(second)).await {
            Err(NotDeposited::Refused(refused)) => refused,
            other => other.map(|()| Vec::new()).unwrap(),
        }
    }

    /// Deposits the envelopes with those numbers, of 10 bytes each, none of which is refused.
    pub(crate) async fn bring(
        &self,
        from: &DeviceAddress,
        to: &DeviceAddress,
        letters: RangeInclusive<u64>,
        second: u64,
    ) {
        let letters = letters.map(|n| letter(n, to, 10)).collect();
        assert_eq!(self.deposit(from, letters, second).await, []);
    }

    /// All that lies in the mailbox.
    pub(crate) async fn lying(&self, of: &DeviceAddress) -> Vec<MailItem> {
        self.behind(of, 0).await
    }

    pub(crate) async fn behind(&self, of: &DeviceAddress, after: u64) -> Vec<MailItem> {
        let after = MailNumber(after);
        self.store.mailbox.pending(of, after, usize::MAX, usize::MAX).await.unwrap()
    }

    /// The numbers of what lies in the mailbox.
    pub(crate) async fn numbers(&self, of: &DeviceAddress) -> Vec<u64> {
        self.lying(of).await.iter().map(|item| item.number.0).collect()
    }

    pub(crate) async fn acknowledge(
        &self,
        of: &DeviceAddress,
        up_to: u64,
    ) -> Result<(), NotAcknowledged> {
        self.store.acknowledgements.acknowledge(of, MailNumber(up_to)).await
    }

    pub(crate) async fn last(&self, of: &DeviceAddress) -> u64 {
        self.store.mailbox_end.last(of).await.unwrap().0
    }

    /// Throws away, at second `second`, what was deposited before second `before`.
    pub(crate) async fn expire(&self, before: u64, second: u64) {
        self.store.mailboxes.expire(at(before), at(second)).await.unwrap();
    }
}

/// Envelopes that were refused, all for one cause.
pub(crate) fn refused(
    letters: impl IntoIterator<Item = u64>,
    cause: &Cause,
) -> Vec<(EnvelopeId, Cause)> {
    letters.into_iter().map(|n| (letter_id(n), cause.clone())).collect()
}

/// Whether each of them is the notice of one that was thrown away.
pub(crate) fn are_notices(items: &[MailItem]) -> Vec<bool> {
    items.iter().map(|item| matches!(item.mail, Mail::Expired { .. })).collect()
}
