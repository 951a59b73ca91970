//! Devices, and a room of some of them.

use std::{cell::Cell, sync::Arc};

use causerie_chat::{
    AccountKey, AccountSecret, DeviceAddress, DeviceSecret, Introduction, RoomCharter, RoomId,
    RoomKind, RoomRole, Timestamp,
};
use causerie_mls::MlsDevice;
use causerie_session::RustCrypto;
use causerie_usecases::ports::{
    AppliedCommit, Fresh, Group, GroupChange, GroupKeep, GroupRefused, Groups as _,
    Invitations as _, OpenedText, PreparedCommit,
};
use zeroize::Zeroizing;

pub(crate) const ROOM: [u8; 16] = [7; 16];

thread_local! { static STEP: Cell<u64> = const { Cell::new(0) }; }

/// Entropy that no step before it had.
pub(crate) fn fresh() -> Fresh {
    let step = STEP.replace(STEP.get() + 1);
    let mut entropy = Zeroizing::new([0xe5; 32]);
    entropy[..8].copy_from_slice(&step.to_be_bytes());
    Fresh { entropy, at: Timestamp::from_millis(1_800_000_000_000 + step) }
}

pub(crate) fn address(name: &str) -> DeviceAddress {
    format!("d1.{name}.peers.example.org").parse().unwrap()
}

fn seed(name: &str, role: u8) -> [u8; 32] {
    let mut seed = [role; 32];
    seed[..name.len()].copy_from_slice(name.as_bytes());
    seed
}

fn account_of(name: &str) -> AccountSecret {
    AccountSecret::from_seed(&seed(name, 1))
}

pub(crate) fn account(name: &str) -> AccountKey {
    account_of(name).public()
}

pub(crate) fn device(name: &str) -> MlsDevice {
    let account = account_of(name);
    let own = DeviceSecret::from_seed(&seed(name, 2));
    let introduction = Introduction::sign(address(name), &account, &own);
    MlsDevice::new(Arc::new(RustCrypto), address(name), own, &introduction)
}

/// One of the same name, which another account vouches for with another key.
pub(crate) fn other_device(name: &str) -> MlsDevice {
    let (account, own) = (AccountSecret::from_seed(&[8; 32]), DeviceSecret::from_seed(&[9; 32]));
    let introduction = Introduction::sign(address(name), &account, &own);
    MlsDevice::new(Arc::new(RustCrypto), address(name), own, &introduction)
}

/// A device with its room, and what it has kept of it.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) device: MlsDevice,
    pub(crate) room: Box<dyn Group>,
    tree: Vec<u8>,
    state: Vec<u8>,
}

impl Member {
    pub(crate) fn new(name: &str, device: MlsDevice, mut room: Box<dyn Group>) -> Self {
        let keep = room.keep().unwrap();
        let mut member =
            Self { name: name.to_owned(), device, room, tree: Vec::new(), state: Vec::new() };
        member.keep(keep);
        member
    }

    pub(crate) fn keep(&mut self, GroupKeep { tree, state }: GroupKeep) {
        self.tree = tree.unwrap_or_else(|| self.tree.clone());
        self.state = state.to_vec();
    }

    pub(crate) fn kept(&self) -> (Vec<u8>, Vec<u8>) {
        (self.tree.clone(), self.state.clone())
    }

    /// Goes on from what was kept.
    pub(crate) fn crash(&mut self) {
        self.room = self.device.load(&self.tree, &self.state).unwrap();
    }

    pub(crate) fn say(&mut self, text: &str) -> Vec<u8> {
        let sealed = self.room.seal(text.as_bytes(), fresh()).unwrap();
        if let Some(keep) = sealed.keep {
            self.keep(keep);
        }
        sealed.bytes
    }

    pub(crate) fn open(&mut self, sealed: &[u8]) -> Result<OpenedText, GroupRefused> {
        let mut opened = self.room.open(sealed)?;
        if let Some(keep) = opened.keep.take() {
            self.keep(keep);
        }
        Ok(opened)
    }

    /// Who said what.
    pub(crate) fn hear(&mut self, sealed: &[u8]) -> Result<(String, String), GroupRefused> {
        let OpenedText { sender, text, .. } = self.open(sealed)?;
        let who = sender.device.person.to_string();
        Ok((who.split('@').next().unwrap().to_owned(), String::from_utf8(text.to_vec()).unwrap()))
    }

    pub(crate) fn prepare(&mut self, change: &GroupChange) -> Result<PreparedCommit, GroupRefused> {
        let mut prepared = self.room.prepare(change, fresh())?;
        let keep = std::mem::replace(
            &mut prepared.keep,
            GroupKeep { tree: None, state: Zeroizing::new(Vec::new()) },
        );
        self.keep(keep);
        Ok(prepared)
    }

    pub(crate) fn apply(
        &mut self,
        commit: &[u8],
        own: Option<&PreparedCommit>,
    ) -> Result<Applied, GroupRefused> {
        let AppliedCommit { epoch, by, added, removed, charter: _, is_over, keep } =
            self.room.apply(commit, own.map(PreparedCommit::own), fresh())?;
        self.keep(keep);
        let names = |members: Vec<causerie_chat::RoomMember>| {
            members.into_iter().map(|it| it.device.to_string()).collect()
        };
        let by = by.device.to_string();
        Ok(Applied { epoch, by, added: names(added), removed: names(removed), is_over })
    }

    pub(crate) fn who(&self) -> Vec<String> {
        let mut who: Vec<_> =
            self.room.members().unwrap().iter().map(|it| it.device.to_string()).collect();
        who.sort();
        who
    }
}

/// What a commit did, by name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Applied {
    pub(crate) epoch: u64,
    pub(crate) by: String,
    pub(crate) added: Vec<String>,
    pub(crate) removed: Vec<String>,
    pub(crate) is_over: bool,
}

pub(crate) fn add(packages: &[&[u8]]) -> GroupChange {
    GroupChange { add: packages.iter().map(|it| it.to_vec()).collect(), ..GroupChange::default() }
}

pub(crate) fn remove(name: &str) -> GroupChange {
    GroupChange { remove: vec![address(name)], ..GroupChange::default() }
}

pub(crate) fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| address(name).to_string()).collect()
}

pub(crate) fn charter(kind: RoomKind, owner: &str) -> RoomCharter {
    let (host, name) = ("example.org".parse().unwrap(), "book club".parse().unwrap());
    RoomCharter::new(kind, host, name, account(owner))
}

/// A room that only its maker is in.
pub(crate) fn room_of(name: &str, kind: RoomKind) -> Member {
    room_with(name, &charter(kind, name))
}

/// A room of that charter that only its maker is in.
pub(crate) fn room_with(name: &str, charter: &RoomCharter) -> Member {
    let device = device(name);
    let room = device.create(RoomId::from(ROOM), charter, fresh()).unwrap();
    Member::new(name, device, room)
}

/// A private room of these, which the first one made and all own.
pub(crate) fn room(all: &[&str]) -> Vec<Member> {
    room_of_owners(all, &[])
}

/// The same, where these others would own it too.
pub(crate) fn room_of_owners(all: &[&str], others: &[&str]) -> Vec<Member> {
    let charter = all.iter().chain(others).fold(charter(RoomKind::Private, all[0]), |it, who| {
        it.with_role(account(who), RoomRole::Owner)
    });
    let mut members = vec![room_with(all[0], &charter)];
    for name in &all[1..] {
        invite(&mut members, 0, name);
    }
    members
}

/// One of the members adds that device.
pub(crate) fn invite(members: &mut Vec<Member>, by: usize, name: &str) {
    let new = device(name);
    let invitable = new.invitable(fresh()).unwrap();
    let prepared = members[by].prepare(&add(&[&invitable.package])).unwrap();
    agree(members, by, &prepared);
    let joined = new.join(&prepared.welcome.unwrap(), &invitable.secret, fresh()).unwrap();
    members.push(Member::new(name, new, joined));
}

/// All apply the commit that one of them made; who is removed by it leaves the list.
pub(crate) fn agree(members: &mut Vec<Member>, by: usize, prepared: &PreparedCommit) {
    let mut stay = Vec::new();
    for (at, mut member) in std::mem::take(members).into_iter().enumerate() {
        let own = (at == by).then_some(prepared);
        if !member.apply(&prepared.commit, own).unwrap().is_over {
            stay.push(member);
        }
    }
    *members = stay;
}

/// All are in one epoch with the same members, and each reads what each of the others says.
pub(crate) fn assert_one_room(members: &mut [Member]) {
    for at in 0..members.len() {
        let sealed = members[at].say("here");
        let (said, epoch, who) =
            (members[at].name.clone(), members[at].room.epoch(), members[at].who());
        for (other, member) in members.iter_mut().enumerate().filter(|(other, _)| *other != at) {
            let heard = member.hear(&sealed);
            assert_eq!(heard, Ok((said.clone(), "here".to_owned())), "{other}");
            assert_eq!((member.room.epoch(), member.who()), (epoch, who.clone()));
        }
    }
}
