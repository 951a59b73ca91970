use causerie_chat::{SecondFactorCode, TotpCode};
use clap::{Args, Subcommand};

use super::Code;

/// `causerie 2fa`.
#[derive(Clone, Debug, Subcommand)]
pub enum SecondFactor {
    /// Have your directory ask for a code of your authenticator app
    #[command(
        after_help = "Examples:\n  causerie 2fa enable\n  causerie 2fa enable --code 123456\n\nShows a QR code for your authenticator app and ten recovery codes, once. It counts as soon as you type a first code of the app: you are asked for it, or give it with --code the second time.\n\nFrom then on a code is asked for when a device signs in for the first time, from a restored backup, or after 30 days away; not while it is in use."
    )]
    Enable(Enable),
    /// Have it no longer ask, by a last code
    #[command(
        after_help = "Examples:\n  causerie 2fa disable\n  causerie 2fa disable --code abcd-efgh-ijkl-mnop"
    )]
    Disable(Disable),
    /// Hand a code to your running peer, where the directory asks for one
    #[command(
        after_help = "Examples:\n  causerie 2fa code\n  causerie 2fa code 123456\n\nWhere a peer was cut off for 30 days while it ran, as on a machine that slept, its directory asks for a code before it signs in again. causerie status tells whether it is signed in; the code is not spent if it is."
    )]
    Code(SignInCode),
    /// See whether it asks, and how many recovery codes are left
    #[command(after_help = "Example: causerie 2fa status")]
    Status,
}

/// `causerie 2fa enable`.
#[derive(Clone, Debug, Args)]
pub struct Enable {
    /// A first code of the app, to confirm what was shown before: six digits
    #[arg(long, value_name = "CODE", env = "CAUSERIE_CODE", hide_env_values = true)]
    pub code: Option<TotpCode>,
    /// Whether to show a QR code.
    #[command(flatten)]
    pub qr: Code,
}

/// `causerie 2fa disable`.
#[derive(Clone, Debug, Args)]
pub struct Disable {
    /// A code of the app, or a recovery code; without it you are asked
    #[arg(long, value_name = "CODE", env = "CAUSERIE_CODE", hide_env_values = true)]
    pub code: Option<SecondFactorCode>,
}

/// `causerie 2fa code`.
#[derive(Clone, Debug, Args)]
pub struct SignInCode {
    /// A code of the app, or a recovery code; without it you are asked
    pub code: Option<SecondFactorCode>,
}
