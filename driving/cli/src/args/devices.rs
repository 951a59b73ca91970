use causerie_chat::{DeviceId, SecondFactorCode};
use clap::{Args, Subcommand, builder::FalseyValueParser};

use super::Code;

/// `causerie devices`.
#[derive(Clone, Debug, Args)]
pub struct Devices {
    /// What to do with one of them; without it they are listed.
    #[command(subcommand)]
    pub action: Option<DeviceAction>,
}

/// What can be done with one of one's devices.
#[derive(Clone, Debug, Subcommand)]
pub enum DeviceAction {
    /// Take a device away from your account, for good
    #[command(
        after_help = "Example: causerie devices revoke phone\n\nOn your first device. From then on it cannot sign in, what is in its mailbox is thrown away, and your contacts are told and take nothing from it any more. Who has not heard yet may hear from it until its certificate expires, 48 hours at most. Its id is not used again: link it under another one if it comes back."
    )]
    Revoke(RevokeDevice),
    /// Have another device of yours bring what was said before this one was there
    #[command(
        after_help = "Examples:\n  causerie devices fetch-history\n  causerie devices fetch-history --from laptop\n\nOn a device that was linked later. The other device has to run, and be reachable directly; what it gives is sealed for this one, and the directory sees nothing of it. Who you know comes first, then the messages, the latest first. It goes on in the peer where you end this command, after a restart too; run it again to see how far it is."
    )]
    FetchHistory(FetchHistory),
}

/// `causerie devices fetch-history`.
#[derive(Clone, Debug, Args)]
pub struct FetchHistory {
    /// Which device has it: its id, as causerie devices lists it; without it the one that was asked before, or your first one
    #[arg(long, value_name = "ID", env = "CAUSERIE_HISTORY_FROM")]
    pub from: Option<DeviceId>,
}

/// `causerie devices revoke`.
#[derive(Clone, Debug, Args)]
pub struct RevokeDevice {
    /// Which: its id, as causerie devices lists it
    #[arg(value_name = "ID")]
    pub device: DeviceId,
    /// Of your second factor, if your account has one; without it you are asked
    #[arg(long, value_name = "CODE", env = "CAUSERIE_CODE", hide_env_values = true)]
    pub code: Option<SecondFactorCode>,
}

/// `causerie link`.
#[derive(Clone, Debug, Args)]
pub struct Link {
    /// Take on whatever device asks with the code, without asking you: for scripts
    #[arg(long, env = "CAUSERIE_YES", value_parser = FalseyValueParser::new())]
    pub yes: bool,
    /// Of your second factor, if your account has one; without it you are asked
    #[arg(long, value_name = "CODE", env = "CAUSERIE_CODE", hide_env_values = true)]
    pub code: Option<SecondFactorCode>,
    /// Whether to show a QR code.
    #[command(flatten)]
    pub qr: Code,
}
