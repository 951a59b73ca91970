//! Runs the real use cases in worlds where everything goes wrong, each grown from a seed: the same seed is the same world, step by step.
//!
//! There is one thread, no clock and no randomness but what the seed gives. Each call of a port is a step; which task takes the next one
//! is drawn, and between any two a machine may crash.

mod answer;
mod broken;
mod chance;
mod checks;
mod counts;
mod disk;
mod executor;
mod faults;
mod household;
mod kinds;
mod ledger;
mod line;
mod links;
mod lock;
mod machine;
mod network;
mod newcomer;
mod outage;
mod pause;
mod people;
mod report;
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
pub use simulate::{ACTIONS, Options, simulate};
