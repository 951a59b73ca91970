//! What can be typed.

mod client;
mod completions;
mod contacts;
mod data_folder;
mod directory_url;
mod kinds;
mod log;
mod loopback;
mod name;
mod peer;
mod presence;
mod sealed;
mod search;
mod second_factor;
mod server;
mod subject;
mod verify;
mod words;

pub use client::{Chat, ClientCommand, Conversation, Receipts, Status, Switch, Tell, Whois, Why};
pub use completions::{Completions, completions};
pub use contacts::{Contacts, Whom};
pub use directory_url::{DirectoryUrl, InvalidDirectoryUrl};
pub use kinds::{Delete, Edit, InvalidLifetime, Lifetime, React, TimerOf};
pub use log::Log;
pub use loopback::{InvalidLoopback, Loopback};
pub use name::{InvalidName, Name};
pub use peer::{PeerCli, PeerCommand, Register, Up};
pub use presence::{BeListed, Presence, PresenceChange};
pub use sealed::{Export, Import, Passphrase};
pub use search::{InvalidWhen, Search, When};
pub use second_factor::{Disable, Enable, SecondFactor};
pub use server::{Health, Init, Renew, Run, ServerCli, ServerCommand};
pub use subject::{InvalidSubject, Subject};
pub use verify::{Code, Verify};
pub use words::Words;
