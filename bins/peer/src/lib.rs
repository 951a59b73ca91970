//! A whole peer in a few calls, for programs that embed one: what the `causerie` binary does, as a library.
//!
//! A peer lives in a [`Folder`]. [`register`] makes the folder somebody's; [`wire`] gathers the parts of a peer,
//! any of which a program may replace; [`up`] runs it. Programs that want other parts than these (another store, another way
//! in) take the crates beneath and wire their own: `wiring.rs` is all there is to it.
//!
//! ```no_run
//! use causerie::{Folder, wire};
//! use causerie_edge::{handled_about, message_id, now, randomness};
//! use causerie_usecases::peer::{Peer, commands::SendMessage};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = Folder("alice".into());
//! let profile = folder.read_profile()?.ok_or("nobody registered here yet")?;
//! let wired = wire(&folder, &profile, None)?;
//! let peer = std::sync::Arc::new(Peer::from(wired.parts));
//! tokio::spawn(causerie_worker::deliver(peer.clone(), wired.bell));
//!
//! let (id, to, text) = (message_id()?, "bob@localhost".parse()?, "Hello, Bob!".parse()?);
//! let randomness = randomness()?;
//! let say = |trace| SendMessage {
//!     id, to, text, reply_to: None, expires_in: None, at: now(), trace, randomness,
//! };
//! handled_about(&peer.send_message, &[], say).await?;
//! # Ok(())
//! # }
//! ```

mod backup;
mod beforehand;
mod content;
mod first_sign_in;
mod fresh;
mod join;
mod lan;
mod profile;
mod reach;
mod register;
mod secrets;
mod up;
mod wiring;

pub use backup::{export, import};
pub use beforehand::see_beforehand;
pub use causerie_usecases::peer::Strangers;
pub use causerie_vault::{Passphrase, Vault, VaultError};
pub use first_sign_in::{Ask, CodeRequired, Codes};
pub use join::{Joining, NotJoined, join, joined_already};
pub use profile::{Folder, Profile};
pub use register::{Registration, register};
pub use up::{Listen, up};
pub use wiring::{Wired, wire};
