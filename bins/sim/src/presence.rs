//! Who is there: what people choose, what devices show each other, and what has to be true of it at the end.
//!
//! * Each contact sees how somebody is there, as far as their devices let each other in.
//! * Nobody else sees anything: not who was never accepted, not who was blocked.

use std::sync::Arc;

use causerie_chat::{DeviceAddress, PresenceState, Ruling};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        PresenceCircle,
        commands::{LosePresence, SetPresence, TakePresence},
        queries::{PresenceToShow, ReadPresence, ReadPresenceHandler},
    },
    ports::{Identities, KnownIdentity, PresenceBook},
};

use crate::{
    ledger::at_once,
    lock::lock,
    machine::{device, machine, name, owner},
    newcomer::newcomer,
    people::on,
    rulings::decide,
    station::Station,
    task::MachineId,
    world::World,
};

/// How often a device shows itself and looks for others, in milliseconds.
const ROUND: u64 = 120_000;

/// Shows this person to contacts, and sees theirs.
pub(crate) async fn show(station: Arc<Station>) {
    loop {
        let at = station.world.clock(station.id);
        if let Ok(to_show) = station.peer.presence_to_show.handle(PresenceToShow { at }).await {
            let seen = station.line.presence(&to_show).await;
            let at = station.world.clock(station.id);
            match seen {
                Ok(news) => {
                    // Tried again in the next round.
                    let _ = station.peer.take_presence.handle(TakePresence { news, at }).await;
                }
                Err(_) => {
                    let _ = station.peer.lose_presence.handle(LosePresence { at }).await;
                }
            }
        }
        station.world.sleep(ROUND).await;
    }
}

/// Somebody chooses how they are there.
pub(crate) async fn chooses(world: &Arc<World>, me: MachineId) {
    let state = PresenceState::ALL[world.chance.index(PresenceState::ALL.len())];
    let chosen = on(world, me, "choose presence", async move |station: Arc<Station>| {
        let at = station.world.clock(me);
        station.peer.set_presence.handle(SetPresence { state, at }).await
    });
    if let Ok(Ok(())) = chosen.await {
        world.count(|counts| counts.presences += 1);
    }
}

/// When all is where it belongs, somebody blocks somebody else, at one of their devices: it holds at all of them.
pub(crate) fn blocks(world: &Arc<World>) {
    let people: Vec<_> = world.people().collect();
    let one = people.get(world.chance.index(people.len())).copied().unwrap_or(1);
    let other = if one == people.len() { 1 } else { one + 1 };
    let own = world.live_of(one);
    let me = own.get(world.chance.index(own.len())).copied().unwrap_or(one);
    let world_too = world.clone();
    lock(&world.ledger).people += 1;
    world.begin(None, "blocker", async move {
        decide(&world_too, me, other, Ruling::Block).await;
        lock(&world_too.ledger).people -= 1;
    });
}

/// What is not true yet.
pub(crate) fn wrong(world: &World) -> Vec<String> {
    let mut wrong = Vec::new();
    for at in world.live() {
        for person in world.people().filter(|person| *person != owner(at)) {
            let Some(meant) = meant(world, at, person) else { continue };
            let seen = seen(world, at, person);
            world.count(|counts| match seen {
                PresenceState::Offline => counts.seen_offline += 1,
                _ => counts.seen_there += 1,
            });
            if seen != meant {
                let (at, person) = (name(at), name(person));
                wrong.push(format!("{at} sees {person} {seen}, who is {meant} to them"));
            }
        }
    }
    wrong
}

/// How somebody is there to a device, as they mean it; nothing if the two cannot have the same idea of their devices.
fn meant(world: &World, at: MachineId, person: MachineId) -> Option<PresenceState> {
    let theirs = known(world, at, person)?;
    let live = world.live_of(person);
    let is_live = |it: &DeviceAddress| machine(it).is_some_and(|it| live.contains(&it));
    // One that was revoked is shown until the directory hangs up, which it does not do here.
    if !theirs.person.devices.iter().all(|it| is_live(&theirs.person.device(it))) {
        return None;
    }
    let shows = |other: &MachineId| {
        let is_let_in = |it: &KnownIdentity, whom: MachineId| {
            it.is_accepted() && it.person.has(&device(whom).device)
        };
        is_let_in(&theirs, *other)
            && known(world, *other, owner(at)).is_some_and(|it| is_let_in(&it, at))
    };
    let chosen = |other: MachineId| world.station(other).map(|it| it.presence.own().state);
    Some(PresenceState::of_all(live.into_iter().filter(shows).filter_map(chosen)))
}

/// How somebody is there, as it is shown at a device.
fn seen(world: &World, at: MachineId, person: MachineId) -> PresenceState {
    let (me, who) = (device(at).person, device(person).person);
    let shown = world.station(at).zip(world.stores.get(at)).zip(newcomer(at));
    let contacts = shown.and_then(|((station, store), newcomer)| {
        let book = station.presence.clone();
        let own = newcomer.own.clone();
        let circle = Arc::new(PresenceCircle::new(me, own, store.clone(), book.clone()));
        let query = ReadPresence { at: world.clock(at) };
        at_once(ReadPresenceHandler { circle, book }.handle(query))?.ok()
    });
    let contact = contacts.and_then(|it| it.contacts.into_iter().find(|it| it.who == who));
    contact.map_or(PresenceState::Offline, |it| it.state)
}

fn known(world: &World, at: MachineId, person: MachineId) -> Option<KnownIdentity> {
    at_once(world.stores.get(at)?.identity(&device(person).person))?.ok()?
}
