use std::collections::HashSet;

use thiserror::Error;

use crate::{Address, DeviceAddress, room::change_codec};

/// What an entry of a room's log changes at the directory: which devices are in the room and which of them are its keepers. It decides who may
/// read and lengthen the log, and nothing about who can read what is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomChange {
    lets_in: Vec<DeviceAddress>,
    lets_go: Vec<DeviceAddress>,
    keepers: Vec<DeviceAddress>,
    no_keepers: Vec<DeviceAddress>,
}

impl RoomChange {
    /// The most devices named in one, in all.
    pub const MOST: usize = 100;

    /// A change that lets in, lets go, makes keepers and makes no keepers any more: [`RoomChange::MOST`] devices at most, none twice in a
    /// list, none both let in and let go, none both keeper and not. To let in who is in, or to let go who is not, changes nothing; of those
    /// who are to be keepers, who is not in the room afterwards is passed over.
    pub fn new(
        lets_in: Vec<DeviceAddress>,
        lets_go: Vec<DeviceAddress>,
        keepers: Vec<DeviceAddress>,
        no_keepers: Vec<DeviceAddress>,
    ) -> Result<Self, InvalidRoomChange> {
        let named = lets_in.len() + lets_go.len() + keepers.len() + no_keepers.len();
        let distinct = |one: &[DeviceAddress], other: &[DeviceAddress]| {
            let names: HashSet<_> = one.iter().chain(other).collect();
            names.len() == one.len() + other.len()
        };
        let possible =
            named <= Self::MOST && distinct(&lets_in, &lets_go) && distinct(&keepers, &no_keepers);
        let change = Self { lets_in, lets_go, keepers, no_keepers };
        if possible { Ok(change) } else { Err(InvalidRoomChange) }
    }

    /// Who is let in.
    #[must_use]
    pub fn lets_in(&self) -> &[DeviceAddress] {
        &self.lets_in
    }

    /// Who is let go.
    #[must_use]
    pub fn lets_go(&self) -> &[DeviceAddress] {
        &self.lets_go
    }

    /// Who is a keeper from now on.
    #[must_use]
    pub fn keepers(&self) -> &[DeviceAddress] {
        &self.keepers
    }

    /// Who is none any more.
    #[must_use]
    pub fn no_keepers(&self) -> &[DeviceAddress] {
        &self.no_keepers
    }

    /// Its bytes, `domain/chat/src/room/change_codec.rs` says which.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        change_codec::encode(self)
    }

    /// The reverse of [`RoomChange::encode`]; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidRoomChange> {
        change_codec::decode(bytes)
    }

    /// Whether all that it does is to let that device in.
    pub(super) fn is_entrance_of(&self, device: &DeviceAddress) -> bool {
        self.lets_in == std::slice::from_ref(device)
            && self.lets_go.is_empty()
            && !self.names_keepers()
    }

    /// Whether it is about nobody's devices but that person's, and those that are `inside` already, and about nobody's being a keeper.
    pub(super) fn is_own_of(&self, person: &Address, inside: &[DeviceAddress]) -> bool {
        let own = |device: &DeviceAddress| device.person == *person;
        let news = self.lets_in.iter().filter(|device| !inside.contains(device));
        news.chain(&self.lets_go).all(own) && !self.names_keepers()
    }

    fn names_keepers(&self) -> bool {
        !self.keepers.is_empty() || !self.no_keepers.is_empty()
    }
}

/// It is not what one entry can change, or the bytes say nothing of the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a change of at most {} devices", RoomChange::MOST)]
pub struct InvalidRoomChange;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn devices(range: std::ops::Range<usize>) -> Vec<DeviceAddress> {
        range.map(|n| format!("d1.p{n}.peers.x.org").parse().unwrap()).collect()
    }

    fn twice(n: usize) -> Vec<DeviceAddress> {
        [devices(n..n + 1), devices(n..n + 1)].concat()
    }

    #[test]
    fn a_hundred_devices_and_no_more() {
        let change = |n| RoomChange::new(devices(0..50), devices(50..n), vec![], vec![]);

        assert!(change(100).is_ok());
        assert_eq!(change(101), Err(InvalidRoomChange));
    }

    #[rstest]
    #[case::in_twice([twice(0), vec![], vec![], vec![]])]
    #[case::in_and_gone([devices(0..1), devices(0..2), vec![], vec![]])]
    #[case::gone_twice([vec![], twice(3), vec![], vec![]])]
    #[case::keeper_and_none([vec![], vec![], devices(0..1), devices(0..1)])]
    #[case::keeper_twice([vec![], vec![], twice(0), vec![]])]
    fn what_contradicts_itself_is_no_change(#[case] lists: [Vec<DeviceAddress>; 4]) {
        let [lets_in, lets_go, keepers, no_keepers] = lists;

        let change = RoomChange::new(lets_in, lets_go, keepers, no_keepers);

        assert_eq!(change, Err(InvalidRoomChange));
    }

    #[test]
    fn one_entry_may_let_in_and_make_keeper_or_let_go_and_make_none() {
        let both = RoomChange::new(devices(0..1), devices(1..2), devices(0..1), devices(1..2));

        assert!(both.is_ok());
    }
}
