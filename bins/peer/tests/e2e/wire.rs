//! What crosses the wire.

use crate::{relay::Relay, world::World};

#[test]
fn nothing_readable_crosses_the_wire() {
    let world = World::begin();
    let to_directory = Relay::begin();
    to_directory.lead_to(&format!("127.0.0.1:{}", world.port));
    let (to_alice, to_bob) = (Relay::begin(), Relay::begin());
    let url = format!("https://localhost:{}", to_directory.port);
    let mut up = Vec::new();
    for (name, relay) in [("alicia-watched", &to_alice), ("robert-watched", &to_bob)] {
        world.register_at(name, &url);
        let advertise = format!("127.0.0.1:{}", relay.port);
        let peer = world.up_with(name, &["--advertise", &advertise]);
        relay.lead_to(&peer.peers);
        up.push(peer);
    }

    let text = "a sentence nobody else should read";
    let there = world.says("alicia-watched", &["tell", "robert-watched", text]);
    let back = world.says("robert-watched", &["tell", "alicia-watched", text]);

    assert!(there.contains("delivered") && back.contains("delivered"), "{there}{back}");
    for (what, relay) in [("directory", to_directory), ("alice", to_alice), ("bob", to_bob)] {
        let seen = relay.seen();
        assert!(seen.len() > 1_000, "the relay to {what} saw {} bytes", seen.len());
        for secret in [text, "alicia-watched", "robert-watched", "peers.localhost", "127.0.0.1:"] {
            let found = seen.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} crossed the wire to {what} in clear");
        }
    }
}
