//! Whether whoever changed a room may do that, and meant to.

use std::collections::BTreeSet;

use causerie_chat::{RoomId, RoomRole};

use super::record::{Meant, Rooms, View};
use crate::{
    machine::{machine, name, owner},
    task::MachineId,
};

/// What an entry of `by` changed that they may not, or that nobody wanted.
pub(super) fn misdone(
    rooms: &Rooms,
    room: RoomId,
    by: MachineId,
    before: &View,
    after: &View,
) -> Vec<String> {
    let (by, meant) = (owner(by), |what| rooms.meant.contains(&(room, what)));
    let people = |view: &View| -> BTreeSet<MachineId> {
        view.members.iter().filter_map(machine).map(owner).collect()
    };
    let (were, are, role) = (people(before), people(after), before.role(by));
    let is_admin = role >= RoomRole::Admin;
    let mut wrong = Vec::new();
    for device in after.members.difference(&before.members) {
        let Some(who) = machine(device).map(owner) else { continue };
        let is_let_in = if were.contains(&who) {
            is_admin || who == by
        } else {
            is_admin && meant(Meant::Come { who }) && meant(Meant::Invite { by, who })
        };
        if !is_let_in {
            wrong.push(format!("{device} was let in by {}, who may not", name(by)));
        }
    }
    for device in before.members.difference(&after.members) {
        let Some(who) = machine(device).map(owner) else { continue };
        let may = role == RoomRole::Owner || before.role(who) < role;
        let is_wanted = meant(Meant::Leave { who }) || meant(Meant::LetGo { by, who });
        if who != by && !(may && is_wanted) {
            wrong.push(format!("{device} was let go by {}, who may not", name(by)));
        }
    }
    let (name_before, name_after) = (&before.charter.name, &after.charter.name);
    let named = Meant::Name { by, name: name_after.as_str().to_owned() };
    if name_before != name_after && !(is_admin && meant(named)) {
        wrong.push(format!("it was named by {}, who may not", name(by)));
    }
    for who in were.union(&are) {
        let (had, has) = (before.role(*who), after.role(*who));
        let given = Meant::Role { by, who: *who, role: has };
        let is_gone = !are.contains(who) && has == RoomRole::Member;
        let may = role == RoomRole::Owner || *who == by && has < had;
        if had != has && !is_gone && !(may && meant(given)) {
            wrong.push(format!("{} gave {} a role, and may not", name(by), name(*who)));
        }
    }
    wrong
}
