//! The routers and the server, as callers from outside see them.

#![allow(clippy::unwrap_used, reason = "helper functions of tests fail the test by it")]

mod support;

mod bodies;
mod claims;
mod crowds;
mod deliveries;
mod deposits;
mod devices;
mod endings;
mod faults;
mod files;
mod garbage;
mod history;
mod identities;
mod identity;
mod leak_budget;
mod links;
mod listed;
mod local_api;
mod local_events;
mod local_guard;
mod local_kinds;
mod local_moderation;
mod local_public;
mod local_room_talk;
mod local_rooms;
mod local_said_in_rooms;
mod local_why;
mod mailbox;
mod no_answer;
mod openapi;
mod pre_keys;
mod presence;
mod presence_of_before;
mod probes;
mod public;
mod push;
mod push_attacks;
mod push_endings;
mod push_openings;
mod quotas;
mod reachability;
mod registration;
mod room_bounds;
mod room_push;
mod rooms;
mod sealed_deliveries;
mod second_factors;
mod sign_in;
mod slow_callers;
mod strangers;
mod traces;
mod unopened;
mod who_calls;
