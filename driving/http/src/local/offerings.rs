use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use causerie_chat::MessageId;
use causerie_usecases::peer::files::Tally;
use causerie_wire as wire;
use tokio::{sync::watch, time::timeout};
use tracing::Instrument;

use crate::refusal::{ID_IN_USE, QUOTA_EXCEEDED, Refusal, UNAVAILABLE};

/// The files that are read just now, to be offered. A large one takes longer than a request may, so it goes on by itself, and whoever asks again hears how far it is.
#[derive(Default)]
pub(super) struct Offerings(Mutex<HashMap<MessageId, UnderWay>>);

#[derive(Clone)]
struct UnderWay {
    wanted: wire::OfferFile,
    tally: Tally,
    outcome: watch::Receiver<Option<Outcome>>,
}

type Outcome = Result<(), Refusal>;

impl Offerings {
    /// How many are read at once.
    const MOST: usize = 4;
    /// How long to wait before saying how far it is.
    const PATIENCE: Duration = Duration::from_millis(500);

    /// Begins it by what `begin` makes, unless it was begun; waits a little, and says how far it is.
    pub(super) async fn go_on<F>(
        &self,
        id: MessageId,
        wanted: wire::OfferFile,
        begin: impl FnOnce(wire::OfferFile, Tally) -> F,
    ) -> Result<wire::Offering, Refusal>
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        let UnderWay { tally, mut outcome, .. } = self.under_way(id, wanted, begin)?;
        let over = timeout(Self::PATIENCE, outcome.wait_for(Option::is_some)).await;
        let far = |done| wire::Offering { read: tally.read(), size: tally.size(), done };
        let Ok(over) = over else { return Ok(far(false)) };
        // Whoever asks once more begins it anew, which changes nothing.
        self.lock().remove(&id);
        match over.as_deref() {
            Ok(Some(outcome)) => outcome.clone().map(|()| far(true)),
            _ => Err(UNAVAILABLE),
        }
    }

    fn under_way<F>(
        &self,
        id: MessageId,
        wanted: wire::OfferFile,
        begin: impl FnOnce(wire::OfferFile, Tally) -> F,
    ) -> Result<UnderWay, Refusal>
    where
        F: Future<Output = Outcome> + Send + 'static,
    {
        let mut all = self.lock();
        if let Some(begun) = all.get(&id) {
            return if begun.wanted == wanted { Ok(begun.clone()) } else { Err(ID_IN_USE) };
        }
        // Nobody asked how those ended.
        all.retain(|_, it| it.outcome.borrow().is_none());
        if all.len() >= Self::MOST {
            return Err(QUOTA_EXCEEDED.because("four files are being read already").until(1));
        }
        let (tell, outcome) = watch::channel(None);
        let tally = Tally::default();
        let work = begin(wanted.clone(), tally.clone());
        tokio::spawn(async move { drop(tell.send(Some(work.await))) }.in_current_span());
        let begun = UnderWay { wanted, tally, outcome };
        all.insert(id, begun.clone());
        Ok(begun)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<MessageId, UnderWay>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
