use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{AcknowledgeMail, DepositEnvelopes},
        queries::ReadMail,
    },
    ports::{
        Acknowledgements, Deposits, MailItem, MailNumber, Mailbox, NotAcknowledged, NotDeposited,
        Outgoing, Unavailable, Undelivered,
    },
};

use super::Line;
use crate::{
    answer::Lost,
    machine::{device, machine},
    task::DIRECTORY,
};

#[async_trait]
impl Deposits for Line {
    async fn deposit(&self, batch: &[Outgoing]) -> Result<(), Undelivered> {
        self.world.count(|counts| counts.deposits += 1);
        let to = batch.first().and_then(|first| machine(&first.envelope.recipient));
        if let Some(to) = to {
            self.world.attempts(self.from, to);
            self.world.sends(self.from, &device(to));
        }
        let (from, batch) = (self.me(), batch.to_vec());
        let answer = self.ask("deposit", move |directory, world| {
            let (from, envelopes, at) = (from.clone(), batch.clone(), world.clock(DIRECTORY));
            async move {
                let command = DepositEnvelopes { from, envelopes, at };
                directory.deposit_envelopes.handle(command).await
            }
        });
        match answer.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(NotDeposited::Refused(refused))) => Err(Undelivered::Refused(refused)),
            Ok(Err(NotDeposited::Unavailable(source))) => Err(Undelivered::NotNow {
                cause: Cause::DIRECTORY_UNAVAILABLE,
                source: source.into(),
            }),
            Err(Lost) => Err(Undelivered::NotNow {
                cause: Cause::DIRECTORY_UNREACHABLE,
                source: "no answer".into(),
            }),
        }
    }
}

#[async_trait]
impl Mailbox for Line {
    async fn pending(
        &self,
        of: &DeviceAddress,
        after: MailNumber,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<MailItem>, Unavailable> {
        let of = of.clone();
        let answer = self.ask("read mail", move |directory, _| {
            let query = ReadMail { of: of.clone(), after, items, bytes };
            async move { directory.read_mail.handle(query).await }
        });
        answer.await?
    }
}

#[async_trait]
impl Acknowledgements for Line {
    async fn acknowledge(
        &self,
        of: &DeviceAddress,
        up_to: MailNumber,
    ) -> Result<(), NotAcknowledged> {
        let of = of.clone();
        let answer = self.ask("acknowledge", move |directory, _| {
            let command = AcknowledgeMail { of: of.clone(), up_to };
            async move { directory.acknowledge_mail.handle(command).await }
        });
        answer.await.map_err(|Lost| NotAcknowledged::Unavailable(Lost.into()))?
    }
}
