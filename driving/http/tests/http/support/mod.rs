//! A directory and a peer in memory, and what it takes to call them.

mod ask;
mod company;
mod directories;
mod elsewhere;
mod files;
mod no_files;
mod post;
mod pre_keys;
mod rooms;
mod sealed;
mod server;
mod sound;
mod spans;
mod streaming;
mod tls;
mod world;

pub(crate) use ask::{Asking, Reply, ask, delete, get, post_json, put, put_bytes, put_json, reply};
pub(crate) use directories::{
    broken_directory, directory, directory_keeping, directory_on, directory_on_terms,
    directory_over, directory_with, patient_directory,
};
pub(crate) use elsewhere::FAULT;
pub(crate) use files::Offered;
pub(crate) use post::{
    Post, caught_up, deposit, letter, mail, mailbox_path, numbers, outgoing, reply_of,
};
pub(crate) use pre_keys::{
    Keys, base64, claim, claim_of, claim_path, claimed, enrol_with_pre_keys, pre_keys_path,
    publish, read_claim,
};
pub(crate) use sealed::{envelope, enveloped, message, sealed};
pub(crate) use server::{
    Served, ask_over_http1, ask_over_http2, health, patient, serve_in, serve_router,
};
pub(crate) use sound::{Disk, Shown};
pub(crate) use spans::Recorder;
pub(crate) use streaming::Streaming;
pub(crate) use tls::{Network, Stream, connect};
pub(crate) use world::{
    BobsPeer, DOMAIN, ROOM, TOKEN, alice, device, enrol, person_of, register_body, secrets,
};
