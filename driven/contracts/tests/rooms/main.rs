//! Every store keeps rooms, and what is said in them, together with the step that was taken for it.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod book;
mod conversing;
mod failing;
mod given;
mod hearing;
mod reaching;
mod refusing;
mod saying;
mod sending;
mod upgrade;
