//! What changes a peer.

mod announce;
mod decide_identity;
mod deliver_waiting;
mod enrol;
mod leave;
mod receive_envelopes;
mod replenish_pre_keys;
mod send_message;
mod sign_in;

pub use announce::{Announce, AnnounceHandler};
pub use decide_identity::{DecideIdentity, DecideIdentityError, DecideIdentityHandler, Verdict};
pub use deliver_waiting::{DeliverWaiting, DeliverWaitingHandler};
pub use enrol::{Enrol, EnrolHandler};
pub use leave::{Leave, LeaveHandler};
pub use receive_envelopes::{ReceiveEnvelopes, ReceiveEnvelopesError, ReceiveEnvelopesHandler};
pub use replenish_pre_keys::{ReplenishPreKeys, ReplenishPreKeysHandler};
pub use send_message::{SendMessage, SendMessageError, SendMessageHandler};
pub use sign_in::{SignIn, SignInError, SignInHandler};
