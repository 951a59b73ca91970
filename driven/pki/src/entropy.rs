use thiserror::Error;

/// Random bytes of the operating system, the only source there is here (T52).
#[allow(clippy::disallowed_methods, reason = "keys, tokens and serial numbers are made here")]
pub(crate) fn random<const N: usize>() -> Result<[u8; N], NoEntropy> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoEntropy)?;
    Ok(bytes)
}

/// The operating system gives no random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the operating system gives no random numbers; try again later")]
pub struct NoEntropy;
