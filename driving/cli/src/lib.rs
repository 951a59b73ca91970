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
mod usage;

pub use args::{
    BanOrLift, BeListed, Because, Chat, ClientCommand, Code, Completions, Contacts, Conversation,
    CreateRoom, Delete, DeviceAction, Devices, DirectoryUrl, Disable, Edit, Enable, Export, Fetch,
    FetchHistory, Fetching, FileRef, Files, Health, Import, InRoom, Init, InvalidDirectoryUrl,
    InvalidFileRef, InvalidLifetime, InvalidLoopback, InvalidName, InvalidPlace, InvalidReason,
    InvalidRoomRef, InvalidSubject, InvalidWhen, InviteToRoom, Join, JoinRoom, Lifetime, Link, Log,
    Logging, Loopback, Moderate, Moderator, ModeratorAction, Moderators, ModeratorsOf, MutePerson,
    Name, Passphrase, PeerCli, PeerCommand, Place, Presence, PresenceChange, Promote, PublicAction,
    PublicChannel, PublicOf, React, Receipts, Register, RemoveMessage, RenameRoom, Renew,
    RevokeDevice, Room, RoomRef, Run, Said, Search, SecondFactor, Send, ServerCli, ServerCommand,
    SignInCode, Status, Subject, Switch, Tell, TimerOf, Up, Upload, Verify, When, WhichRoom, Whois,
    Whom, Why, Words, completions,
};
pub use client::{Settings, run};
pub use failure::{Failure, end, exit_codes};
pub use link_code::link_code;
pub use usage::parse;
