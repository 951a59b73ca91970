//! What lies between the peers of a story: it can fail, and it remembers all that crossed it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Envelope, NetworkAddress};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        Peer,
        commands::{ReceiveEnvelopes, ReceiveEnvelopesError, TakeQuestion, TakeQuestionError},
        queries::ReadPage,
    },
    ports::{Deliveries, HistoryDesk, Outgoing, Undelivered},
};

use super::{clock::Clock, files::FileWire};

/// What the wire does with what it is given.
#[derive(Clone, Copy, Default)]
pub(crate) enum Weather {
    /// Brings it, and the answer back.
    #[default]
    Clear,
    /// Nothing gets through.
    Cut,
    /// Nobody is at that address.
    NobodyAt(&'static str),
    /// Brings it, and loses the answer.
    AnswersLost,
    /// Changes it on the way.
    Bent(fn(&mut Envelope)),
    /// Brings it, and answers with the first page of history that ever crossed it.
    EarlierPage,
}

/// An envelope that was given to the wire.
#[derive(Clone)]
pub(crate) struct Crossed {
    pub(crate) from: DeviceAddress,
    pub(crate) to: DeviceAddress,
    pub(crate) at: NetworkAddress,
    pub(crate) envelope: Envelope,
}

#[derive(Default)]
pub(crate) struct Wire {
    pub(crate) weather: Mutex<Weather>,
    pub(super) peers: Mutex<HashMap<DeviceAddress, Arc<Peer>>>,
    /// What is asked of files, and what becomes of it.
    pub(crate) files: FileWire,
    crossed: Mutex<Vec<Crossed>>,
    /// Pages of history that went back.
    pages: Mutex<Vec<Vec<u8>>>,
}

impl Wire {
    pub(crate) fn is(&self, weather: Weather) {
        *self.weather.lock().unwrap() = weather;
    }

    /// Ends at `peer` from now on, where it ends at the device's name.
    pub(crate) fn leads_to(&self, device: DeviceAddress, peer: Arc<Peer>) {
        self.peers.lock().unwrap().insert(device, peer);
    }

    /// All that was given to it, and forgets it.
    pub(crate) fn drain(&self) -> Vec<Crossed> {
        std::mem::take(&mut self.crossed.lock().unwrap())
    }

    /// How many envelopes were given to it since it was drained.
    pub(crate) fn count(&self) -> usize {
        self.crossed.lock().unwrap().len()
    }
}

/// One device's end of the wire.
pub(crate) struct Line {
    pub(crate) from: DeviceAddress,
    pub(crate) wire: Arc<Wire>,
    pub(crate) clock: Arc<Clock>,
}

#[async_trait]
impl Deliveries for Line {
    async fn deliver(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        batch: &[Outgoing],
    ) -> Result<(), Undelivered> {
        let mut envelopes: Vec<_> = batch.iter().map(|sent| sent.envelope.clone()).collect();
        let crossed = envelopes.iter().cloned().map(|envelope| Crossed {
            from: self.from.clone(),
            to: to.clone(),
            at: at.clone(),
            envelope,
        });
        self.wire.crossed.lock().unwrap().extend(crossed);
        let weather = *self.wire.weather.lock().unwrap();
        match weather {
            Weather::Cut => return Err(lost()),
            Weather::NobodyAt(there) if at.to_string() == there => return Err(lost()),
            Weather::Bent(bend) => envelopes.iter_mut().for_each(bend),
            Weather::Clear | Weather::NobodyAt(_) | Weather::AnswersLost | Weather::EarlierPage => {
            }
        }
        let other = self.wire.peers.lock().unwrap().get(to).cloned().ok_or_else(lost)?;
        let sender = self.from.clone();
        let lets_in = other.door.answers(&sender.person).await.unwrap()
            || other.fellows.has(&sender).await.unwrap();
        if !lets_in {
            return Err(lost());
        }
        let command = ReceiveEnvelopes {
            sender,
            envelopes,
            at: self.clock.now(),
            randomness: self.clock.following(),
        };
        let answer = other.receive_envelopes.handle(command).await;
        if let Weather::AnswersLost = weather {
            return Err(lost());
        }
        answer.map_err(|refused| match refused {
            ReceiveEnvelopesError::NotAccepted => lost(),
            ReceiveEnvelopesError::Refused(refused) => Undelivered::Refused(refused),
            ReceiveEnvelopesError::Unavailable(source) => {
                Undelivered::NotNow { cause: Cause::PEER_UNAVAILABLE, source: source.into() }
            }
        })
    }

    fn capacity(&self) -> (usize, usize) {
        (10, 100_000)
    }
}

#[async_trait]
impl HistoryDesk for Line {
    async fn ask(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        envelope: &Envelope,
    ) -> Result<Vec<u8>, Undelivered> {
        let (from, envelope) = (self.from.clone(), envelope.clone());
        let crossed = Crossed { from, to: to.clone(), at: at.clone(), envelope: envelope.clone() };
        self.wire.crossed.lock().unwrap().push(crossed);
        let weather = *self.wire.weather.lock().unwrap();
        match weather {
            Weather::Cut => return Err(lost()),
            Weather::NobodyAt(there) if at.to_string() == there => return Err(lost()),
            _ => {}
        }
        let other = self.wire.peers.lock().unwrap().get(to).cloned().ok_or_else(lost)?;
        let (sender, id, at) = (self.from.clone(), envelope.id, self.clock.now());
        let read = ReadPage { by: sender.clone(), asked_in: id, at };
        let given = other.take_question.handle(TakeQuestion { sender, envelope, at }).await;
        if let Weather::AnswersLost = weather {
            return Err(lost());
        }
        given.map_err(|refused| match refused {
            TakeQuestionError::Refused(cause) => Undelivered::Refused(vec![(id, cause)]),
            TakeQuestionError::Unavailable(source) => {
                Undelivered::NotNow { cause: Cause::PEER_UNAVAILABLE, source: source.into() }
            }
        })?;
        let page = other.read_page.handle(read).await.unwrap().unwrap();
        let mut pages = self.wire.pages.lock().unwrap();
        pages.push(page.clone());
        Ok(if let Weather::EarlierPage = weather { pages[0].clone() } else { page })
    }
}

fn lost() -> Undelivered {
    Undelivered::NotNow { cause: Cause::UNREACHABLE, source: "the wire is cut".into() }
}
