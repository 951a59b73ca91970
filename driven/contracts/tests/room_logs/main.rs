//! Every directory keeps the logs of rooms: one entry a place, whoever came first, told to those whom they concern and to nobody else.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod appending;
mod crowd;
mod damage;
mod durable;
mod expiring;
mod founding;
mod given;
mod old_branches;
mod public;
mod quotas;
mod races;
mod reading;
mod rights;
mod same;
mod welcomes;
