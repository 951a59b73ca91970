//! What was changed in a sealed store without its key is found out, is told, and hides nothing else.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod damage;
mod given;
mod what_was_plain;
