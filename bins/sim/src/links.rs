//! People who link devices, and revoke them.

use std::sync::Arc;

use causerie_chat::{LinkCode, Linked, Person};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        NoDeviceChange,
        commands::{
            AcceptLink, AskToBeLinked, AskToBeLinkedHandler, NotTakenOn, OpenLink, ReadLinkAnswer,
            RevokeDevice,
        },
        queries::ReadLinkRequest,
    },
    ports::{Contacts, NotChanged, NotLinked, People},
};

use crate::{
    history::after_linking,
    keepers::{code_for_change, comes_home},
    ledger::at_once,
    line::Line,
    lock::lock,
    machine::{device, machine, name, owner, parsed},
    newcomer::newcomer,
    people::on,
    station::{Station, start},
    task::MachineId,
    world::World,
};

/// How often somebody tries a step that is not answered.
const PATIENCE: u64 = 5;

/// What came of trying something once.
enum Tried<A> {
    Done(A),
    /// It cannot be done, and trying again is of no use.
    Refused,
    /// Nobody knows.
    Unanswered,
}

/// Somebody links a device, step by step; each may fail for good, and then the rest is left undone.
pub(crate) async fn links(world: &Arc<World>, me: MachineId) {
    let first = owner(me);
    if lock(&world.ledger).asks_why > 0 {
        return;
    }
    let Some(new) = world.new_device(first) else { return };
    world.note(format_args!("{} is to be linked", name(new)));
    lock(&world.ledger).links += 1;
    let linked = link(world, first, new).await;
    if let Some(linked) = linked {
        joins(world, new, linked);
    }
    lock(&world.ledger).links -= 1;
}

async fn link(world: &Arc<World>, first: MachineId, new: MachineId) -> Option<Linked> {
    let code = LinkCode::from_random(&world.chance.bytes());
    let line = Arc::new(Line { world: world.clone(), from: new });
    let own = newcomer(new)?.own.clone();
    let asking = AskToBeLinkedHandler { device: device(new), own, links: line.clone(), book: line };

    step(world, async || open(world, first, &code).await).await?;
    // It is switched off, or its person gives up.
    let is_left = || world.chance.once_in(12);
    step(world, async || {
        let (code, name, at) = (code.clone(), parsed("cat (linux)"), world.clock(new));
        let asked = CommandHandler::handle(&asking, AskToBeLinked { code, name, at }).await;
        match asked {
            Ok(()) => Tried::Done(()),
            Err(NotTakenOn::NotLinked(NotLinked::Unavailable(_))) => Tried::Unanswered,
            Err(_) => Tried::Refused,
        }
    })
    .await?;
    if is_left() {
        return None;
    }
    step(world, async || accept(world, first, &code).await).await?;
    if is_left() {
        return None;
    }
    step(world, async || {
        let query = ReadLinkAnswer { code: code.clone(), at: world.clock(new) };
        match QueryHandler::handle(&asking, query).await {
            Ok(Some(linked)) => Tried::Done(linked),
            Ok(None) | Err(NotTakenOn::NotLinked(NotLinked::Unavailable(_))) => Tried::Unanswered,
            Err(NotTakenOn::Forged | NotTakenOn::Declined) => {
                world.fail("what a device was answered was not its own".to_owned());
                Tried::Refused
            }
            Err(_) => Tried::Refused,
        }
    })
    .await
}

/// Tries something a few times: nothing if it is not known whether it was done, or if it cannot be.
async fn step<A, F>(world: &Arc<World>, attempt: impl Fn() -> F) -> Option<A>
where
    F: Future<Output = Tried<A>>,
{
    for _ in 0..PATIENCE {
        match attempt().await {
            Tried::Done(done) => return Some(done),
            Tried::Refused => return None,
            Tried::Unanswered => {}
        }
        world.sleep(world.chance.stretch(1_000, 120_000)).await;
    }
    None
}

async fn open(world: &Arc<World>, first: MachineId, code: &LinkCode) -> Tried<()> {
    let code = code.clone();
    let opened = on(world, first, "open link", async move |station: Arc<Station>| {
        let at = station.world.clock(first);
        station.peer.link.handle(OpenLink { code, at }).await
    });
    settled(opened.await.ok().as_ref())
}

/// Looks who asks, and takes it on.
async fn accept(world: &Arc<World>, first: MachineId, code: &LinkCode) -> Tried<()> {
    let (code, second_factor) = (code.clone(), code_for_change(world, first).await);
    let accepted = on(world, first, "accept link", async move |station: Arc<Station>| {
        let (at, randomness) = (station.world.clock(first), station.world.randomness());
        let query = ReadLinkRequest { code: code.clone(), at };
        let asked = station.peer.read_link_request.handle(query).await?;
        let key = asked.ok_or(NoDeviceChange::NothingAsked)?.key;
        let command = AcceptLink { code, key, second_factor, at, randomness };
        station.peer.link.handle(command).await
    });
    with_code(world, first, accepted.await.ok().as_ref())
}

/// Nothing came of it if the program was gone.
fn settled(done: Option<&Result<(), NoDeviceChange>>) -> Tried<()> {
    match done {
        Some(Ok(())) => Tried::Done(()),
        None
        | Some(Err(
            NoDeviceChange::Unavailable(_)
            | NoDeviceChange::NothingAsked
            | NoDeviceChange::NotLinked(NotLinked::Unavailable(_))
            | NoDeviceChange::NotChanged(NotChanged::Unavailable(_)),
        )) => Tried::Unanswered,
        Some(Err(_)) => Tried::Refused,
    }
}

/// Another code may do, where one was refused.
fn with_code(
    world: &World,
    person: MachineId,
    done: Option<&Result<(), NoDeviceChange>>,
) -> Tried<()> {
    match done {
        Some(Err(NoDeviceChange::NotChanged(NotChanged::Refused(why))))
            if why.as_str().starts_with("TOTP") =>
        {
            if why.as_str() == "TOTP_WRONG" {
                world.tries_another(person);
            }
            Tried::Unanswered
        }
        done => settled(done),
    }
}

/// A device begins to run that was taken on.
fn joins(world: &Arc<World>, new: MachineId, linked: Linked) {
    let (Some(introduction), Some(store)) =
        (linked.introduction(&device(new)), world.stores.get(new))
    else {
        return world.fail("a device was taken on and has nothing to show for it".to_owned());
    };
    lock(&world.household).since.insert(new, linked.list.version);
    let myself = Person::listed(linked.account_key, linked.list);
    let remembered = at_once(store.remember(&myself));
    let stocked = newcomer(new).map(|it| it.stocks(world, new));
    if !matches!((remembered, stocked), (Some(Ok(())), Some(Ok(())))) {
        return world.fail("a device that was taken on cannot begin".to_owned());
    }
    lock(&world.household).linked.insert(new, introduction);
    world.count(|counts| counts.linked += 1);
    start(world, new);
    world.hears(new);
    if world.setting.has_history {
        world.begin(None, "historian", after_linking(world.clone(), new));
    }
    if world.setting.has_second_factors {
        let world_too = world.clone();
        world.begin(None, "keeper", async move { comes_home(&world_too, new).await });
    }
}

/// Somebody revokes a device of theirs, if there is another than the first.
pub(crate) async fn revokes(world: &Arc<World>, me: MachineId) {
    let first = owner(me);
    if lock(&world.ledger).asks_why > 0 {
        return;
    }
    let others: Vec<_> = world.live_of(first).into_iter().filter(|it| *it != first).collect();
    let Some(gone) = others.get(world.chance.index(others.len())).copied() else { return };
    takes_away(world, gone).await;
}

/// Somebody revokes that device of theirs.
pub(crate) async fn takes_away(world: &Arc<World>, gone: MachineId) {
    let first = owner(gone);
    world.note(format_args!("{} is to be revoked", name(gone)));
    lock(&world.ledger).links += 1;
    if step(world, async || revoke(world, first, gone).await).await.is_some() {
        world.count(|counts| counts.revoked += 1);
    }
    lock(&world.ledger).links -= 1;
}

async fn revoke(world: &Arc<World>, first: MachineId, gone: MachineId) -> Tried<()> {
    let second_factor = code_for_change(world, first).await;
    let revoked = on(world, first, "revoke", async move |station: Arc<Station>| {
        let (at, randomness) = (station.world.clock(first), station.world.randomness());
        let device = device(gone).device;
        let command = RevokeDevice { device, second_factor, at, randomness };
        station.peer.change_devices.handle(command).await
    });
    with_code(world, first, revoked.await.ok().as_ref())
}

/// In the end everybody revokes what was taken on and never began: it can do nothing, and others would keep things for it.
pub(crate) fn tidy(world: &Arc<World>) {
    for person in world.people().filter(|_| world.setting.has_links) {
        tidies(world, person);
    }
}

/// The same for what was taken on since, by a request that was slow.
pub(crate) fn tidy_again(world: &Arc<World>) {
    for person in world.people().filter(|_| world.setting.has_links) {
        if stillborn(world, person).is_some() {
            tidies(world, person);
        }
    }
}

fn tidies(world: &Arc<World>, person: MachineId) {
    if !lock(&world.household).tidying.insert(person) {
        return;
    }
    let world = world.clone();
    world.clone().begin(None, "tidier", async move {
        while let Some(gone) = stillborn(&world, person) {
            if let Tried::Done(()) = revoke(&world, person, gone).await {
                world.count(|counts| counts.stillborn += 1);
            }
            world.sleep(1_000).await;
        }
        lock(&world.household).tidying.remove(&person);
    });
}

fn stillborn(world: &World, person: MachineId) -> Option<MachineId> {
    let known = at_once(world.records.person(&device(person).person))?.ok()??;
    let machines = known.devices.iter().filter_map(|it| machine(&known.device(it)));
    machines.into_iter().find(|it| !world.peers().contains(it))
}
