//! Writes the small corpora that the targets begin with: `cargo run --example seeds`, in this folder.

use std::{fs, path::Path};

use causerie_chat::{AccountSecret, Body, DeviceSecret, Introduction, Message, Timestamp};
use causerie_fuzz::given::{AT, Device, End, Parties, every_kind};
use causerie_session::Sessions;
use causerie_wire::{Delivery, WireEnvelope};

fn main() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let bundles = [bob.bundle().bundle().encode(), bob.last_resort().bundle().encode()];
    write("bundle", &bundles);

    let mut begun = [
        End::new(alice.initiate(&bob, &bob.bundle(), 99), 1),
        End::new(alice.initiate(&bob, &bob.last_resort(), 98), 1),
    ];
    let firsts = begun.each_mut().map(|end| end.seal(b"first"));
    write("first_message", &[&firsts[0][..], &firsts[1], &[], &[4, 90, 1]]);

    let kinds = every_kind();
    let mut states: Vec<_> = kinds.iter().map(|(_, _, end)| end.state()).collect();
    let (mut a, mut b) = Parties::settled();
    let sent: Vec<_> = (0..5).map(|_| a.seal(b"")).collect();
    b.open(&sent[4]).unwrap();
    states.extend([b.state(), begun[0].state()]);
    write("session_state", &states);

    let one = Sessions::new(alice.initiate(&bob, &bob.bundle(), 5));
    let two = Sessions::new(b.session.take().unwrap());
    let two = two.adopt(alice.initiate(&bob, &bob.bundle(), 6), AT);
    write("sessions_state", &[one.encode(), two.encode()]);

    let messages: Vec<_> = (0_u8..)
        .zip(&kinds)
        .map(|(kind, (_, message, _))| [&[kind], &message[..]].concat())
        .collect();
    write("message", &messages);

    let events: [&[u8]; 3] = [
        &[0, 5, 0, 4, 0, 0, 1, 9, 0, 5, 0, 0, 0, 7, 0, 4, 0, 0, 6, 0, 0, 12, 0, 0],
        &[
            0, 5, 0, 0, 6, 0, 0, 7, 0, 4, 2, 0, 1, 9, 0, 5, 0, 0, 0, 1, 0, 8, 0, 50, 10, 0, 0, 4,
            0, 0,
        ],
        &[
            0, 1, 0, 4, 0, 0, 1, 1, 0, 5, 0, 0, 14, 0, 0, 15, 0, 0, 0, 1, 0, 4, 0, 0, 1, 1, 0, 5,
            0, 0,
        ],
    ];
    write("two_parties", &events);

    let message = Message {
        id: "0190a8b4-0000-7000-8000-000000000007".parse().unwrap(),
        author: "alice@example.org".parse().unwrap(),
        recipient: "bob@example.org".parse().unwrap(),
        sent_at: Timestamp::from_millis(1_800_000_000_000),
        body: Body::Text("hello".parse().unwrap()),
        reply_to: None,
        expires_at: None,
    };
    let unknown = Message { body: Body::from_parts(9, vec![0xF6]).unwrap(), ..message.clone() };
    write("chat_message", &[message.encode(), unknown.encode()]);

    let device = "phone.alice.peers.example.org".parse().unwrap();
    let (account, own) = (AccountSecret::from_seed(&[1; 32]), DeviceSecret::from_seed(&[2; 32]));
    write("chat_introduction", &[Introduction::sign(device, &account, &own).encode(&[])]);

    let envelope = WireEnvelope {
        id: vec![7; 16],
        recipient: "phone.bob.peers.example.org".to_owned(),
        sealed: vec![1; 40],
        trace: None,
        same_as: None,
    };
    write("wire_delivery", &[Delivery { envelopes: vec![envelope] }.encode()]);
}

fn write(target: &str, seeds: &[impl AsRef<[u8]>]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    fs::create_dir_all(&folder).unwrap();
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
    }
}
