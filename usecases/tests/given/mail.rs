//! The mailboxes of the stories' directory, which can be out of reach, and remember all that was left there.

use std::{
    mem,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Envelope};
use causerie_memory::MemoryMailBell;
use causerie_usecases::{
    CommandHandler,
    directory::commands::{
        AcknowledgeMail, AcknowledgeMailHandler, DepositEnvelopes, DepositEnvelopesHandler,
        ExpireMail, ExpireMailHandler,
    },
    ports::{
        Deposits, MailItem, MailNumber, MailTerms, Mailbox, NotAcknowledged, NotDeposited,
        Outgoing, Room, Undelivered,
    },
};
use tokio::sync::Notify;

use super::{clock::Clock, device, directory::Directory};

/// What becomes of what is brought to the mailboxes.
#[derive(Clone, Copy, Default)]
pub(crate) enum Counter {
    /// Nothing gets there, while the directory does all else.
    #[default]
    Shut,
    /// It is put into them.
    Open,
    /// It is put into them, and the answer is lost.
    AnswersLost,
    /// It is put into them, and the answer comes once the gate is opened.
    Slow,
    /// It is put into them changed.
    Bent(fn(&mut Envelope)),
}

/// An envelope that was brought.
#[derive(Clone)]
pub(crate) struct Brought {
    pub(crate) from: DeviceAddress,
    pub(crate) envelope: Envelope,
}

pub(crate) struct Mailroom {
    directory: Arc<Directory>,
    clock: Arc<Clock>,
    pub(crate) bell: Arc<MemoryMailBell>,
    /// What answers of a slow counter wait for.
    pub(crate) gate: Notify,
    counter: Mutex<Counter>,
    terms: Mutex<MailTerms>,
    brought: Mutex<Vec<Brought>>,
}

impl Mailroom {
    pub(crate) fn new(directory: Arc<Directory>, clock: Arc<Clock>) -> Self {
        Self {
            directory,
            clock,
            bell: Arc::default(),
            gate: Notify::new(),
            counter: Mutex::default(),
            terms: Mutex::default(),
            brought: Mutex::default(),
        }
    }

    pub(crate) fn is(&self, counter: Counter) {
        *self.counter.lock().unwrap() = counter;
    }

    /// So many envelopes in each mailbox, and of each depositor, from now on.
    pub(crate) fn has_room_for(&self, per_mailbox: u64, per_depositor: u64) {
        let room = |envelopes| Room { envelopes, bytes: 1 << 20 };
        let (per_mailbox, per_depositor) = (room(per_mailbox), room(per_depositor));
        let terms = MailTerms { per_mailbox, per_depositor, ..MailTerms::default() };
        *self.terms.lock().unwrap() = terms;
    }

    /// All that was brought, and forgets it.
    pub(crate) fn drain(&self) -> Vec<Brought> {
        mem::take(&mut self.brought.lock().unwrap())
    }

    /// How many envelopes were brought since it was drained.
    pub(crate) fn count(&self) -> usize {
        self.brought.lock().unwrap().len()
    }

    /// Puts into a mailbox what `from` brings.
    pub(crate) async fn takes(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Outgoing>,
    ) -> Result<(), NotDeposited> {
        let terms = *self.terms.lock().unwrap();
        let (mailboxes, bell) = (self.directory.inner.clone(), self.bell.clone());
        let (from, at) = (from.clone(), self.clock.now());
        let handler = DepositEnvelopesHandler { terms, mailboxes, bell };
        handler.handle(DepositEnvelopes { from, envelopes, at }).await
    }

    /// What lies in somebody's mailbox.
    pub(crate) async fn lying_for(&self, name: &str) -> Vec<MailItem> {
        self.lying_behind(name, MailNumber::default()).await
    }

    pub(crate) async fn lying_behind(&self, name: &str, after: MailNumber) -> Vec<MailItem> {
        self.directory.inner.pending(&device(name), after, 1_000, usize::MAX).await.unwrap()
    }

    pub(crate) async fn acknowledges(
        &self,
        name: &str,
        up_to: MailNumber,
    ) -> Result<(), NotAcknowledged> {
        let handler = AcknowledgeMailHandler { acknowledgements: self.directory.inner.clone() };
        handler.handle(AcknowledgeMail { of: device(name), up_to }).await
    }

    /// Throws away what has lain too long.
    pub(crate) async fn expires(&self) {
        let (terms, mailboxes) = (*self.terms.lock().unwrap(), self.directory.inner.clone());
        let handler = ExpireMailHandler { terms, mailboxes };
        handler.handle(ExpireMail { at: self.clock.now() }).await.unwrap();
    }
}

/// Where one device leaves envelopes: whose they are is fixed, as by a credential.
pub(crate) struct Slot {
    pub(crate) from: DeviceAddress,
    pub(crate) mail: Arc<Mailroom>,
}

#[async_trait]
impl Deposits for Slot {
    async fn deposit(&self, batch: &[Outgoing]) -> Result<(), Undelivered> {
        let counter = *self.mail.counter.lock().unwrap();
        self.mail.directory.answers().map_err(|_| lost())?;
        let mut batch = batch.to_vec();
        match counter {
            Counter::Shut => return Err(lost()),
            Counter::Bent(bend) => batch.iter_mut().for_each(|sent| bend(&mut sent.envelope)),
            Counter::Open | Counter::AnswersLost | Counter::Slow => {}
        }
        let brought = batch
            .iter()
            .map(|it| Brought { from: self.from.clone(), envelope: it.envelope.clone() });
        self.mail.brought.lock().unwrap().extend(brought);
        let answer = self.mail.takes(&self.from, batch).await;
        match counter {
            Counter::AnswersLost => return Err(lost()),
            Counter::Slow => self.mail.gate.notified().await,
            Counter::Shut | Counter::Open | Counter::Bent(_) => {}
        }
        answer.map_err(|refused| match refused {
            NotDeposited::Refused(refused) => Undelivered::Refused(refused),
            NotDeposited::Unavailable(_) => lost(),
        })
    }
}

fn lost() -> Undelivered {
    let source = "the mailboxes are out of reach".into();
    Undelivered::NotNow { cause: Cause::DIRECTORY_UNREACHABLE, source }
}
