use std::{sync::Arc, time::Duration};

use causerie_chat::{Backoff, Cause, Credential, NetworkAddress};
use causerie_edge::{chain, challenge_id, handled, jitter, now};
use causerie_usecases::{
    QueryHandler,
    peer::{
        Peer,
        commands::{Announce, LearnDevices, SignIn, SignInError},
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
    let mut learned = false;
    loop {
        let wait = match round(&peer, address(), &mut learned).await {
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

/// Signs in if it is time to, then announces. A renewal that fails does not keep a valid credential from being used. Once after each start and
/// sign-in it learns which devices its person has.
async fn round(
    peer: &Peer,
    address: impl Future<Output = Result<NetworkAddress, String>>,
    learned: &mut bool,
) -> Result<(), String> {
    let me = peer.who_am_i.handle(WhoAmI).await.map_err(|failed| chain(&failed))?;
    let signed_in = match me.credential {
        Some(term) if now() < Credential::renewal(term) => Ok(()),
        _ => {
            *learned = false;
            sign_in(peer).await
        }
    };
    *learned = *learned || learn_devices(peer).await;
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
async fn learn_devices(peer: &Peer) -> bool {
    let learned = handled(&peer.learn_devices, LearnDevices).await;
    if let Err(failed) = &learned {
        tracing::warn!("the person's other devices are not known for sure: {}", chain(failed));
    }
    learned.is_ok()
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
