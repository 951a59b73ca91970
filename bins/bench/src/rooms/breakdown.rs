//! Where the time of sending goes.

use std::error::Error;

use causerie_chat::{Body, EnvelopeId, Message, RoomId, Sealed, Text, pad};
use causerie_edge::{message_id, now};
use causerie_usecases::ports::{Addressed, RoomKeys, RoomStep, SaidInRoom};

use super::{TEXT, member::fresh, ours::Ours};
use crate::clock::{micros_each, processor_time};

/// How many are measured at once.
const TEXTS: usize = 256;

/// Prints what one text to a room takes, part by part, as far as they can be taken apart.
pub(super) async fn breakdown(ours: &Ours, members: usize) -> Result<(), Box<dyn Error>> {
    let (room, parts) = (ours.room, &ours.parts);
    let kept = parts.rooms.book.room(room).await?.ok_or("no room")?;
    let mut group = parts.rooms.groups.load(&kept.tree, &kept.state)?;
    let others: Vec<_> = group.members()?.iter().map(|it| it.device.clone()).collect();
    let others: Vec<_> = others.into_iter().filter(|it| *it != parts.device).collect();
    let text = pad(message(ours, room)?.encode());
    // The keys that may have been used before are gone through at the first.
    group.seal(&text, fresh()?)?;

    let before = processor_time();
    for _ in 0..TEXTS {
        group.seal(&text, fresh()?)?;
    }
    let sealing = micros_each(before, TEXTS);
    let sealed = Sealed::try_from(group.seal(&text, fresh()?)?.bytes)?;
    let before = processor_time();
    for _ in 0..TEXTS {
        group.keep()?;
    }
    let encoding = micros_each(before, TEXTS);
    let keeping = keep(ours, &sealed, &[]).await?;
    let keeping_all = keep(ours, &sealed, &others).await?;
    let before = processor_time();
    for _ in 0..TEXTS {
        let id = message_id()?;
        std::hint::black_box(others.iter().map(|to| EnvelopeId::of(id, to)).collect::<Vec<_>>());
    }
    let naming = micros_each(before, TEXTS);
    println!("  of a text to {members}: sealed once {sealing:.0} µs");
    println!(
        "    the state, once in {} texts: encoded {encoding:.0} µs, beside what it takes to seal and write it",
        RoomKeys::TEXTS
    );
    println!("    {} envelopes named {naming:.0} µs", others.len());
    println!(
        "    kept with no envelope {keeping:.0} µs, with all {keeping_all:.0} µs, commits included"
    );
    Ok(())
}

/// Keeps texts that were sealed before, with an envelope for each of these.
async fn keep(
    ours: &Ours,
    sealed: &Sealed,
    to: &[causerie_chat::DeviceAddress],
) -> Result<f64, Box<dyn Error>> {
    let mut took = 0.0;
    let kept = ours.parts.rooms.book.known(ours.room).await?.ok_or("no room")?;
    for number in 0..TEXTS {
        let message = message(ours, ours.room)?;
        let addressed = |recipient: &causerie_chat::DeviceAddress| {
            let id = EnvelopeId::of(message.id, recipient);
            Addressed { id, recipient: recipient.clone(), trace: None }
        };
        let envelopes = to.iter().map(addressed).collect();
        let step = RoomStep { room: ours.room, version: kept.version, keep: None };
        let said = SaidInRoom { message, sealed: sealed.clone(), envelopes, step };
        let before = processor_time();
        ours.parts.rooms.mail.say(said).await?;
        took += micros_each(before, TEXTS);
        if number % 8 == 7 {
            ours.clear()?;
        }
    }
    Ok(took)
}

fn message(ours: &Ours, room: RoomId) -> Result<Message, Box<dyn Error>> {
    Ok(Message {
        id: message_id()?,
        author: ours.parts.device.person.clone(),
        recipient: room.into(),
        sent_at: now(),
        body: Body::Text(Text::try_from(String::from_utf8(TEXT.to_vec())?)?),
        reply_to: None,
        expires_at: None,
    })
}
