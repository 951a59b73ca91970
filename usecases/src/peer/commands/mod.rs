//! What changes a peer.

mod allow_receipts;
mod announce;
mod bring_forward;
mod confirm_second_factor;
mod decide_identity;
mod deliver_waiting;
mod enrol;
mod leave;
mod mark_read;
mod offer_second_factor;
mod receive_envelopes;
mod remove_second_factor;
mod replenish_pre_keys;
mod send_message;
mod send_receipts;
mod show_beacon;
mod sign_in;
mod take_mail;

pub use allow_receipts::{AllowReceipts, AllowReceiptsError, AllowReceiptsHandler};
pub use announce::{Announce, AnnounceHandler};
pub use bring_forward::{BringForward, BringForwardHandler};
pub use confirm_second_factor::{ConfirmSecondFactor, ConfirmSecondFactorHandler};
pub use decide_identity::{DecideIdentity, DecideIdentityError, DecideIdentityHandler, Verdict};
pub use deliver_waiting::{DeliverWaiting, DeliverWaitingHandler};
pub use enrol::{Enrol, EnrolHandler};
pub use leave::{Leave, LeaveHandler};
pub use mark_read::{MarkRead, MarkReadHandler};
pub use offer_second_factor::{OfferSecondFactor, OfferSecondFactorHandler};
pub use receive_envelopes::{ReceiveEnvelopes, ReceiveEnvelopesError, ReceiveEnvelopesHandler};
pub use remove_second_factor::{RemoveSecondFactor, RemoveSecondFactorHandler};
pub use replenish_pre_keys::{ReplenishPreKeys, ReplenishPreKeysHandler};
pub use send_message::{SendMessage, SendMessageError, SendMessageHandler};
pub use send_receipts::{SendReceipts, SendReceiptsHandler};
pub use show_beacon::{ShowBeacon, ShowBeaconHandler};
pub use sign_in::{SignIn, SignInError, SignInHandler};
pub use take_mail::{TakeMail, TakeMailHandler};
