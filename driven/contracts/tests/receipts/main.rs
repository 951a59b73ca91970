//! Every peer's store keeps what is to be told about what came in, and does what others tell of what went out.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod allowing;
mod given;
mod hearing;
mod kept;
mod reading;
mod refusals;
mod taking;
mod writing;
