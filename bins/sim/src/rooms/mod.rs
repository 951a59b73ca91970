//! Rooms: what people do in them (`people`, `talk`, `contest`), what goes wrong besides (`trouble`, `stranger`, `forgery`, `lies`, `faces`), what is seen of it (`witness`, `entitled`), and what has to
//! be true at the end (`checks`, `heard`, `shown`).
//!
//! What is demanded follows from the entries that the directory accepted, from what people meant to do, and from the first device that came into each
//! epoch: whoever comes there later has to find the same.

mod checks;
mod contest;
mod entitled;
mod faces;
mod forgery;
mod heard;
mod lies;
mod people;
mod record;
mod shown;
mod stranger;
mod talk;
mod trouble;
mod witness;

pub(crate) use checks::{is_made_up, is_told_of_no_more, may_ask, wrong};
pub(crate) use people::{acts, host};
pub(crate) use record::Rooms;
pub(crate) use trouble::{a_day_later, goes_wrong};
