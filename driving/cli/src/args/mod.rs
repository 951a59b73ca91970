//! What can be typed.

mod client;
mod completions;
mod contacts;
mod data_folder;
mod devices;
mod directory_url;
mod files;
mod join;
mod kinds;
mod log;
mod loopback;
mod moderate;
mod name;
mod peer;
mod place;
mod presence;
mod room;
mod sealed;
mod search;
mod second_factor;
mod server;
mod subject;
mod talk;
mod verify;
mod words;

pub use client::{ClientCommand, Receipts, Status, Switch, Whois, Why};
pub use completions::{Completions, completions};
pub use contacts::{Contacts, Whom};
pub use devices::{DeviceAction, Devices, FetchHistory, Link, RevokeDevice};
pub use directory_url::{DirectoryUrl, InvalidDirectoryUrl};
pub use files::{Fetch, Fetching, FileRef, Files, InvalidFileRef, Send, Upload};
pub use join::Join;
pub(crate) use kinds::time;
pub use kinds::{Delete, Edit, InvalidLifetime, Lifetime, React, TimerOf};
pub use log::{Log, Logging};
pub use loopback::{InvalidLoopback, Loopback};
pub use moderate::{BanOrLift, Because, InvalidReason, Moderate, MutePerson, RemoveMessage};
pub use name::{InvalidName, Name};
pub use peer::{PeerCli, PeerCommand, Register, Up};
pub(crate) use place::slug;
pub use place::{InvalidPlace, InvalidRoomRef, Place, RoomRef};
pub use presence::{BeListed, Presence, PresenceChange};
pub use room::{CreateRoom, InRoom, InviteToRoom, JoinRoom, Promote, RenameRoom, Room, WhichRoom};
pub use sealed::{Export, Import, Passphrase};
pub use search::{InvalidWhen, Search, When};
pub use second_factor::{Disable, Enable, SecondFactor, SignInCode};
pub use server::{
    Health, Init, Moderator, ModeratorAction, Moderators, ModeratorsOf, PublicAction,
    PublicChannel, PublicOf, Renew, Run, ServerCli, ServerCommand,
};
pub use subject::{InvalidSubject, Subject};
pub use talk::{Chat, Conversation, Said, Tell};
pub use verify::{Code, Verify};
pub use words::Words;
