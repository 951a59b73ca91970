use std::{error::Error, fmt, sync::Arc, thread, time::Duration};

use causerie_chat::{Cause, SecondFactorCode};
use causerie_edge::{challenge_id, handled, now};
use causerie_usecases::{
    QueryHandler,
    peer::{
        Peer,
        commands::{SignIn, SignInError},
        queries::WhoAmI,
    },
};
use tokio::{sync::oneshot, time::timeout};

/// Where a code of the second factor comes from, when the directory asks for one.
#[derive(Clone, Default)]
pub struct Codes {
    /// What is shown first.
    pub given: Option<SecondFactorCode>,
    /// Whom to ask after the directory refused by that cause, if there is anybody: nothing gives up. It may wait for a person; it is called
    /// on a thread of its own.
    pub ask: Option<Arc<Ask>>,
}

/// Asks for a code.
pub type Ask = dyn Fn(&Cause) -> Option<SecondFactorCode> + Send + Sync;

/// How long one attempt may take before the peer comes up without it, and tries again by itself.
const PATIENCE: Duration = Duration::from_secs(5);
/// The same where a code was given, which would be lost.
const PATIENCE_WITH_CODE: Duration = Duration::from_secs(20);

/// Signs in where the peer has no valid credential, with a code if the directory asks for one. Whatever else stands in the way is left to
/// those who keep the peer signed in.
pub(crate) async fn first_sign_in(peer: &Peer, codes: Codes) -> Result<(), Box<dyn Error>> {
    let me = peer.who_am_i.handle(WhoAmI).await?;
    if me.credential.is_some_and(|term| now() < term.until) {
        return Ok(());
    }
    let mut code = codes.given;
    loop {
        let patience = if code.is_some() { PATIENCE_WITH_CODE } else { PATIENCE };
        let command = SignIn { challenge: challenge_id()?, code: code.take() };
        let Ok(outcome) = timeout(patience, handled(&peer.sign_in, command)).await else {
            return Ok(());
        };
        let cause = match outcome {
            Err(SignInError::Refused(cause)) if cause.as_str().starts_with("TOTP_") => cause,
            _ => return Ok(()),
        };
        code = asked(codes.ask.clone(), cause.clone()).await;
        if code.is_none() {
            return Err(CodeRequired(cause).into());
        }
    }
}

async fn asked(ask: Option<Arc<Ask>>, cause: Cause) -> Option<SecondFactorCode> {
    let (tell, told) = oneshot::channel();
    // Not one of the runtime's threads: it would wait for the person even when the peer is told to stop.
    thread::spawn(move || {
        // Where nobody waits any more, there is nobody to tell.
        let _ = tell.send(ask.and_then(|ask| ask(&cause)));
    });
    told.await.ok().flatten()
}

/// The directory asks for a code of the second factor, or refused the one it was given, by this cause; and nobody has another.
#[derive(Debug)]
pub struct CodeRequired(pub Cause);

impl fmt::Display for CodeRequired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0.as_str() {
            "TOTP_REQUIRED" => {
                "the account has a second factor, and the directory asks for a code of it"
            }
            "TOTP_WRONG" => "the code is not one of this account at this time, or was used before",
            _ => "too many codes were wrong: for a while none is taken, not even a right one",
        })
    }
}

impl Error for CodeRequired {}
