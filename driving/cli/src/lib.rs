//! The command lines of `causerie-server` and `causerie`, and the client that asks a running peer.
//!
//! The binaries parse with [`ServerCli`] and [`PeerCli`], carry out by themselves what needs keys, databases or
//! listeners, and leave all the rest to [`run`]. What other people wrote is made harmless before a terminal sees it.

mod args;
mod client;
mod failure;
mod show;

pub use args::{
    ClientCommand, Completions, Conversation, DirectoryUrl, Health, Init, InvalidDirectoryUrl,
    InvalidLoopback, InvalidName, Loopback, Name, PeerCli, PeerCommand, Register, Renew, Run,
    ServerCli, ServerCommand, Status, Tell, Up, Whois, Words, completions,
};
pub use client::{Settings, run};
pub use failure::{Failure, end, exit_codes};
