//! Mail at a directory: deposited, read, acknowledged and thrown away, and whoever is told of it.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Envelope, EnvelopeId, Sealed, Timestamp};
use causerie_memory::{MemoryDirectory, MemoryMailBell};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{
            AcknowledgeMail, AcknowledgeMailHandler, DepositEnvelopes, DepositEnvelopesHandler,
            ExpireMail, ExpireMailHandler,
        },
        queries::{ReadMail, ReadMailHandler},
    },
    ports::{
        Mail, MailItem, MailNumber, MailTerms, MailWatch, Mailboxes, NotAcknowledged, NotDeposited,
        Outgoing, Registry, Rung, Unavailable,
    },
};
use given::{at, device, enrolment, envelope_id};
use rstest::rstest;
use tokio::time::timeout;

struct Directory {
    bell: Arc<MemoryMailBell>,
    deposit: DepositEnvelopesHandler,
    read: ReadMailHandler,
    acknowledge: AcknowledgeMailHandler,
    expire: ExpireMailHandler,
}

/// A directory where Alice, Bob and Carol are on record.
async fn directory() -> Directory {
    let store = Arc::new(MemoryDirectory::default());
    for name in ["alice", "bob", "carol"] {
        store.register(&enrolment(name), at(1)).await.unwrap();
    }
    let bell = Arc::new(MemoryMailBell::default());
    let terms = MailTerms::default();
    Directory {
        deposit: DepositEnvelopesHandler { terms, mailboxes: store.clone(), bell: bell.clone() },
        read: ReadMailHandler { mailbox: store.clone() },
        acknowledge: AcknowledgeMailHandler { acknowledgements: store.clone() },
        expire: ExpireMailHandler { terms, mailboxes: store },
        bell,
    }
}

fn sent(n: u16, to: &str) -> Outgoing {
    let sealed = Sealed::try_from(vec![7; 10]).unwrap();
    let envelope = Envelope { id: envelope_id(n, to), recipient: device(to), sealed };
    Outgoing { envelope, trace: None }
}

impl Directory {
    async fn deposits(
        &self,
        from: &str,
        envelopes: Vec<Outgoing>,
        at: Timestamp,
    ) -> Result<(), NotDeposited> {
        self.deposit.handle(DepositEnvelopes { from: device(from), envelopes, at }).await
    }

    async fn mail_of(&self, name: &str, after: u64) -> Vec<MailItem> {
        let (of, after) = (device(name), MailNumber(after));
        self.read.handle(ReadMail { of, after, items: 100, bytes: 1_000_000 }).await.unwrap()
    }

    async fn acknowledges(&self, name: &str, up_to: u64) -> Result<(), NotAcknowledged> {
        let (of, up_to) = (device(name), MailNumber(up_to));
        self.acknowledge.handle(AcknowledgeMail { of, up_to }).await
    }
}

fn ids(items: &[MailItem]) -> Vec<EnvelopeId> {
    let id = |item: &MailItem| match &item.mail {
        Mail::Envelope { sent, .. } => sent.envelope.id,
        Mail::Expired { id, .. } => *id,
    };
    items.iter().map(id).collect()
}

#[tokio::test]
async fn what_is_deposited_is_read_by_its_recipient_with_who_deposited_it() {
    let directory = directory().await;
    let all = vec![sent(1, "bob"), sent(2, "carol"), sent(3, "bob")];

    directory.deposits("alice", all, at(9)).await.unwrap();

    let expected = |number: u64, n: u16| MailItem {
        number: MailNumber(number),
        mail: Mail::Envelope { from: device("alice"), sent: sent(n, "bob") },
    };
    assert_eq!(directory.mail_of("bob", 0).await, [expected(1, 1), expected(2, 3)]);
    assert_eq!(ids(&directory.mail_of("carol", 0).await), [envelope_id(2, "carol")]);
    assert_eq!(directory.mail_of("alice", 0).await, []);
    assert_eq!(directory.mail_of("bob", 1).await, [expected(2, 3)]);
}

#[tokio::test]
async fn t35_only_what_was_acknowledged_is_gone_and_only_for_whom_it_was() {
    let directory = directory().await;
    directory.deposits("alice", vec![sent(1, "bob"), sent(2, "bob")], at(9)).await.unwrap();
    directory.mail_of("bob", 0).await;

    directory.acknowledges("bob", 1).await.unwrap();
    directory.acknowledges("bob", 1).await.unwrap();
    let ahead = directory.acknowledges("bob", 3).await;
    let of_another = directory.acknowledges("carol", 1).await;

    assert!(matches!(ahead, Err(NotAcknowledged::Ahead)));
    assert!(matches!(of_another, Err(NotAcknowledged::Ahead)));
    assert_eq!(ids(&directory.mail_of("bob", 0).await), [envelope_id(2, "bob")]);
}

#[tokio::test]
async fn each_recipient_is_told_once_and_nobody_else() {
    let directory = directory().await;
    let watch = |name: &str| directory.bell.watch(&device(name));
    let (mut alice, mut bob, mut carol) = (watch("alice"), watch("bob"), watch("carol"));

    let all = vec![sent(1, "bob"), sent(2, "carol"), sent(3, "bob")];
    directory.deposits("alice", all, at(9)).await.unwrap();

    let mail = Rung { mail: true, ..Rung::default() };
    for told in [&mut bob, &mut carol] {
        assert_eq!(timeout(Duration::from_secs(5), told.next()).await.unwrap(), mail);
    }
    for told in [&mut alice, &mut bob] {
        assert!(timeout(Duration::from_millis(20), told.next()).await.is_err());
    }
}

#[tokio::test]
async fn what_is_refused_is_said_and_the_others_are_kept_and_told() {
    let directory = directory().await;
    let mut bob = directory.bell.watch(&device("bob"));

    let all = vec![sent(1, "nobody"), sent(2, "bob")];
    let refused = directory.deposits("alice", all, at(9)).await;

    let Err(NotDeposited::Refused(refused)) = refused else { unreachable!("one was refused") };
    assert_eq!(refused, [(envelope_id(1, "nobody"), Cause::UNKNOWN_DEVICE)]);
    assert_eq!(ids(&directory.mail_of("bob", 0).await), [envelope_id(2, "bob")]);
    timeout(Duration::from_secs(5), bob.next()).await.unwrap();
}

#[rstest]
#[case::a_moment_too_young(30 * 24 * 60 * 60 + 9, false)]
#[case::a_moment_too_old(30 * 24 * 60 * 60 + 10, true)]
#[tokio::test]
async fn what_lay_there_for_thirty_days_is_thrown_away_and_told(
    #[case] now: u64,
    #[case] thrown_away: bool,
) {
    let directory = directory().await;
    directory.deposits("alice", vec![sent(1, "bob")], at(9)).await.unwrap();

    directory.expire.handle(ExpireMail { at: at(now) }).await.unwrap();

    let left = directory.mail_of("bob", 0).await;
    assert_eq!(ids(&left), [envelope_id(1, "bob")]);
    assert_eq!(matches!(left[0].mail, Mail::Expired { .. }), thrown_away);
    assert_eq!(directory.mail_of("alice", 0).await.len(), usize::from(thrown_away));
}

#[tokio::test]
async fn before_there_have_been_thirty_days_nothing_is_thrown_away() {
    let directory = directory().await;
    directory.deposits("alice", vec![sent(1, "bob")], at(0)).await.unwrap();

    directory.expire.handle(ExpireMail { at: at(1) }).await.unwrap();

    assert!(matches!(directory.mail_of("bob", 0).await[0].mail, Mail::Envelope { .. }));
}

/// Cannot keep anything.
struct Full;

#[async_trait]
impl Mailboxes for Full {
    async fn deposit(
        &self,
        _: &DeviceAddress,
        _: Vec<Outgoing>,
        _: &MailTerms,
        _: Timestamp,
    ) -> Result<(), NotDeposited> {
        Err(Unavailable::new("the disk is full").into())
    }

    async fn expire(&self, _: Timestamp, _: Timestamp) -> Result<(), Unavailable> {
        Err(Unavailable::new("the disk is full"))
    }
}

#[tokio::test]
async fn if_the_store_fails_nobody_is_told_and_nothing_is_refused_for_good() {
    let mut directory = directory().await;
    directory.deposit.mailboxes = Arc::new(Full);
    let mut bob = directory.bell.watch(&device("bob"));

    let failed = directory.deposits("alice", vec![sent(1, "bob")], at(9)).await;

    assert!(matches!(failed, Err(NotDeposited::Unavailable(_))));
    assert!(timeout(Duration::from_millis(20), bob.next()).await.is_err());
}
