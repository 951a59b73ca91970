use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Envelope, NetworkAddress};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{TakeQuestion, TakeQuestionError},
        queries::ReadPage,
    },
    ports::{HistoryDesk, Undelivered},
};

use super::Line;
use crate::{
    lock::lock,
    machine::{listens_at, machine, name},
    network::Served,
};

#[async_trait]
impl HistoryDesk for Line {
    async fn ask(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        envelope: &Envelope,
    ) -> Result<Vec<u8>, Undelivered> {
        let Some(target) = machine(to) else { return Err(not_now(Cause::UNREACHABLE)) };
        let (world, from, at) = (self.world.clone(), self.from, at.clone());
        let (sender, envelope, id) = (self.me(), envelope.clone(), envelope.id);
        lock(&world.ledger).questions.insert(id);
        let serve = move || -> Served<Result<Option<Vec<u8>>, TakeQuestionError>> {
            let (world, at) = (world.clone(), at.clone());
            let (sender, envelope) = (sender.clone(), envelope.clone());
            Box::pin(async move {
                // Where it listens no more, nobody answers.
                let moves = world.machine(target, |it| it.moves);
                let station = world.station(target).filter(|_| at == listens_at(target, moves))?;
                let at = world.clock(target);
                let is_gone = world.has_heard(target, from);
                let read = ReadPage { by: sender.clone(), asked_in: envelope.id, at };
                let command = TakeQuestion { sender, envelope, at };
                if let Err(refused) = station.peer.take_question.handle(command).await {
                    world.count(|counts| counts.pages_refused += 1);
                    return Some(Err(refused));
                }
                let page = station.peer.read_page.handle(read).await.ok()?;
                if is_gone && page.is_some() {
                    let (target, from) = (name(target), name(from));
                    world.fail(format!("{target} gives history to {from}, which was revoked"));
                }
                Some(Ok(page))
            })
        };
        match self.world.request(self.from, target, "ask for history", serve).await {
            Ok(Ok(Some(page))) => Ok(page),
            Ok(Ok(None) | Err(TakeQuestionError::Unavailable(_))) => {
                Err(not_now(Cause::PEER_UNAVAILABLE))
            }
            Ok(Err(TakeQuestionError::Refused(cause))) => {
                Err(Undelivered::Refused(vec![(id, cause)]))
            }
            Err(_) => Err(not_now(Cause::UNREACHABLE)),
        }
    }
}

fn not_now(cause: Cause) -> Undelivered {
    Undelivered::NotNow { cause, source: "no answer".into() }
}
