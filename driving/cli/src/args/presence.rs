use clap::{Args, Subcommand};

use super::Switch;

/// `causerie presence`.
#[derive(Clone, Debug, Args)]
pub struct Presence {
    /// What to change; without it, how you are there is shown.
    #[command(subcommand)]
    pub change: Option<PresenceChange>,
}

/// What is changed about one's presence.
#[derive(Clone, Debug, Subcommand)]
pub enum PresenceChange {
    /// Be there
    #[command(after_help = "Example: causerie presence online")]
    Online,
    /// Be there, but not to be disturbed
    #[command(after_help = "Example: causerie presence busy")]
    Busy,
    /// Have your peer run while you are away
    #[command(after_help = "Example: causerie presence away")]
    Away,
    /// Be seen by nobody: as if your peer did not run
    #[command(
        after_help = "Example: causerie presence invisible\n\nThere is no sign of it at your contacts. Receipts are still sent (see causerie receipts)."
    )]
    Invisible,
    /// Decide whether others of your directory find you in causerie list while you are there
    #[command(
        after_help = "Examples:\n  causerie presence listed on\n  causerie presence listed off\n\nAt first they do not. Listed people are told by name alone: how they are there is only for contacts."
    )]
    Listed(BeListed),
}

/// `causerie presence listed`.
#[derive(Clone, Debug, Args)]
pub struct BeListed {
    /// Whether they do
    #[arg(value_name = "on|off", hide_possible_values = true)]
    pub switch: Switch,
}
