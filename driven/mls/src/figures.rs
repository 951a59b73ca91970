//! What a room costs beside the bare library, in one run:
//! `cargo test --release -p causerie-mls figures -- --ignored --nocapture`.

use std::{hint::black_box, sync::Arc, time::Instant};

use causerie_chat::{AccountSecret, DeviceSecret, Introduction, RoomCharter, RoomKind, Timestamp};
use causerie_session::RustCrypto;
use causerie_usecases::ports::{
    Fresh, Group as _, GroupChange, GroupKeep, GroupOrder as _, GroupText as _, Groups as _,
    Invitations as _, SealedText,
};
use mls_rs::{MlsMessage, time::MlsTime};
use zeroize::Zeroizing;

use crate::{
    MlsDevice,
    group::Room,
    shelf::Shelf,
    state::{Kept, split},
};

fn fresh(step: u32) -> Fresh {
    let mut entropy = Zeroizing::new([0xe5; 32]);
    entropy[..4].copy_from_slice(&step.to_be_bytes());
    Fresh { entropy, at: Timestamp::from_millis(1_800_000_000_000) }
}

fn device(n: usize) -> MlsDevice {
    let seed = |role: u8| {
        let mut seed = [role; 32];
        seed[..8].copy_from_slice(&n.to_be_bytes());
        seed
    };
    let address: causerie_chat::DeviceAddress =
        format!("d1.p{n}.peers.example.org").parse().unwrap();
    let own = DeviceSecret::from_seed(&seed(2));
    let introduction =
        Introduction::sign(address.clone(), &AccountSecret::from_seed(&seed(1)), &own);
    MlsDevice::new(Arc::new(RustCrypto), address, own, &introduction)
}

/// A device with its room, as it is kept.
struct Side {
    device: MlsDevice,
    tree: Vec<u8>,
    state: Zeroizing<Vec<u8>>,
}

impl Side {
    fn keep(&mut self, keep: GroupKeep) {
        self.tree = keep.tree.unwrap_or_else(|| std::mem::take(&mut self.tree));
        self.state = keep.state;
    }

    fn room(&self) -> Room {
        let kept = Kept::decode(&self.state, split(&self.tree).unwrap().0).unwrap();
        let desk = self.device.desk(Shelf::new(kept.shelved));
        Room::load(desk, &self.tree, kept.ahead, false).unwrap()
    }
}

/// The first and the second of so many members.
fn sides(members: usize) -> [Side; 2] {
    let (first, second) = (device(0), device(1));
    let (host, name) = ("example.org".parse().unwrap(), "figures".parse().unwrap());
    let charter = RoomCharter::new(RoomKind::Private, host, name, first.account_key);
    let mut room = first.create([1; 16].into(), &charter, fresh(0)).unwrap();
    let invitable = second.invitable(fresh(1)).unwrap();
    let others = (2..members)
        .map(|n| device(n).invitable(fresh(100 + u32::try_from(n).unwrap())).unwrap().package);
    let add = std::iter::once(invitable.package.clone()).chain(others).collect();
    let prepared = room.prepare(&GroupChange { add, ..GroupChange::default() }, fresh(2)).unwrap();
    let first_keeps = room.apply(&prepared.commit, Some(prepared.own()), fresh(3)).unwrap().keep;
    let welcome = prepared.welcome.unwrap();
    let mut joined = second.join(&welcome, &invitable.secret, fresh(4)).unwrap();
    let second_keeps = joined.keep().unwrap();
    [(first, first_keeps), (second, second_keeps)].map(|(device, keep)| {
        let mut side = Side { device, tree: Vec::new(), state: Zeroizing::default() };
        side.keep(keep);
        side
    })
}

/// Of a batch: microseconds a message, to seal and to open.
type Cost = [f64; 2];

/// The bare library, with its groups in memory and nothing kept.
fn bare([first, second]: &mut [Room; 2], step: u32) -> Cost {
    let (mut said, mut costs) = (Vec::new(), [0.0; 2]);
    costs[0] = timed(|| {
        said.extend((0..BATCH).map(|n| {
            let Room { group, desk, .. } = first;
            let seed = fresh(step + n).entropy;
            let sealed =
                desk.entropy.during(&seed, || group.encrypt_application_message(&TEXT, vec![]));
            sealed.unwrap().to_bytes().unwrap()
        }));
    });
    costs[1] = timed(|| {
        for sealed in &said {
            let message = MlsMessage::from_bytes(sealed).unwrap();
            black_box(second.group.process_incoming_message(message).unwrap());
        }
    });
    costs
}

/// Ours, in memory, with what has to be kept.
fn ours([first, second]: &mut [Room; 2], step: u32) -> Cost {
    let (mut said, mut costs) = (Vec::new(), [0.0; 2]);
    costs[0] = timed(|| {
        said.extend((0..BATCH).map(|n| {
            let SealedText { bytes, keep } = first.seal(&TEXT, fresh(step + n)).unwrap();
            black_box(keep);
            bytes
        }));
    });
    costs[1] = timed(|| said.iter().for_each(|it| drop(black_box(second.open(it).unwrap()))));
    costs
}

/// Ours, if it were read and kept for each message.
fn each_time([first, second]: &mut [Side; 2], step: u32) -> Cost {
    let few = 4;
    let (mut said, mut costs) = (Vec::new(), [0.0; 2]);
    let scale = f64::from(BATCH) / f64::from(few);
    costs[0] = scale
        * timed(|| {
            for n in 0..few {
                let mut room = first.room();
                room.to_skip = 0;
                said.push(room.seal(&TEXT, fresh(step + n)).unwrap().bytes);
                first.keep(room.keep().unwrap());
            }
        });
    costs[1] = scale
        * timed(|| {
            for sealed in &said {
                let mut room = second.room();
                black_box(room.open(sealed).unwrap());
                second.keep(room.keep().unwrap());
            }
        });
    costs
}

/// How long it takes to add one and go on, in milliseconds: the bare library's and ours.
fn adding([lib, _]: &mut [Room; 2], [live, _]: &mut [Room; 2], round: u32) -> [f64; 2] {
    let number = |side: usize| 100_000 + side + 2 * usize::try_from(round).unwrap();
    let [for_lib, for_live] = [0, 1].map(|side| {
        let seed = 900_000 + u32::try_from(number(side)).unwrap();
        device(number(side)).invitable(fresh(seed)).unwrap().package
    });
    let scale = f64::from(BATCH) / 1e3;
    let at: MlsTime = 1_800_000_000.into();
    let bare = timed(|| {
        let Room { group, desk, .. } = lib;
        desk.entropy.during(&fresh(500_000 + round).entropy, || {
            let package = MlsMessage::from_bytes(&for_lib).unwrap();
            let builder = group.commit_builder().commit_time(at);
            let output = builder.add_member(package).unwrap().build().unwrap();
            black_box(output.commit_message.to_bytes().unwrap());
            black_box(output.welcome_messages[0].to_bytes().unwrap());
            black_box(group.apply_pending_commit().unwrap());
        });
    });
    let change = GroupChange { add: vec![for_live], ..GroupChange::default() };
    let ours = timed(|| {
        let prepared = live.prepare(&change, fresh(600_000 + round)).unwrap();
        black_box(live.apply(&prepared.commit, Some(prepared.own()), fresh(0)).unwrap());
    });
    [bare * scale, ours * scale]
}

const TEXT: [u8; 1_024] = [b'x'; 1_024];
const BATCH: u32 = 256;

fn timed(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64() * 1e6 / f64::from(BATCH)
}

#[test]
#[ignore = "a measurement, of an optimised build on a quiet machine"]
fn a_room_of_a_hundred_costs_at_most_1_3_of_the_bare_library() {
    let mut ratios = Vec::new();
    for members in [2, 10, 100, 1_000] {
        let mut kept = sides(members);
        let sizes = (kept[0].tree.len(), kept[0].state.len());
        let (mut lib, mut live) =
            (kept.each_ref().map(Side::room), kept.each_ref().map(Side::room));
        // The least of each: what others do on the machine meanwhile does not count.
        let mut least = [[f64::MAX; 2]; 3];
        for round in 0..15 {
            let step = round * 10_000 + 1_000;
            let costs = [bare(&mut lib, step), ours(&mut live, step), each_time(&mut kept, step)];
            for (least, cost) in least.iter_mut().flatten().zip(costs.iter().flatten()) {
                *least = least.min(*cost);
            }
        }
        let mut adds = [f64::MAX; 2];
        for round in 0..if members < 1_000 { 9 } else { 0 } {
            let costs = adding(&mut lib, &mut live, round);
            adds = [adds[0].min(costs[0]), adds[1].min(costs[1])];
        }
        let [lib, live, each] = least;
        println!("{members} members: tree {} bytes, state {} bytes", sizes.0, sizes.1);
        if members < 1_000 {
            println!("  add: bare {:.2} ms, ours {:.2} ms", adds[0], adds[1]);
            println!("ratio room_add_{members}_cost {:.2}", adds[1] / adds[0]);
        }
        for (at, what) in ["seal", "open"].into_iter().enumerate() {
            println!(
                "  {what}: bare {:.1} µs, ours {:.1} µs, read and kept each time {:.1} µs",
                lib[at], live[at], each[at]
            );
            println!("ratio room_{what}_{members}_cost {:.2}", live[at] / lib[at]);
            ratios.push((members, live[at] / lib[at]));
        }
    }
    assert!(ratios.iter().all(|(members, ratio)| *members > 100 || *ratio <= 1.3), "{ratios:?}");
}
