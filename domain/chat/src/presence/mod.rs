//! Who is there: what a device shows of itself to each device of its contacts, and what one makes of what others show.
//!
//! For each pair of devices and each direction there is a [`PresenceMark`], under which a directory finds it, and a key that seals
//! what stands there. Both follow from the two device keys, so that nothing is exchanged, and whoever is not to see it is left out.

mod keys;
mod mark;
mod seen;
mod shown;
mod state;

pub use keys::PresenceKeys;
pub use mark::{MalformedPresence, PresenceMark, SealedPresence};
pub use seen::SeenPresence;
pub use shown::ShownPresence;
pub use state::{InvalidPresence, PresenceState};
