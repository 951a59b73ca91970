//! What the fuzz targets have in common with the tests of the session: parties, providers, and the model of two of them.

#[allow(clippy::all, reason = "as the tests have it")]
#[path = "../../domain/session/tests/given/mod.rs"]
pub mod given;

use given::model::{Event, Who};

/// The events that bytes stand for, three bytes each; so many that no bound of the protocol is reached by losing messages.
pub fn events(bytes: &[u8]) -> impl Iterator<Item = Event> {
    bytes.chunks_exact(3).take(390).map(|chunk| {
        let (which, bit) = (usize::from(chunk[1]), usize::from(chunk[2]) * 31);
        let [here, there] =
            if chunk[0] & 1 == 0 { [Who::Alice, Who::Bob] } else { [Who::Bob, Who::Alice] };
        match chunk[0] >> 1 & 7 {
            0 | 1 => Event::Send { from: here, length: which },
            2 => Event::Deliver { to: there, which },
            3 => Event::Again { to: there, which },
            4 => Event::Damage { to: there, which, bit },
            5 => Event::Lose { to: there, which },
            6 => Event::Restart { who: here },
            _ => Event::Week { who: here },
        }
    })
}
