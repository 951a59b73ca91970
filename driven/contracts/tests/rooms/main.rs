//! Every store keeps rooms, and what is said in them, together with the step that was taken for it.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod again;
mod asks;
mod book;
mod conversing;
mod failing;
mod failing_wishes;
mod given;
mod hearing;
mod invitations;
mod moderated;
mod reaching;
mod recalled;
mod receipted;
mod refusing;
mod saying;
mod sending;
mod telling;
mod told_anew;
mod told_apart;
mod told_whom;
mod upgrade;
mod upgrade_receipts;
mod upgrade_wishes;
mod wished;
mod wishes;
