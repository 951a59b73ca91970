//! Which room is meant by what was typed: exactly one, or none.

use std::collections::HashMap;

use causerie_wire::{Problem, Room, Rooms, Status};
use http::StatusCode;

use super::super::LocalApi;
use crate::{
    args::{Place, RoomRef},
    failure::Failure,
    show::{Here, room_called, room_typed},
};

/// Where something is said.
#[derive(Clone, Debug)]
pub(in super::super) struct Where {
    /// The other person as they were typed, or `#` and the id of the room.
    pub(in super::super) with: String,
    /// What the room is called, if it is one.
    pub(in super::super) called: Option<String>,
    /// One's own address; in a room alone.
    pub(super) me: String,
}

impl Where {
    /// The same in a path of the local API.
    pub(in super::super) fn path(&self) -> String {
        in_path(&self.with)
    }

    /// Where `with`, as the peer calls it, is looked at from.
    pub(in super::super) fn here<'a>(&'a self, with: &'a str) -> Here<'a> {
        Here { with, me: &self.me }
    }
}

/// A conversation as it stands in a path: a `#` would end that (RFC 3986, section 3.5).
pub(in super::super) fn in_path(with: &str) -> String {
    with.replacen('#', "%23", 1)
}

/// Where something is said, with the one room that is meant if it is one.
pub(in super::super) async fn place(api: &LocalApi<'_>, place: &Place) -> Result<Where, Failure> {
    let room = match place {
        Place::Person(name) => {
            return Ok(Where { with: name.to_string(), called: None, me: String::new() });
        }
        Place::Room(room) => here(api, room).await?,
    };
    let status: Status = api.get("/v1/status").await.map_err(|none| none.at(api.data))?;
    let called = Some(room_called(&room.name));
    Ok(Where { with: format!("#{}", room.id), called, me: status.address })
}

/// The room that is meant, of those this device is or was in.
pub(super) async fn here(api: &LocalApi<'_>, wanted: &RoomRef) -> Result<Room, Failure> {
    among(&all(api).await?, wanted)
}

/// All rooms there are.
pub(in super::super) async fn all(api: &LocalApi<'_>) -> Result<Rooms, Failure> {
    api.get("/v1/rooms").await.map_err(|none| none.at(api.data))
}

/// What the rooms among these conversations are called; nobody is asked if there are none.
pub(in super::super) async fn names<'a>(
    api: &LocalApi<'_>,
    mut conversations: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, String>, Failure> {
    if !conversations.any(|with| with.starts_with('#')) {
        return Ok(HashMap::new());
    }
    let rooms = all(api).await?.rooms.into_iter().map(|it| it.room);
    Ok(rooms.map(|room| (format!("#{}", room.id), room_called(&room.name))).collect())
}

/// The room that is meant, of those a device is or was in: those it is in go before the others.
pub(in super::super) fn among(all: &Rooms, wanted: &RoomRef) -> Result<Room, Failure> {
    let (gone, live): (Vec<_>, Vec<_>) = all.rooms.iter().partition(|it| it.standing == "gone");
    for tier in [live, gone] {
        if let Some(found) = one(tier.into_iter().map(|it| &it.room), wanted)? {
            return Ok(found);
        }
    }
    let is_asked = all.wishes.iter().any(|it| wanted.means(&it.room.name, &it.room.id));
    let invited = all.invitations.iter().find(|it| wanted.means(&it.room.name, &it.room.id));
    let next = match invited {
        _ if is_asked => {
            "you asked to come in, and are in once a device of whoever invited you hears of it; see whether you are: causerie room list"
                .to_owned()
        }
        Some(it) => {
            let typed = room_typed(&it.room.name, &it.room.id);
            format!("you are invited into it; come in: causerie room join '{typed}'")
        }
        None => "see which there are: causerie room list".to_owned(),
    };
    Err(refused(
        StatusCode::NOT_FOUND,
        "NO_SUCH_ROOM",
        format!("there is no room {wanted} here"),
        next,
    ))
}

/// The room that is meant, of those somebody invited this person into, or the one who is named.
pub(in super::super) fn invited(
    all: &Rooms,
    wanted: &RoomRef,
    by: impl Fn(&str) -> bool,
) -> Result<Room, Failure> {
    let invitations = all.invitations.iter().filter(|it| by(&it.by)).map(|it| &it.room);
    if let Some(found) = one(invitations, wanted)? {
        return Ok(found);
    }
    // Who is in it is told so; nobody else is let in by naming it.
    if let Some(own) = all.rooms.iter().find(|it| wanted.means(&it.room.name, &it.room.id)) {
        return Ok(own.room.clone());
    }
    Err(refused(
        StatusCode::CONFLICT,
        "NOT_INVITED",
        format!("nobody has invited you into a room {wanted}"),
        "see into which you are: causerie room list; or ask an admin of it to invite you"
            .to_owned(),
    ))
}

fn one<'a>(
    rooms: impl Iterator<Item = &'a Room>,
    wanted: &RoomRef,
) -> Result<Option<Room>, Failure> {
    let mut found: Vec<&Room> = Vec::new();
    for room in rooms.filter(|room| wanted.means(&room.name, &room.id)) {
        if found.iter().all(|it| it.id != room.id) {
            found.push(room);
        }
    }
    match found.as_slice() {
        [] => Ok(None),
        [room] => Ok(Some(Room::clone(room))),
        several => {
            let ids: Vec<_> = several.iter().map(|it| format!("#{}", it.id)).collect();
            Err(refused(
                StatusCode::CONFLICT,
                "ROOM_AMBIGUOUS",
                format!("{wanted} could be more than one room: {}", ids.join(" or ")),
                "say which by its id: the first 8 digits or more of it".to_owned(),
            ))
        }
    }
}

fn refused(status: StatusCode, code: &str, detail: String, next: String) -> Failure {
    let problem = Problem {
        kind: "about:blank".to_owned(),
        title: status.canonical_reason().unwrap_or_default().to_owned(),
        status: status.as_u16(),
        code: code.to_owned(),
        detail,
        retry: false,
        refused: Vec::new(),
    };
    Failure::Advised { problem: Box::new(problem), next }
}

#[cfg(test)]
mod tests {
    use causerie_wire::{InvitedRoom, OwnRoom, WishedRoom};
    use rstest::rstest;

    use super::*;

    fn room(id: &str, name: &str) -> Room {
        let (kind, host) = ("private".to_owned(), "localhost".to_owned());
        Room { id: id.repeat(32 / id.len()), name: name.to_owned(), kind, host }
    }

    fn own(id: &str, name: &str, standing: &str) -> OwnRoom {
        OwnRoom { room: room(id, name), standing: standing.to_owned() }
    }

    fn invitation(id: &str, name: &str, by: &str) -> InvitedRoom {
        InvitedRoom { room: room(id, name), by: by.to_owned(), ..InvitedRoom::default() }
    }

    fn all() -> Rooms {
        Rooms {
            rooms: vec![
                own("0a", "Book club", "member"),
                own("0b", "book club", "gone"),
                own("0c", "chess", "member"),
                own("0d", "Chess", "lost"),
                own("0e", "old", "gone"),
            ],
            wishes: Vec::new(),
            invitations: vec![
                invitation("1a", "poker", "alice@localhost"),
                invitation("1a", "poker", "carol@localhost"),
                invitation("1b", "chess", "alice@localhost"),
                invitation("1c", "chess", "carol@localhost"),
            ],
        }
    }

    fn id(found: Result<Room, Failure>) -> Result<String, String> {
        match found {
            Ok(room) => Ok(room.id[..2].to_owned()),
            Err(Failure::Advised { problem, .. }) => Err(problem.code),
            Err(other) => panic!("{other}"),
        }
    }

    #[rstest]
    #[case::by_name("#book-club", Ok("0a"))]
    #[case::by_name_without_its_sign("BOOK-club", Ok("0a"))]
    #[case::by_the_beginning_of_its_id("#0a0a0a0a", Ok("0a"))]
    #[case::by_its_id("#0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", Ok("0b"))]
    #[case::that_was_left("#old", Ok("0e"))]
    #[case::of_two("#chess", Err("ROOM_AMBIGUOUS"))]
    #[case::that_is_not_here("#poker", Err("NO_SUCH_ROOM"))]
    #[case::by_too_little("#0a0a0a", Err("NO_SUCH_ROOM"))]
    #[case::by_a_part_of_its_name("#book", Err("NO_SUCH_ROOM"))]
    fn t44_a_room_is_exactly_one_or_none(
        #[case] wanted: &str,
        #[case] expected: Result<&str, &str>,
    ) {
        let found = among(&all(), &wanted.parse().unwrap());

        assert_eq!(id(found), expected.map(str::to_owned).map_err(str::to_owned));
    }

    #[rstest]
    #[case::by_two_people("#poker", None, Ok("1a"))]
    #[case::of_two("#chess", None, Err("ROOM_AMBIGUOUS"))]
    #[case::by_one_of_them("#chess", Some("carol@localhost"), Ok("1c"))]
    #[case::by_nobody("#poker", Some("dave@localhost"), Err("NOT_INVITED"))]
    #[case::in_it_already("#book-club", None, Ok("0a"))]
    fn t44_an_invitation_is_into_exactly_one_room(
        #[case] wanted: &str,
        #[case] by: Option<&str>,
        #[case] expected: Result<&str, &str>,
    ) {
        let by = |who: &str| by.is_none_or(|by| by == who);

        let found = invited(&all(), &wanted.parse().unwrap(), by);

        assert_eq!(id(found), expected.map(str::to_owned).map_err(str::to_owned));
    }

    #[test]
    fn what_is_ambiguous_lists_the_ids_and_who_is_invited_learns_how_to_come_in() {
        let both = among(&all(), &"#chess".parse().unwrap()).err().unwrap();
        let poker = among(&all(), &"#poker".parse().unwrap()).err().unwrap();

        let ids = format!("#{} or #{}", "0c".repeat(16), "0d".repeat(16));
        assert!(both.to_string().contains(&ids), "{both}");
        assert!(poker.next().unwrap().ends_with("causerie room join '#poker'"));
    }

    #[test]
    fn who_asked_to_come_in_learns_that_they_will_be() {
        let room = Room { id: "1a".repeat(16), name: "poker".to_owned(), ..Room::default() };
        let wish = WishedRoom { room, of: "carol@localhost".to_owned(), at: 1 };
        let all = Rooms { wishes: vec![wish], ..all() };

        let poker = among(&all, &"#poker".parse().unwrap()).err().unwrap();

        assert!(poker.next().unwrap().starts_with("you asked to come in"));
    }

    #[test]
    fn a_room_stands_in_a_path_without_ending_it() {
        assert_eq!(in_path("#0a0a"), "%230a0a");
        assert_eq!(in_path("bob@localhost"), "bob@localhost");
    }
}
