//! Rooms, as they are shown.

use causerie_chat::{Body, Message, RoomId, RoomInvitation, RoomKind, RoomRole, Timestamp};
use causerie_usecases::{
    peer::queries::{MemberHere, RoomHere, RoomsHere},
    ports::{Invited, KnownRoom, Reached, RoomStanding, RoomWish},
};
use causerie_wire as wire;

use super::shapes::{name, path_or_cause};

pub(super) fn rooms(here: &RoomsHere) -> wire::Rooms {
    wire::Rooms {
        rooms: here.rooms.iter().map(known).collect(),
        wishes: here.wishes.iter().map(wished).collect(),
        invitations: here.invitations.iter().map(invited).collect(),
    }
}

pub(super) fn details(here: &RoomHere) -> wire::RoomDetails {
    let RoomHere { known: room, epoch, members } = here;
    wire::RoomDetails { room: known(room), epoch: *epoch, members: people(members) }
}

/// Its devices stand in the order of their names, which does not put those of a person together.
fn people(members: &[MemberHere]) -> Vec<wire::RoomPerson> {
    let mut people: Vec<wire::RoomPerson> = Vec::new();
    for MemberHere { member, role } in members {
        let (address, device) =
            (member.device.person.to_string(), member.device.device.to_string());
        match people.iter_mut().find(|person| person.address == address) {
            Some(person) => person.devices.push(device),
            None => people.push(wire::RoomPerson {
                address,
                role: role_name(*role).to_owned(),
                devices: vec![device],
            }),
        }
    }
    people.sort_by(|one, other| one.address.cmp(&other.address));
    people
}

fn known(known: &KnownRoom) -> wire::OwnRoom {
    let room = wire::Room {
        id: known.id.to_string(),
        name: known.name.as_str().to_owned(),
        kind: kind_name(known.kind).to_owned(),
        host: known.host.to_string(),
    };
    wire::OwnRoom { room, standing: standing_name(known.standing).to_owned() }
}

fn wished(wish: &RoomWish) -> wire::WishedRoom {
    let (of, at) = (wish.of.to_string(), wish.at.millis());
    wire::WishedRoom { room: room(&wish.invitation), of, at }
}

fn invited(invited: &Invited) -> wire::InvitedRoom {
    wire::InvitedRoom {
        room: room(&invited.invitation),
        by: invited.by.to_string(),
        message: invited.message.to_string(),
        at: invited.at.millis(),
    }
}

fn room(invitation: &RoomInvitation) -> wire::Room {
    wire::Room {
        id: invitation.room.to_string(),
        name: invitation.name.as_str().to_owned(),
        kind: kind_name(invitation.kind).to_owned(),
        host: invitation.host.to_string(),
    }
}

/// What a message says of a room.
pub(super) fn room_event(message: &Message) -> Option<wire::RoomEvent> {
    let event = |event: &str, room: RoomId, name: Option<&str>| wire::RoomEvent {
        event: event.to_owned(),
        room: room.to_string(),
        name: name.map(str::to_owned),
    };
    match &message.body {
        Body::Invitation(it) => Some(event("invited", it.room, Some(it.name.as_str()))),
        Body::RoomRequest(it) => Some(event("asked", it.room, None)),
        Body::Leaving => Some(event("leaves", message.recipient.room()?, None)),
        _ => None,
    }
}

pub(super) fn reached(reached: &Reached) -> wire::Reached {
    let (path, cause) = path_or_cause(&reached.state);
    let Reached { who, state, at } = reached;
    let state = name(state).to_owned();
    wire::Reached { who: who.to_string(), state, at: Timestamp::millis(*at), path, cause }
}

fn kind_name(kind: RoomKind) -> &'static str {
    match kind {
        RoomKind::Private => "private",
        RoomKind::Public => "public",
    }
}

fn standing_name(standing: RoomStanding) -> &'static str {
    match standing {
        RoomStanding::Unconfirmed => "unconfirmed",
        RoomStanding::Member => "member",
        RoomStanding::Leaving => "leaving",
        RoomStanding::Left | RoomStanding::Gone => "gone",
        RoomStanding::Lost => "lost",
        RoomStanding::Forked => "forked",
    }
}

fn role_name(role: RoomRole) -> &'static str {
    match role {
        RoomRole::Member => "member",
        RoomRole::Admin => "admin",
        RoomRole::Owner => "owner",
    }
}

/// The role of that name.
pub(super) fn role(name: &str) -> Option<RoomRole> {
    [RoomRole::Member, RoomRole::Admin, RoomRole::Owner]
        .into_iter()
        .find(|role| role_name(*role) == name)
}

#[cfg(test)]
mod tests {
    use causerie_chat::{
        AccountSecret, Address, Conversation, DeviceSecret, RoomMember, RoomRequest,
    };
    use rstest::rstest;

    use super::*;

    fn member(device: &str, role: RoomRole) -> MemberHere {
        let account_key = AccountSecret::from_seed(&[1; 32]).public();
        let device_key = DeviceSecret::from_seed(&[2; 32]).public();
        let device = format!("{device}.peers.example.org").parse().unwrap();
        MemberHere { member: RoomMember { device, account_key, device_key }, role }
    }

    #[test]
    fn devices_are_told_with_their_person() {
        let members = [
            member("d1.alice", RoomRole::Owner),
            member("d1.bob", RoomRole::Member),
            member("phone.alice", RoomRole::Owner),
        ];

        let told = people(&members);

        let person = |name: &str, role: &str, devices: &[&str]| wire::RoomPerson {
            address: format!("{name}@example.org"),
            role: role.to_owned(),
            devices: devices.iter().map(|&it| it.to_owned()).collect(),
        };
        let expected =
            [person("alice", "owner", &["d1", "phone"]), person("bob", "member", &["d1"])];
        assert_eq!(told, expected);
    }

    fn invitation() -> RoomInvitation {
        let (host, name) = ("example.org".parse().unwrap(), "chess".parse().unwrap());
        RoomInvitation { room: [9; 16].into(), kind: RoomKind::Public, host, name, epoch: 3 }
    }

    #[test]
    fn an_invitation_says_into_what_and_by_whom() {
        let by: Address = "alice@example.org".parse().unwrap();
        let message = "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap();
        let at = Timestamp::from_millis(7);
        let given = Invited { by, message, invitation: invitation(), at };

        let told = invited(&given);

        assert_eq!((&*told.room.id, &*told.room.name), (&*"09".repeat(16), "chess"));
        assert_eq!((&*told.room.kind, &*told.room.host), ("public", "example.org"));
        assert_eq!((&*told.by, told.at), ("alice@example.org", 7));
        assert_eq!(told.message, message.to_string());
    }

    #[rstest]
    #[case(Body::Invitation(Box::new(invitation())), Some(("invited", Some("chess"))))]
    #[case(Body::RoomRequest(Box::new(RoomRequest { room: [9; 16].into(), package: vec![1] })), Some(("asked", None)))]
    #[case(Body::Leaving, Some(("leaves", None)))]
    #[case(Body::Typing, None)]
    fn what_is_said_of_a_room_is_told_in_a_word(
        #[case] body: Body,
        #[case] expected: Option<(&str, Option<&str>)>,
    ) {
        let message = Message {
            id: "0191d5f2-7c4a-7abc-8def-0123456789ab".parse().unwrap(),
            author: "alice@example.org".parse().unwrap(),
            recipient: Conversation::Room([9; 16].into()),
            sent_at: Timestamp::from_millis(1),
            body,
            reply_to: None,
            expires_at: None,
        };

        let told = room_event(&message);

        let room = "09".repeat(16);
        let told = told.as_ref().map(|it| (&*it.event, it.name.as_deref(), &*it.room));
        assert_eq!(told, expected.map(|(event, name)| (event, name, &*room)));
    }
}
