use clap::{Args, builder::FalseyValueParser};

use super::Name;

/// `causerie contacts`.
#[derive(Clone, Debug, Args)]
pub struct Contacts {
    /// Also list whom you ignore and whom you block
    #[arg(long, short, env = "CAUSERIE_ALL", value_parser = FalseyValueParser::new())]
    pub all: bool,
}

/// `causerie accept`, `ignore`, `block` and `unblock`.
#[derive(Clone, Debug, Args)]
pub struct Whom {
    /// Who: bob, or bob@chat.example.org
    pub name: Name,
}
