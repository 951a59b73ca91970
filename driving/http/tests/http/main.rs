//! The routers and the server, as callers from outside see them.

#![allow(clippy::unwrap_used, reason = "helper functions of tests fail the test by it")]

mod support;

mod bodies;
mod crowds;
mod deliveries;
mod endings;
mod faults;
mod garbage;
mod identity;
mod local_api;
mod local_guard;
mod openapi;
mod quotas;
mod reachability;
mod registration;
mod sign_in;
mod slow_callers;
mod strangers;
mod traces;
mod who_calls;
