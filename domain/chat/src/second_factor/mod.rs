//! The second factor of an account: codes of an authenticator app (TOTP, RFC 6238) and recovery codes for the day it is lost.

mod code;
mod code_use;
mod codec;
mod factor;
mod guesses;
mod recovery_code;
mod recovery_codes;
mod standing;
#[cfg(test)]
mod tests;
mod totp_code;
mod totp_secret;

pub use code::{InvalidCode, SecondFactorCode};
pub use code_use::CodeUse;
pub use codec::MalformedSecondFactor;
pub use factor::{CodeRefused, SecondFactor};
pub use recovery_code::{InvalidRecoveryCode, RecoveryCode};
pub use recovery_codes::RecoveryCodes;
pub use standing::SecondFactorStanding;
pub use totp_code::{InvalidTotpCode, TotpCode};
pub use totp_secret::{InvalidTotpSecret, TotpSecret};
