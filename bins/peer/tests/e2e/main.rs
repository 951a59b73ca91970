//! Real processes, real TLS, real databases, real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

mod asking;
mod away;
mod background;
mod backup;
mod beginning;
mod chat;
mod chat_gone;
mod chat_manners;
mod chat_refused;
mod crossing;
mod crowd;
mod devices;
mod files;
mod files_at_terminal;
mod files_killed;
mod gauges;
mod history;
mod identity;
mod keys;
mod kill;
mod kinds;
mod local;
mod log;
mod look;
mod lost;
mod metrics;
mod mishaps;
mod networks;
mod nothing_said;
mod passphrase;
mod presence;
mod probes;
mod public;
mod raw;
mod receiver;
mod relay;
mod requests;
mod revoked;
mod rooms;
mod second_factor;
mod six_exploits;
mod story;
mod strangers;
mod terminal;
mod traces;
mod upgrade;
mod wire;
mod world;
