//! Every store has the same view of what was said and changed, in whatever order it came, and forgets what is to be forgotten.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod arriving;
mod disappearing;
mod files;
mod given;
mod refusing;
mod searching;
mod wiping;
