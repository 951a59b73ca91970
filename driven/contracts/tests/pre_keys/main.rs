//! Every directory hands out each one-time bundle once, and has something to hand out for every device that ever published.

#![allow(clippy::unwrap_used, reason = "helper functions of tests fail the test by it")]

mod bob;

mod claiming;
mod forgetting;
mod publishing;
