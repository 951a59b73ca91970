//! A peer that says what it is told to say, and somebody who types.

#![allow(dead_code, unreachable_pub, reason = "each test takes what it needs")]
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{Arc, Mutex},
};

use causerie_cli::{ClientCommand, Failure, PeerCli, PeerCommand, run};
use clap::Parser;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

pub const KEPT: &str = "HTTP/1.1 204 No Content\r\n\r\n";

/// Bytes that stand where a peer would: one answer a connection, or none at all, and then nobody.
pub struct Peer {
    pub address: String,
    pub asked: Arc<Mutex<Vec<String>>>,
    pub ends: JoinHandle<()>,
}

impl Peer {
    pub async fn on(data: &Path, answers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        leave_files(data, &address);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = asked.clone();
        let ends = tokio::spawn(async move {
            for answer in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = vec![0; 4096];
                let length = stream.read(&mut request).await.unwrap();
                request.truncate(length);
                heard.lock().unwrap().push(String::from_utf8(request).unwrap());
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { address, asked, ends }
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

pub fn leave_files(data: &Path, address: &str) {
    fs::write(data.join("local.address"), address).unwrap();
    let token = data.join("local.token");
    fs::write(&token, "0123456789abcdef0123456789abcdef").unwrap();
    fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
}

pub fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

pub fn problem(status: &str, code: &str) -> String {
    let number = status.split(' ').next().unwrap();
    answer(
        status,
        &format!(
            "{{\"type\":\"about:blank\",\"title\":\"\",\"status\":{number},\"code\":\"{code}\",\
             \"detail\":\"so it is\",\"retry\":false}}"
        ),
    )
}

pub fn page(messages: &[String], next: u64) -> String {
    let messages = messages.join(",");
    answer(
        "200 OK",
        &format!("{{\"with\":\"bob@localhost\",\"messages\":[{messages}],\"next\":{next}}}"),
    )
}

pub fn parse(data: &Path, words: &[&str]) -> PeerCli {
    let data = data.to_str().unwrap();
    PeerCli::try_parse_from(["causerie", "--data", data].iter().chain(words)).unwrap()
}

pub async fn typed(data: &Path, words: &[&str]) -> (String, Result<(), Failure>) {
    let cli = parse(data, words);
    let settings = cli.settings();
    let PeerCommand::Client(command) = cli.command else { panic!("not the client's") };
    let command: ClientCommand = command;
    let mut printed = Vec::new();
    let outcome = run(command, &settings, &mut printed).await;
    (String::from_utf8(printed).unwrap(), outcome)
}
