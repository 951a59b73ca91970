//! A directory and a peer in memory, and what it takes to call them.

mod ask;
mod elsewhere;
mod server;
mod spans;
mod tls;
mod world;

pub(crate) use ask::{Asking, Reply, ask, delete, get, put, put_bytes, put_json, reply};
pub(crate) use elsewhere::FAULT;
pub(crate) use server::{Served, ask_over_http1, ask_over_http2, health, patient, serve_router};
pub(crate) use spans::Recorder;
pub(crate) use tls::{Network, Stream, connect};
pub(crate) use world::{
    BobsPeer, DOMAIN, TOKEN, alice, broken_directory, device, directory, directory_with, enrol,
    envelope, register_body, secrets,
};
