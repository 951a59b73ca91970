//! Runs the real use cases in worlds where everything goes wrong, each grown from a seed: the same seed is the same world, step by step.
//!
//! There is one thread, no clock and no randomness but what the seed gives. Each call of a port is a step; which task takes the next one
//! is drawn, and between any two a machine may crash.
//!
//! What people do is in `people`, `kinds`, `links`, `history`, `keepers`, `rulings` and `presence`: they say, answer, edit, delete, react, type,
//! have things disappear, link devices and revoke them, have history brought to them, sign in, have second factors, accept, ignore and block each
//! other, and choose how they are there; some try to edit and delete what others said, or to sign in as others. What goes wrong is in `faults`. What
//! has to be true at the end is in `checks` (what was said, and what became of it), `shown` (what it looks like), `household` (who knows which
//! devices there are), `history`, `month_later` (who still gets in) and `presence`; what must never happen meanwhile is looked at where it would: in
//! `disk`, `line` and `doors`. [`Counts`] has how often there was what: what never happens checks nothing.
//!
//! Left out: that contacts' keys change; that a credential is needed, since the network knows here who everybody is; what goes over a push line is
//! asked for again and again instead. A device that was linked begins with the same pre-keys as all others.

mod agreed;
mod answer;
mod broken;
mod chance;
mod checks;
mod count_names;
mod counts;
mod disk;
mod doors;
mod executor;
mod faults;
mod history;
mod household;
mod keepers;
mod kinds;
mod ledger;
mod line;
mod links;
mod lock;
mod machine;
mod month_later;
mod network;
mod newcomer;
mod office;
mod outage;
mod pause;
mod people;
mod presence;
mod report;
mod rooms;
mod rulings;
mod sabotage;
mod setting;
mod shown;
mod sign_in;
mod simulate;
mod station;
mod task;
mod trace;
mod watch;
mod workers;
mod world;

pub use broken::broken;
pub use counts::Counts;
pub use outage::outage;
pub use report::Report;
pub use sabotage::Sabotage;
pub use simulate::{ACTIONS, Options, in_rooms, simulate};
