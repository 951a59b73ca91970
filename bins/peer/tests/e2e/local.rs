//! The local API of a peer, as any program of its person uses it.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
};

use crate::world::World;

/// A running peer's.
pub(crate) struct Local {
    address: String,
    token: String,
}

impl Local {
    pub(crate) fn of(world: &World, name: &str) -> Self {
        let read = |file| fs::read_to_string(world.path(name).join(file)).unwrap();
        let [address, token] = ["local.address", "local.token"].map(read);
        Self { address: address.trim().to_owned(), token: token.trim().to_owned() }
    }

    /// Says `text`; the status line of the answer.
    pub(crate) fn tell(&self, to: &str, id: &str, text: &str) -> String {
        let Self { address, token } = self;
        let body = format!(r#"{{"to":"{to}","text":"{text}"}}"#);
        let mut connection = TcpStream::connect(address).unwrap();
        write!(
            connection,
            "PUT /v1/messages/{id} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer.lines().next().unwrap_or_default().to_owned()
    }
}

/// A new id for a message.
pub(crate) fn message_id() -> String {
    causerie_edge::message_id().unwrap().to_string()
}
