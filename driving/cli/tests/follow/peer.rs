//! The peer that is followed.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::watch,
    task::JoinSet,
    time::timeout,
};

use crate::{
    OF_BOB, PATIENCE,
    given::{self, leave_files},
};

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n: connected\n\n";

pub(crate) type Line = (u64, &'static str, &'static str, &'static str);

/// A peer with one conversation and a stream of events.
pub(crate) struct Peer {
    said: Arc<Mutex<Vec<Line>>>,
    asked: watch::Receiver<Vec<String>>,
    events: watch::Sender<String>,
    cuts: watch::Sender<u32>,
    _served: JoinSet<()>,
}

impl Peer {
    pub(crate) async fn on(data: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        leave_files(data, &listener.local_addr().unwrap().to_string());
        let said: Arc<Mutex<Vec<Line>>> = Arc::default();
        let (ask, asked) = watch::channel(Vec::new());
        let (events, (cuts, _)) = (watch::Sender::new(String::new()), watch::channel(0));
        let mut served = JoinSet::new();
        let (said_here, events_here, cuts_here) = (said.clone(), events.clone(), cuts.clone());
        served.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = vec![0; 4096];
                let length = stream.read(&mut request).await.unwrap();
                request.truncate(length);
                let request = String::from_utf8(request).unwrap();
                ask.send_modify(|asked| asked.push(request.clone()));
                if request.starts_with("GET /v1/events ") {
                    let (mut told, mut cut) = (events_here.subscribe(), cuts_here.subscribe());
                    connections.spawn(async move {
                        stream.write_all(HEAD.as_bytes()).await.unwrap();
                        let mut written = told.borrow_and_update().len();
                        loop {
                            tokio::select! {
                                _ = cut.changed() => return,
                                _ = told.changed() => {}
                            }
                            let all = told.borrow_and_update().clone();
                            let news = &all.as_bytes()[written..];
                            written = all.len();
                            if stream.write_all(news).await.is_err() {
                                return;
                            }
                        }
                    });
                } else if request.starts_with("PUT ") {
                    stream.write_all(given::KEPT.as_bytes()).await.unwrap();
                } else {
                    let after = request.split("after=").nth(1).unwrap().split('&').next().unwrap();
                    let page = page(&said_here.lock().unwrap(), after.parse().unwrap());
                    stream.write_all(page.as_bytes()).await.unwrap();
                }
            }
        });
        Self { said, asked, events, cuts, _served: served }
    }

    /// What the conversation is from now on.
    pub(crate) fn says(&self, lines: &[Line]) {
        *self.said.lock().unwrap() = lines.to_vec();
    }

    pub(crate) fn tells(&self, event: &str) {
        self.events.send_modify(|told| told.push_str(event));
    }

    /// Ends the streams.
    pub(crate) fn cuts(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.borrow().clone()
    }

    /// Tells that something changed, and waits until the conversation is asked for.
    pub(crate) async fn has_it_look_again(&self) {
        let mut asked = self.asked.clone();
        let before = asked.borrow().len();
        self.tells(OF_BOB);
        timeout(PATIENCE, asked.wait_for(|all| all.len() > before)).await.unwrap().unwrap();
    }

    pub(crate) async fn is_asked(&self, ending: &str) {
        let mut asked = self.asked.clone();
        let heard = asked.wait_for(|all| all.iter().any(|one| one.ends_with(ending)));
        timeout(PATIENCE, heard).await.unwrap().unwrap();
    }
}

fn page(said: &[Line], after: u64) -> String {
    let behind: Vec<_> = said.iter().filter(|(cursor, ..)| *cursor > after).collect();
    let next = behind.last().map_or(after, |(cursor, ..)| *cursor);
    let messages: Vec<_> = behind.into_iter().map(message).collect();
    given::page(&messages, next)
}

fn message((cursor, from, to, state): &Line) -> String {
    format!(
        "{{\"id\":\"0191d5f2-7c4a-7abc-8def-0123456789ab\",\"cursor\":{cursor},\"from\":\"{from}@localhost\",\
         \"to\":\"{to}@localhost\",\"text\":\"{cursor}\",\"kind\":1,\"sent_at\":1000,\"changed_at\":1012,\
         \"state\":\"{state}\"}}"
    )
}
