//! What changes a peer.

mod announce;
mod deliver_waiting;
mod enrol;
mod leave;
mod receive_envelopes;
mod send_message;
mod sign_in;

pub use announce::{Announce, AnnounceHandler};
pub use deliver_waiting::{DeliverWaiting, DeliverWaitingHandler};
pub use enrol::{Enrol, EnrolHandler};
pub use leave::{Leave, LeaveHandler};
pub use receive_envelopes::{ReceiveEnvelopes, ReceiveEnvelopesError, ReceiveEnvelopesHandler};
pub use send_message::{SendMessage, SendMessageError, SendMessageHandler};
pub use sign_in::{SignIn, SignInError, SignInHandler};
