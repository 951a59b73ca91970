use std::{sync::Arc, time::Duration};

use causerie_chat::{Backoff, Cause, Credential, NetworkAddress, Timestamp};
use causerie_edge::{chain, challenge_id, handled, jitter, now, randomness};
use causerie_usecases::{
    QueryHandler,
    peer::{
        Peer,
        commands::{Announce, RefreshDevices, SignIn, SignInError},
        queries::WhoAmI,
    },
};
use tokio::{sync::watch, time::sleep};

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
}

/// Obtains a credential, renews it in time, and keeps the directory told that this device listens at what `address` says each time, or
/// why it cannot say. How it goes is told to `standing`.
pub async fn stay_signed_in<A>(
    peer: Arc<Peer>,
    address: impl Fn() -> A,
    standing: watch::Sender<Standing>,
) where
    A: Future<Output = Result<NetworkAddress, String>>,
{
    let mut failures = 0_u32;
    let mut refreshed = None;
    loop {
        let wait = match round(&peer, address(), &mut refreshed).await {
            Ok(()) => {
                failures = 0;
                standing.send_replace(Standing::Announced);
                ROUND
            }
            Err(reason) => {
                failures = failures.saturating_add(1);
                tracing::warn!("not announced at the directory: {reason}");
                standing.send_replace(Standing::Failing(reason));
                let wait = Backoff { failures }.wait(jitter().unwrap_or_default());
                Duration::from_millis(wait).min(LONGEST)
            }
        };
        sleep(wait).await;
    }
}

/// Signs in if it is time to, then announces. A renewal that fails does not keep a valid credential from being used. After each start and
/// sign-in, and each hour from then on, it takes up which devices its person has.
async fn round(
    peer: &Peer,
    address: impl Future<Output = Result<NetworkAddress, String>>,
    refreshed: &mut Option<Timestamp>,
) -> Result<(), String> {
    let me = peer.who_am_i.handle(WhoAmI).await.map_err(|failed| chain(&failed))?;
    let signed_in = match me.credential {
        Some(term) if now() < Credential::renewal(term) => Ok(()),
        _ => {
            *refreshed = None;
            sign_in(peer).await
        }
    };
    if refreshed.is_none_or(|since| now() >= since.plus(REFRESH)) && refresh(peer).await {
        *refreshed = Some(now());
    }
    let announced = match address.await {
        Ok(address) => announce(peer, address).await,
        Err(reason) => Err(reason),
    };
    signed_in.and(announced)
}

async fn announce(peer: &Peer, address: NetworkAddress) -> Result<(), String> {
    let announce = Announce { address, time_to_live: TIME_TO_LIVE };
    handled(&peer.announce, announce).await.map_err(|failed| chain(&failed))
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

async fn sign_in(peer: &Peer) -> Result<(), String> {
    let challenge = challenge_id().map_err(|failed| failed.to_string())?;
    let signed_in = handled(&peer.sign_in, SignIn { challenge, code: None }).await;
    signed_in.map_err(|failed| match &failed {
        SignInError::Refused(cause) if cause.as_str() == "TOTP_REQUIRED" => {
            format!("{failed}; start this peer again with a code of the second factor")
        }
        SignInError::Refused(cause) if *cause == Cause::DEVICE_REVOKED => format!(
            "{failed}: this device was taken away from its account; link it anew under another id and in another folder (causerie join)"
        ),
        _ => chain(&failed),
    })
}
