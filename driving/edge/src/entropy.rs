use std::{error::Error, fmt};

use causerie_chat::{
    ChallengeId, ClaimId, HistoryKey, LinkCode, MessageId, Nonce, RecoveryCode, RecoveryCodes,
    RoomId, TotpSecret,
};
use causerie_session::Randomness;
use uuid::{Builder, Uuid};
use zeroize::Zeroizing;

use crate::now;

/// A new message id: a `UUIDv7` with 74 random bits.
pub fn message_id() -> Result<MessageId, NoEntropy> {
    let id: Uuid = Builder::from_unix_timestamp_millis(now().millis(), &random()?).into_uuid();
    MessageId::try_from(id).map_err(|_| NoEntropy)
}

/// A new claim id: a `UUIDv7` with 74 random bits.
pub fn claim_id() -> Result<ClaimId, NoEntropy> {
    let id: Uuid = Builder::from_unix_timestamp_millis(now().millis(), &random()?).into_uuid();
    ClaimId::try_from(id).map_err(|_| NoEntropy)
}

/// A new room's id: 128 random bits.
pub fn room_id() -> Result<RoomId, NoEntropy> {
    random::<16>().map(RoomId::from)
}

/// A new challenge id: 256 random bits.
pub fn challenge_id() -> Result<ChallengeId, NoEntropy> {
    random().map(<[u8; 32]>::into)
}

/// A new nonce: 256 random bits.
pub fn nonce() -> Result<Nonce, NoEntropy> {
    random().map(<[u8; 32]>::into)
}

/// What a step of the end-to-end encryption draws from: 256 random bits.
pub fn randomness() -> Result<Randomness, NoEntropy> {
    random().map(Randomness::new)
}

/// A new secret for an authenticator app: 160 random bits.
pub fn totp_secret() -> Result<TotpSecret, NoEntropy> {
    random().map(TotpSecret::from_random)
}

/// New recovery codes: 80 random bits each.
pub fn recovery_codes() -> Result<RecoveryCodes, NoEntropy> {
    let random = Zeroizing::new(random::<{ 10 * RecoveryCodes::COUNT }>()?);
    Ok(RecoveryCodes::from(std::array::from_fn(|n| {
        let mut bytes = Zeroizing::new([0; 10]);
        bytes.copy_from_slice(&random[10 * n..10 * (n + 1)]);
        RecoveryCode::from_random(*bytes)
    })))
}

/// A new code for linking a device: 100 random bits.
pub fn link_code() -> Result<LinkCode, NoEntropy> {
    Ok(LinkCode::from_random(&Zeroizing::new(random()?)))
}

/// A key for one page of history: 256 random bits.
pub fn history_key() -> Result<HistoryKey, NoEntropy> {
    random().map(HistoryKey::from_random)
}

/// A random number to spread retries with.
pub fn jitter() -> Result<u32, NoEntropy> {
    random().map(u32::from_ne_bytes)
}

/// The one way to randomness: the operating system's (T52).
#[allow(clippy::disallowed_methods, reason = "randomness enters the system here")]
fn random<const N: usize>() -> Result<[u8; N], NoEntropy> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoEntropy)?;
    Ok(bytes)
}

/// The operating system gives no random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoEntropy;

impl fmt::Display for NoEntropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the operating system gives no random numbers")
    }
}

impl Error for NoEntropy {}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn secrets_and_codes_do_not_repeat() {
        let codes = recovery_codes().unwrap();

        let distinct: HashSet<_> =
            codes.as_slice().iter().map(|code| code.expose().to_string()).collect();
        assert_eq!(distinct.len(), 10);
        assert_ne!(totp_secret().unwrap(), totp_secret().unwrap());
    }

    #[test]
    fn ids_do_not_repeat_and_grow_with_time() {
        let ids: Vec<_> = (0..1_000).map(|_| message_id().unwrap()).collect();
        let distinct: HashSet<_> = ids.iter().collect();

        assert_eq!(distinct.len(), 1_000);
        assert!(ids[0].as_bytes()[..6] <= ids[999].as_bytes()[..6]);
    }
}
