//! Where the time of adding goes.

use std::error::Error;

use causerie_chat::{RoomChange, RoomDraft, RoomEntry, RoomWelcome};
use causerie_usecases::ports::{GroupChange, KnownRoom};

use super::{member::fresh, ours::Ours};
use crate::clock::{micros_each, processor_time};

/// How many are measured.
const TIMES: usize = 8;

/// What the parts of adding somebody took, in microseconds.
#[derive(Default)]
struct Parts {
    guest: f64,
    members: f64,
    prepare: f64,
    keep_draft: f64,
    read_draft: f64,
    apply: f64,
    keep: f64,
}

/// Prints what it takes to add somebody, part by part. The room is not to be used afterwards: it is kept as if they had been taken in.
pub(super) async fn adding(ours: &Ours, members: usize) -> Result<(), Box<dyn Error>> {
    let (room, parts) = (ours.room, &ours.parts);
    let mut took = Parts::default();
    let kept = parts.rooms.book.room(room).await?.ok_or("no room")?;
    for _ in 0..TIMES {
        let mut group = parts.rooms.groups.load(&kept.tree, &kept.state)?;
        // As in a room that is in memory, whose members were read before.
        group.members()?;
        let package = ours.package()?;
        let part = |slot: &mut f64, before| *slot += micros_each(before, TIMES);

        let before = processor_time();
        group.guest(&package)?;
        part(&mut took.guest, before);
        let before = processor_time();
        group.members()?;
        part(&mut took.members, before);
        let change = GroupChange { add: vec![package], ..GroupChange::default() };
        let drawn = fresh()?;
        let before = processor_time();
        let made = group.prepare(&change, drawn)?;
        part(&mut took.prepare, before);

        let known = parts.rooms.book.known(room).await?.ok_or("no room")?;
        let entry = RoomEntry {
            commit: made.commit.clone().try_into()?,
            change: RoomChange::default(),
            info: None,
            welcome: made.welcome.clone().map(RoomWelcome::try_from).transpose()?,
        };
        let (place, epoch, secret) = (known.place.next(), made.epoch, made.secret.clone());
        let draft = RoomDraft { place, epoch, entry, secret };
        let (own, drawn) = (made.own(), fresh()?);
        let before = processor_time();
        let applied = group.apply(&made.commit, Some(own), drawn)?;
        part(&mut took.apply, before);

        let before = processor_time();
        parts.rooms.rooms.update(&known, Some(made.keep), Some(draft)).await?;
        part(&mut took.keep_draft, before);
        let before = processor_time();
        parts.rooms.book.draft(room).await?;
        part(&mut took.read_draft, before);
        let known = KnownRoom { version: known.version + 1, ..known };
        let before = processor_time();
        parts.rooms.rooms.update(&known, Some(applied.keep), None).await?;
        part(&mut took.keep, before);
    }
    let Parts { guest, members: named, prepare, keep_draft, read_draft, apply, keep } = took;
    println!(
        "  of adding somebody to {members}: who asks is read {guest:.0} µs, who is in it {named:.0} µs, each more than once"
    );
    println!(
        "    the commit made {prepare:.0} µs, kept before it is offered {keep_draft:.0} µs, read again {read_draft:.0} µs"
    );
    println!("    applied {apply:.0} µs, kept {keep:.0} µs");
    Ok(())
}
