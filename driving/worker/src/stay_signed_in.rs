use std::{future::pending, sync::Arc, time::Duration};

use causerie_chat::{Backoff, Cause, Credential, NetworkAddress, Timestamp};
use causerie_edge::{chain, challenge_id, handled, jitter, now, randomness};
use causerie_usecases::{
    QueryHandler,
    peer::{
        Peer,
        commands::{Announce, RefreshDevices, SignIn, SignInError},
        queries::WhoAmI,
    },
    ports::{Event, Events, NotAnnounced},
};
use tokio::{
    select,
    sync::{Notify, watch},
    time::{sleep, timeout},
};

/// For how long the directory is asked to believe an address, in milliseconds.
const TIME_TO_LIVE: u64 = 10 * 60_000;
/// How often it is told again.
const ROUND: Duration = Duration::from_mins(3);
/// How long to wait at most after a failure, so that a peer is back soon after its directory.
const LONGEST: Duration = Duration::from_secs(30);
/// How often the directory is asked which devices this person has, in milliseconds: who is one of several hears of changes by message at once,
/// and this way in any case.
const REFRESH: u64 = 60 * 60_000;

/// How a peer stands with its directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was tried yet.
    Starting,
    /// It is signed in, and others can find it.
    Announced,
    /// It could not sign in or announce itself, for this reason; it goes on trying.
    Failing(String),
    /// The device was taken away from its person, for good: nothing more is tried.
    Revoked,
}

impl Standing {
    /// What is said once to whoever runs a device that was revoked.
    pub const REVOKED: &str = "this device was revoked (DEVICE_REVOKED): it was taken away from its account, and the directory is not asked \
        any more. What is kept here can still be read. To use this machine again, link it under another id and in another folder: \
        causerie link on your first device, and here causerie join";
}

/// Does `work` until the device was revoked, and nothing from then on.
pub async fn unless_revoked(
    mut standing: watch::Receiver<Standing>,
    work: impl Future<Output = ()>,
) {
    select! {
        () = work => {}
        true = is_revoked(&mut standing) => pending().await,
    }
}

/// Waits until the device was revoked; false where that will not be told any more.
pub(crate) async fn is_revoked(standing: &mut watch::Receiver<Standing>) -> bool {
    standing.wait_for(|standing| *standing == Standing::Revoked).await.is_ok()
}

/// Obtains a credential, renews it in time, and keeps the directory told that this device listens at what `address` says each time, or
/// why it cannot say. How it goes is told to `standing`, and that the device was revoked to `events` too: then nothing more is tried.
/// It is looked at once, beside its time, when `lost` rings.
pub async fn stay_signed_in<A>(
    peer: Arc<Peer>,
    address: impl Fn() -> A,
    standing: watch::Sender<Standing>,
    events: Arc<dyn Events>,
    lost: Arc<Notify>,
) where
    A: Future<Output = Result<NetworkAddress, String>>,
{
    let mut failures = 0_u32;
    let mut refreshed = None;
    loop {
        match round(&peer, address(), &mut refreshed).await {
            Ok(()) => {
                failures = 0;
                standing.send_replace(Standing::Announced);
                drop(timeout(ROUND, lost.notified()).await);
            }
            Err(Held::Revoked) => {
                tracing::error!("{}", Standing::REVOKED);
                events.tell(Event::Revoked);
                standing.send_replace(Standing::Revoked);
                return pending().await;
            }
            Err(Held::Up(reason)) => {
                failures = failures.saturating_add(1);
                tracing::warn!("not announced at the directory: {reason}");
                standing.send_replace(Standing::Failing(reason));
                let wait = Backoff { failures }.wait(jitter().unwrap_or_default());
                sleep(Duration::from_millis(wait).min(LONGEST)).await;
            }
        }
    }
}

/// Why a round did not end well.
enum Held {
    /// For this reason; another time it may.
    Up(String),
    /// There is no other time.
    Revoked,
}

/// Signs in if it is time to, then announces. A renewal that fails does not keep a valid credential from being used. After each start and
/// sign-in, and each hour from then on, it takes up which devices its person has.
async fn round(
    peer: &Peer,
    address: impl Future<Output = Result<NetworkAddress, String>>,
    refreshed: &mut Option<Timestamp>,
) -> Result<(), Held> {
    let me = peer.who_am_i.handle(WhoAmI).await.map_err(|failed| Held::Up(chain(&failed)))?;
    let signed_in = match me.credential {
        Some(term) if now() < Credential::renewal(term) => Ok(()),
        _ => {
            *refreshed = None;
            sign_in(peer).await
        }
    };
    if matches!(signed_in, Err(Held::Revoked)) {
        return signed_in;
    }
    let announced = match address.await {
        Ok(address) => announce(peer, address).await,
        Err(reason) => Err(Held::Up(reason)),
    };
    if matches!(announced, Err(Held::Revoked)) {
        return announced;
    }
    if refreshed.is_none_or(|since| now() >= since.plus(REFRESH)) && refresh(peer).await {
        *refreshed = Some(now());
    }
    signed_in.and(announced)
}

async fn announce(peer: &Peer, address: NetworkAddress) -> Result<(), Held> {
    let announce = Announce { address, time_to_live: TIME_TO_LIVE };
    handled(&peer.announce, announce).await.map_err(|failed| match failed {
        NotAnnounced::Revoked => Held::Revoked,
        NotAnnounced::Unavailable(failed) => Held::Up(chain(&failed)),
    })
}

/// Whether that could be learned. What was learned before is good until then.
async fn refresh(peer: &Peer) -> bool {
    let Ok(randomness) = randomness() else { return false };
    let refreshed = handled(&peer.change_devices, RefreshDevices { at: now(), randomness }).await;
    if let Err(failed) = &refreshed {
        tracing::warn!("the person's other devices are not known for sure: {}", chain(failed));
    }
    refreshed.is_ok()
}

async fn sign_in(peer: &Peer) -> Result<(), Held> {
    let challenge = challenge_id().map_err(|failed| Held::Up(failed.to_string()))?;
    let signed_in = handled(&peer.sign_in, SignIn { challenge, code: None }).await;
    signed_in.map_err(|failed| match &failed {
        SignInError::Refused(cause) if *cause == Cause::DEVICE_REVOKED => Held::Revoked,
        SignInError::Refused(cause) if cause.as_str() == "TOTP_REQUIRED" => {
            Held::Up(format!("{failed}; give it a code of the second factor: causerie 2fa code"))
        }
        _ => Held::Up(chain(&failed)),
    })
}
