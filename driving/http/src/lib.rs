//! The ways in over HTTP: the directory's, a peer's for other peers, and a peer's for its own person.
//!
//! Each router turns a request into one command or query, and its outcome into a status: `PUT` and `DELETE` answer 204,
//! `GET` answers 200, and everything that goes wrong is a problem (RFC 9457) with a stable code. Each describes itself
//! at `/v1/openapi.json`. Who calls is what TLS verified and nothing else: no header and no body names the caller.
//!
//! [`serve`] and [`serve_local`] run a router on a listener, within [`Limits`], until they are told to stop.

mod caller;
mod directory;
mod envelopes;
mod hang_up;
mod input;
mod local;
mod openapi;
mod peer;
mod probes;
mod quota;
mod refusal;
mod second_factors;
mod serving;
mod shapes;
mod trace;
mod under_way;

pub use caller::Caller;
pub use directory::{DirectoryConfig, PushConfig, directory_router};
pub use local::{LocalConfig, LocalToken, WeakToken, local_router};
pub use peer::{PeerConfig, peer_router};
pub use quota::Quota;
pub use serving::{Limits, NotLocal, serve, serve_local};
