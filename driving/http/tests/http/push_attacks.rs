//! What is said on a line, or done with it, that no honest device says or does.

use std::time::Duration;

use causerie_http_api::{Limits, PushConfig};
use causerie_usecases::ports::{Deposits, MailNumber, MailPush, Mailbox};
use causerie_wire::PushReply;
use rstest::rstest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep},
};
use tokio_tungstenite::tungstenite::{
    Bytes, Message,
    protocol::frame::{
        Frame, FrameHeader,
        coding::{Control, Data, OpCode},
    },
};

use crate::support::{Post, caught_up, device, numbers, outgoing, patient, reply_of};

const SHORT: Duration = Duration::from_millis(300);

#[rstest]
#[case::text(Message::text("hello"), 1_003)]
#[case::text_that_is_none(raw(Data::Text, b"\xff\xfe"), 1_007)]
#[case::no_cbor(Message::binary(b"\xff".as_slice()), 1_007)]
#[case::two_replies(Message::binary(b"\xa1\x00\x01\xa1\x00\x01".as_slice()), 1_007)]
#[case::nothing(Message::binary(b"".as_slice()), 1_007)]
#[case::a_frame_too_large(Message::binary(vec![0; PushReply::MAX_BYTES + 1]), 1_009)]
#[case::a_frame_far_too_large(Message::binary(vec![0; 1 << 20]), 1_009)]
#[case::a_continuation_of_nothing(raw(Data::Continue, b"\xa1\x00\x01"), 1_002)]
#[case::an_unknown_kind(raw(Data::Reserved(5), b"\xa1\x00\x01"), 1_002)]
#[case::a_control_frame_too_large(control(vec![0; 126], true, false), 1_002)]
#[case::a_control_frame_in_pieces(control(Vec::new(), false, false), 1_002)]
#[case::an_extension_that_was_not_agreed_on(control(Vec::new(), true, true), 1_002)]
#[case::what_was_not_sent(reply_of(4), 1_008)]
#[case::the_end_of_all_numbers(reply_of(u64::MAX), 1_008)]
#[tokio::test]
async fn t54_a_line_with_nonsense_on_it_is_closed_with_a_code_and_others_go_on(
    #[case] nonsense: Message,
    #[case] code: u16,
) {
    let post = Post::open().await;
    let mut other = post.line("carol", 0).await;
    caught_up(&mut *other).await;
    post.leave("alice", "bob", 0..3).await;
    let mut bob = post.raw("bob").await;
    assert_eq!(bob.mail().await, [1, 2, 3]);

    // It may be closed before all of it was said.
    let _ = futures_util::SinkExt::send(&mut bob.0, nonsense).await;

    assert_eq!(bob.closed().await, code);
    post.leave("alice", "carol", 3..4).await;
    assert_eq!(numbers(&mut *other).await, [1]);
    let left = post.client("bob").pending(&device("bob"), MailNumber(0), 10, 10).await.unwrap();
    assert!(!left.is_empty());
}

#[tokio::test]
async fn t54_a_message_in_many_pieces_is_no_larger_for_it() {
    let post = Post::open().await;
    let mut bob = post.raw("bob").await;
    let piece = |kind| Message::Frame(Frame::message(vec![0; 500], OpCode::Data(kind), false));

    bob.say(piece(Data::Binary)).await;
    for _ in 0..=PushReply::MAX_BYTES / 500 {
        let _ = futures_util::SinkExt::send(&mut bob.0, piece(Data::Continue)).await;
    }

    assert_eq!(bob.closed().await, 1_009);
}

#[tokio::test]
async fn t54_a_frame_that_is_announced_and_never_comes_takes_no_room_and_ends_in_time() {
    let push = PushConfig { ping: SHORT, dead: SHORT * 2, ..PushConfig::default() };
    let post = Post::with(push, Limits::default()).await;
    let mut bob = post.raw("bob").await;
    bob.hear().await;

    let stream = bob.0.get_mut();
    stream.write_all(b"\x82\xfe\x03\xe8\x00\x00\x00\x00\xa1").await.unwrap();
    stream.flush().await.unwrap();
    let began = Instant::now();
    let mut rest = Vec::new();
    let _ = patient(bob.0.get_mut().read_to_end(&mut rest)).await;

    assert!(began.elapsed() >= SHORT);
}

#[tokio::test]
async fn a_message_that_is_not_masked_is_refused() {
    let post = Post::open().await;
    let mut bob = post.raw("bob").await;
    bob.hear().await;

    let stream = bob.0.get_mut();
    stream.write_all(b"\x82\x03\xa1\x00\x00").await.unwrap();
    stream.flush().await.unwrap();

    assert_eq!(bob.closed().await, 1_002);
}

#[rstest]
#[case::pings(Message::Ping(Bytes::new()))]
#[case::pongs(Message::Pong(Bytes::new()))]
#[case::the_same_again(reply_of(0))]
#[tokio::test]
async fn t54_who_says_nothing_new_without_end_is_not_listened_to(#[case] noise: Message) {
    let post = Post::open().await;
    let mut bob = post.raw("bob").await;

    for _ in 0..1_100 {
        if futures_util::SinkExt::send(&mut bob.0, noise.clone()).await.is_err() {
            break;
        }
    }

    assert_eq!(bob.closed().await, 1_008);
}

#[tokio::test]
async fn who_says_little_between_two_pings_is_listened_to_however_long_it_lasts() {
    let push = PushConfig { ping: SHORT, ..PushConfig::default() };
    let post = Post::with(push, Limits::default()).await;
    let mut bob = post.raw("bob").await;

    for _ in 0..2 {
        for _ in 0..600 {
            bob.say(Message::Pong(Bytes::new())).await;
        }
        sleep(SHORT * 2).await;
    }

    post.leave("alice", "bob", 0..1).await;
    assert_eq!(bob.mail().await, [1]);
}

#[tokio::test]
async fn t54_a_receiver_that_never_reads_is_dropped_and_others_go_on() {
    let push =
        PushConfig { dead: SHORT * 5, items: 100_000, bytes: 1 << 30, ..PushConfig::default() };
    let limits = Limits { connections_per_address: 3, ..Limits::default() };
    let post = Post::with(push, limits).await;
    let alice = post.client("alice");
    for n in 0..200 {
        alice.deposit(&[outgoing(n, "bob", 98_000)]).await.unwrap();
    }
    let stuck = post.raw("bob").await;
    let began = Instant::now();
    let mut other = post.line("carol", 0).await;
    caught_up(&mut *other).await;

    alice.deposit(&[outgoing(1_000, "carol", 5)]).await.unwrap();
    assert_eq!(numbers(&mut *other).await, [1]);

    // Its place is free again once it was dropped: until then there is none for a fourth.
    assert!(post.client("carol").open(&device("carol"), MailNumber(0)).await.is_err());
    let fourth = async {
        while post.client("carol").open(&device("carol"), MailNumber(0)).await.is_err() {
            sleep(SHORT / 3).await;
        }
    };
    patient(fourth).await;
    assert!(began.elapsed() >= SHORT * 4);
    drop(stuck);
}

#[tokio::test]
async fn t54_a_receiver_that_speaks_and_never_reads_is_dropped_too() {
    let push =
        PushConfig { dead: SHORT * 3, items: 100_000, bytes: 1 << 30, ..PushConfig::default() };
    let post = Post::with(push, Limits::default()).await;
    let alice = post.client("alice");
    for n in 0..200 {
        alice.deposit(&[outgoing(n, "bob", 98_000)]).await.unwrap();
    }
    let mut stuck = post.raw("bob").await;

    let speaking = async {
        let pong = || Message::Pong(Bytes::new());
        while futures_util::SinkExt::send(&mut stuck.0, pong()).await.is_ok() {
            sleep(SHORT / 3).await;
        }
    };

    patient(speaking).await;
}

#[tokio::test]
async fn what_is_in_the_mailbox_and_was_not_sent_on_this_line_cannot_be_acknowledged_on_it() {
    let push = PushConfig { items: 2, ..PushConfig::default() };
    let post = Post::with(push, Limits::default()).await;
    post.leave("alice", "bob", 0..5).await;
    let mut bob = post.raw("bob").await;
    assert_eq!(bob.mail().await, [1, 2]);

    bob.say(reply_of(4)).await;

    assert_eq!(bob.closed().await, 1_008);
    let left = post.client("bob").pending(&device("bob"), MailNumber(0), 10, 1_000).await.unwrap();
    assert_eq!(left.len(), 5);
}

#[tokio::test]
async fn t54_half_open_sockets_and_lines_are_bounded_and_others_are_served() {
    let limits = Limits {
        handshake: SHORT,
        head: SHORT,
        connections: 400,
        connections_per_address: 400,
        ..Limits::default()
    };
    let post = Post::with(PushConfig::default(), limits).await;
    let mut half_open = Vec::new();
    for _ in 0..250 {
        half_open.push(TcpStream::connect(post.served.at).await.unwrap());
    }
    let mut half_asked = Vec::new();
    for _ in 0..50 {
        let mut stream = post.tls(Some("bob")).await;
        let head = "GET /v1/people/bob/devices/d1/mailbox/push HTTP/1.1\r\nupgrade: webso";
        stream.write_all(head.as_bytes()).await.unwrap();
        half_asked.push(stream);
    }

    post.leave("alice", "carol", 0..1).await;
    assert_eq!(numbers(&mut *post.line("carol", 0).await).await, [1]);

    for stream in &mut half_open {
        assert!(matches!(patient(stream.read(&mut [0])).await, Ok(0) | Err(_)));
    }
    for stream in &mut half_asked {
        let mut rest = Vec::new();
        let _ = patient(stream.read_to_end(&mut rest)).await;
        assert!(!rest.starts_with(b"HTTP/1.1 101"));
    }
}

#[tokio::test]
async fn a_line_takes_the_place_of_a_connection_until_it_ends() {
    let limits = Limits { connections: 2, ..Limits::default() };
    let post = Post::with(PushConfig::default(), limits).await;
    let mut bob = post.line("bob", 0).await;
    let mut carol = post.line("carol", 0).await;
    caught_up(&mut *bob).await;
    caught_up(&mut *carol).await;

    assert!(post.client("alice").open(&device("alice"), MailNumber(0)).await.is_err());
    drop(carol);
    sleep(SHORT).await;

    assert!(post.client("alice").open(&device("alice"), MailNumber(0)).await.is_ok());
}

#[tokio::test]
async fn t54_a_flood_of_lines_of_one_device_leaves_it_one() {
    let post = Post::open().await;
    let mut lines = Vec::new();
    for _ in 0..20 {
        lines.push(post.raw("bob").await);
    }
    sleep(SHORT).await;

    let mut last = lines.pop().unwrap();
    for line in &mut lines {
        assert_eq!(line.closed().await, 1_000);
    }
    post.leave("alice", "bob", 0..1).await;
    assert_eq!(last.mail().await, [1]);
}

fn raw(kind: Data, payload: &'static [u8]) -> Message {
    Message::Frame(Frame::message(payload, OpCode::Data(kind), true))
}

fn control(payload: Vec<u8>, is_final: bool, rsv1: bool) -> Message {
    let opcode = OpCode::Control(Control::Ping);
    let header = FrameHeader { is_final, rsv1, opcode, ..FrameHeader::default() };
    Message::Frame(Frame::from_payload(header, payload.into()))
}
