//! The command lines of `causerie-server` and `causerie`, and the client that asks a running peer.
//!
//! The binaries parse with [`ServerCli`] and [`PeerCli`], carry out by themselves what needs keys, databases or
//! listeners, and leave all the rest to [`run`]. What other people wrote is made harmless before a terminal sees it.

mod args;
mod client;
mod failure;
mod link_code;
pub mod passphrase;
pub mod second_factor_code;
mod secret_file;
mod show;

pub use args::{
    ClientCommand, Code, Completions, Contacts, Conversation, DeviceAction, Devices, DirectoryUrl,
    Disable, Enable, Export, Health, Import, Init, InvalidDirectoryUrl, InvalidLoopback,
    InvalidName, InvalidSubject, InvalidWhen, Join, Link, Log, Loopback, Name, Passphrase, PeerCli,
    PeerCommand, Receipts, Register, Renew, RevokeDevice, Run, Search, SecondFactor, ServerCli,
    ServerCommand, Status, Subject, Switch, Tell, Up, Verify, When, Whois, Whom, Why, Words,
    completions,
};
pub use client::{Settings, run};
pub use failure::{Failure, end, exit_codes};
pub use link_code::link_code;
