//! Following a conversation: over the stream of events, across restarts of the peer.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod given;
#[path = "follow/peer.rs"]
mod peer;

use std::{
    io::{self, ErrorKind, Write},
    path::Path,
    time::Duration,
};

use causerie_cli::{Failure, PeerCommand, run};
use tempfile::TempDir;
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{sleep, timeout},
};

use given::parse;
use peer::Peer;

const OF_BOB: &str = "event: conversation\nid: 7-1\ndata: {\"with\":\"bob@localhost\"}\n\n";

#[tokio::test]
async fn what_is_said_meanwhile_is_printed_at_once_and_marked_as_read() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path()).await;
    peer.says(&[(1, "bob", "alice", "delivered")]);
    let mut printed = followed(data.path(), &[], 2);

    assert!(line(&mut printed.lines).await.contains("  bob    1"));
    peer.says(&[(1, "bob", "alice", "read"), (4, "bob", "alice", "delivered")]);
    peer.tells(OF_BOB);

    assert!(line(&mut printed.lines).await.contains("  bob    4"));
    peer.is_asked("{\"up_to\":4}").await;
    // What was marked would be marked again before the second of these.
    for _ in 0..2 {
        peer.has_it_look_again().await;
    }
    let asked = peer.asked();
    assert!(asked[0].starts_with("GET /v1/events "), "first the stream, so that nothing is missed");
    let read = asked.iter().filter(|asked| asked.starts_with("PUT /v1/conversations/bob/read "));
    let up_to: Vec<_> = read.map(|asked| asked.lines().last().unwrap()).collect();
    assert_eq!(up_to, ["{\"up_to\":1}", "{\"up_to\":4}"]);
}

#[tokio::test]
async fn who_peeks_marks_nothing() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path()).await;
    peer.says(&[(1, "bob", "alice", "delivered")]);
    let mut printed = followed(data.path(), &["--peek"], 2);

    line(&mut printed.lines).await;
    peer.says(&[(1, "bob", "alice", "delivered"), (2, "bob", "alice", "delivered")]);
    peer.tells(OF_BOB);
    line(&mut printed.lines).await;

    assert!(!peer.asked().iter().any(|asked| asked.starts_with("PUT")));
}

#[tokio::test]
async fn a_message_of_ones_own_that_comes_further_is_ticked_once_for_each_step() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path()).await;
    peer.says(&[(1, "alice", "bob", "stored"), (2, "bob", "alice", "read")]);
    let mut printed = followed(data.path(), &[], 5);
    assert!(line(&mut printed.lines).await.contains("✓ in their mailbox"));
    line(&mut printed.lines).await;

    for (state, tick) in [("delivered", "alice  ✓✓ delivered  1"), ("read", "alice  ✓✓ read  1")]
    {
        peer.says(&[(1, "alice", "bob", state), (2, "bob", "alice", "read")]);
        peer.tells("event: delivery\ndata: {\"with\":\"bob@localhost\"}\n\n");

        let line = line(&mut printed.lines).await;
        assert!(line.contains(tick), "{line}");
        peer.has_it_look_again().await;
    }
    peer.says(&[
        (1, "alice", "bob", "read"),
        (2, "bob", "alice", "read"),
        (3, "bob", "alice", "read"),
    ]);
    peer.tells(OF_BOB);
    assert!(line(&mut printed.lines).await.contains("  bob    3"));
}

#[tokio::test]
async fn a_gap_makes_it_look_again_and_events_of_others_do_not() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path()).await;
    peer.says(&[(1, "alice", "bob", "read")]);
    let mut printed = followed(data.path(), &[], 2);
    line(&mut printed.lines).await;
    let asked = peer.asked().len();

    peer.tells("event: conversation\ndata: {\"with\":\"carol@localhost\"}\n\n");
    peer.tells("event: synced\ndata: {\"at\":1}\n\nevent: solar_flare\ndata: {}\n\n");
    sleep(Duration::from_millis(200)).await;
    peer.says(&[(1, "alice", "bob", "read"), (2, "bob", "alice", "read")]);
    peer.tells("event: gap\ndata: {}\n\n");

    assert!(line(&mut printed.lines).await.contains("  bob    2"));
    assert_eq!(peer.asked().len(), asked + 1);
}

#[tokio::test]
async fn it_outlives_a_restart_of_the_peer_and_a_lost_connection_without_a_message_lost_or_doubled()
{
    let data = TempDir::new().unwrap();
    let first = Peer::on(data.path()).await;
    first.says(&[(1, "bob", "alice", "read")]);
    let mut printed = followed(data.path(), &[], 3);
    line(&mut printed.lines).await;

    first.says(&[(1, "bob", "alice", "read"), (2, "bob", "alice", "read")]);
    first.cuts();
    assert!(line(&mut printed.lines).await.contains("  bob    2"));
    drop(first);
    let second = Peer::on(data.path()).await;
    second.says(&[
        (1, "bob", "alice", "read"),
        (2, "bob", "alice", "read"),
        (3, "bob", "alice", "read"),
    ]);

    assert!(line(&mut printed.lines).await.contains("  bob    3"));
    assert!(second.asked()[1].contains("after=2&"), "{:?}", second.asked());
}

#[tokio::test]
async fn it_ends_with_its_reader() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path()).await;
    peer.says(&[(1, "bob", "alice", "read"), (2, "bob", "alice", "read")]);

    let printed = followed(data.path(), &[], 1);

    let outcome = timeout(PATIENCE, printed.ends).await.unwrap().unwrap();
    assert_eq!(outcome.unwrap_err().exit_code(), 0);
}

#[tokio::test]
async fn where_there_is_no_peer_at_first_it_ends_with_3() {
    let data = TempDir::new().unwrap();

    let printed = followed(data.path(), &[], 1);

    let outcome = timeout(PATIENCE, printed.ends).await.unwrap().unwrap();
    assert_eq!(outcome.unwrap_err().exit_code(), 3);
}

const PATIENCE: Duration = Duration::from_secs(10);

/// A `causerie conversation bob --follow` that runs.
struct Printed {
    lines: mpsc::UnboundedReceiver<String>,
    ends: JoinHandle<Result<(), Failure>>,
}

/// Follows, with a reader that goes away after so many lines.
fn followed(data: &Path, words: &[&str], room: usize) -> Printed {
    let cli = parse(data, &[&["conversation", "bob", "--follow"], words].concat());
    let settings = cli.settings();
    let PeerCommand::Client(command) = cli.command else { panic!("not the client's") };
    let (line, lines) = mpsc::unbounded_channel();
    let mut reader = Reader { line, room };
    let ends = tokio::spawn(async move { run(command, &settings, &mut reader).await });
    Printed { lines, ends }
}

async fn line(lines: &mut mpsc::UnboundedReceiver<String>) -> String {
    timeout(PATIENCE, lines.recv()).await.unwrap().unwrap()
}

struct Reader {
    line: mpsc::UnboundedSender<String>,
    room: usize,
}

impl Write for Reader {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.room = self.room.checked_sub(1).ok_or(ErrorKind::BrokenPipe)?;
        self.line.send(String::from_utf8(bytes.to_vec()).unwrap()).unwrap();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
