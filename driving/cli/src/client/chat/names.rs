//! Who is meant by a name that is typed: exactly that person, or nobody.

use std::collections::{BTreeMap, BTreeSet};

use causerie_chat::DomainName;
use thiserror::Error;

use crate::{
    args::{Name, RoomRef, slug},
    show::{Printable, room_beginning as beginning},
};

/// How many people are proposed.
const PROPOSED: usize = 5;

/// The people of whom this person knows.
pub(super) struct People {
    home: DomainName,
    known: BTreeSet<String>,
    /// The names of rooms, by `#` and their ids, and whether this device is in them.
    rooms: BTreeMap<String, (String, bool)>,
}

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// Somebody who is known, by address.
    Known(String),
    /// That name, at one's own directory or the one it says, and nobody of whom this person knows.
    Stranger(String),
}

/// Why a name names nobody.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum Misnamed {
    /// It can be nobody's.
    #[error("{0} is no name: names are a-z, 0-9 and -, such as bob or bob@chat.example.org")]
    NoName(String),
    /// There is no such room.
    #[error("there is no room {0} here; /room lists them")]
    NoRoom(String),
    /// It could be several people's.
    #[error("{name} could be more than one: say {}", .candidates.join(" or "))]
    Ambiguous {
        /// What was typed.
        name: String,
        /// Whom it could mean.
        candidates: Vec<String>,
    },
}

impl People {
    pub(super) fn new(home: DomainName) -> Self {
        Self { home, known: BTreeSet::new(), rooms: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, address: &str) {
        if !address.starts_with('#') && !self.known.contains(address) {
            self.known.insert(address.to_owned());
        }
    }

    /// Notes which rooms there are: by id, name and standing.
    pub(super) fn set_rooms<'r>(
        &mut self,
        rooms: impl Iterator<Item = (&'r str, &'r str, &'r str)>,
    ) {
        let noted = rooms
            .map(|(id, name, standing)| (format!("#{id}"), (name.to_owned(), standing != "gone")));
        self.rooms = noted.collect();
    }

    /// What rooms are called.
    pub(super) fn rooms(&self) -> Vec<String> {
        self.rooms.keys().map(|room| self.short(room)).collect()
    }

    /// The room that is meant: one this device is in goes before the others.
    fn room(&self, raw: &str) -> Result<Meant, Misnamed> {
        let wanted: RoomRef = raw.parse().map_err(|_| Misnamed::NoRoom(printable(raw)))?;
        for lives in [true, false] {
            let is_meant = |(room, (name, is_in)): &(&String, &(String, bool))| {
                *is_in == lives && wanted.means(name, room.trim_start_matches('#'))
            };
            let found: Vec<_> =
                self.rooms.iter().filter(is_meant).map(|(room, _)| room.clone()).collect();
            match found.as_slice() {
                [] => {}
                [room] => return Ok(Meant::Known(room.clone())),
                _ => {
                    return Err(Misnamed::Ambiguous { name: printable(raw), candidates: found });
                }
            }
        }
        Err(Misnamed::NoRoom(printable(raw)))
    }

    /// The person of that name. A name without a domain is at one's own directory, unless people of other directories have it too:
    /// then it is to be said in full.
    pub(super) fn meant(&self, raw: &str) -> Result<Meant, Misnamed> {
        if raw.starts_with('#') {
            return self.room(raw);
        }
        let name: Name = raw.parse().map_err(|_| Misnamed::NoName(printable(raw)))?;
        let is_full = name.domain.is_some();
        let address = name.clone().at(&self.home).to_string();
        let named = |one: &&String| one.split('@').next() == Some(name.username.as_str());
        let others: Vec<_> =
            self.known.iter().filter(named).filter(|one| **one != address).cloned().collect();
        if !is_full && !others.is_empty() {
            let candidates = [vec![address], others].concat();
            return Err(Misnamed::Ambiguous { name: printable(raw), candidates });
        }
        Ok(if self.known.contains(&address) {
            Meant::Known(address)
        } else {
            Meant::Stranger(address)
        })
    }

    /// People whose names are like that one, for a person to choose from; never chosen by ourselves.
    pub(super) fn like(&self, raw: &str) -> Vec<String> {
        let raw = raw.to_lowercase();
        let wanted = raw.split('@').next().unwrap_or_default();
        let like = |name: &str| {
            let far = strsim::damerau_levenshtein(name, wanted);
            name.starts_with(wanted) || wanted.starts_with(name) || far <= 1 + name.len() / 4
        };
        let names = if raw.starts_with('#') { self.rooms() } else { self.names() };
        names
            .into_iter()
            .filter(|name| like(name.split('@').next().unwrap_or_default()))
            .take(PROPOSED)
            .collect()
    }

    /// All names, as short as they are unambiguous.
    pub(super) fn names(&self) -> Vec<String> {
        self.known.iter().map(|address| self.short(address)).collect()
    }

    /// An address without the domain, if that is one's own and nobody else has the name. A room by its name, if no other is called so, nor could be taken for
    /// it.
    pub(super) fn short(&self, address: &str) -> String {
        if let Some(id) = address.strip_prefix('#') {
            let Some((name, is_in)) = self.rooms.get(address) else { return beginning(id) };
            let slug = slug(name);
            // One that was left is in nobody's way.
            let is_other = |(room, (other, other_in)): (&String, &(String, bool))| {
                room != address && (*other_in || !is_in) && self::slug(other) == slug
            };
            let is_clear = Printable(&slug).to_string() == slug;
            let is_named = is_clear && !self.rooms.iter().any(is_other);
            return if is_named { format!("#{slug}") } else { beginning(id) };
        }
        let Some((name, domain)) = address.split_once('@') else { return printable(address) };
        let same_name =
            |one: &&String| one.split('@').next() == Some(name) && one.as_str() != address;
        if domain == self.home.as_str() && !self.known.iter().any(|one| same_name(&one)) {
            printable(name)
        } else {
            printable(address)
        }
    }
}

fn printable(raw: &str) -> String {
    crate::show::first_words(raw, 100)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn people(known: &[&str]) -> People {
        let mut people = People::new("localhost".parse().unwrap());
        for one in known {
            people.add(one);
        }
        people
    }

    #[test]
    fn a_name_is_exactly_somebodys() {
        let people = people(&["bob@localhost", "bobby@localhost", "carol@elsewhere"]);

        let known = |address: &str| Ok(Meant::Known(address.to_owned()));
        assert_eq!(people.meant("bob"), known("bob@localhost"));
        assert_eq!(people.meant("carol@elsewhere"), known("carol@elsewhere"));
        assert_eq!(people.meant("bo"), Ok(Meant::Stranger("bo@localhost".to_owned())));
    }

    #[test]
    fn t44_a_name_that_is_almost_somebodys_is_nobodys_and_the_candidates_are_shown() {
        let people = people(&["bob@localhost", "bobby@localhost", "carol@localhost"]);

        for near in ["bo", "bobb", "bbo", "rob"] {
            assert!(matches!(people.meant(near), Ok(Meant::Stranger(_))), "{near}");
            assert!(people.like(near).contains(&"bob".to_owned()), "{near}");
        }
        assert_eq!(people.meant("Bob"), Err(Misnamed::NoName("Bob".to_owned())));
        assert_eq!(people.like("Bob"), ["bob", "bobby"]);
        assert!(people.like("zeno").is_empty());
    }

    #[test]
    fn t44_a_name_that_two_people_have_is_refused_with_both() {
        let both = people(&["bob@elsewhere", "bob@localhost"]);
        let other = people(&["bob@elsewhere"]);

        let candidates = vec!["bob@localhost".to_owned(), "bob@elsewhere".to_owned()];
        let ambiguous = Err(Misnamed::Ambiguous { name: "bob".to_owned(), candidates });
        assert_eq!(both.meant("bob"), ambiguous);
        assert_eq!(other.meant("bob"), ambiguous, "the other one is known, this one may be meant");
        assert_eq!(both.meant("bob@elsewhere"), Ok(Meant::Known("bob@elsewhere".to_owned())));
        assert_eq!(both.names(), ["bob@elsewhere", "bob@localhost"]);
    }

    #[test]
    fn t44_a_room_is_exactly_the_one_of_that_name_and_never_a_person() {
        let mut people = people(&["bob@localhost"]);
        let ids = ["0a", "0b", "0c", "0d", "0e"].map(|id| id.repeat(16));
        let names = ["Book club", "chess", "chess", "bo\u{202e}b", "book club"];
        let standings = ["member", "member", "lost", "member", "gone"];
        let rooms = ids.iter().zip(names).zip(standings);
        people.set_rooms(rooms.map(|((id, name), standing)| (&**id, name, standing)));
        let id = |id: &str| format!("#{}", id.repeat(16));

        let meant = |raw: &str| people.meant(raw);
        assert_eq!(meant("#book-club"), Ok(Meant::Known(id("0a"))));
        assert_eq!(meant("#0b0b0b0b"), Ok(Meant::Known(id("0b"))));
        let candidates = vec![id("0b"), id("0c")];
        let both = Misnamed::Ambiguous { name: "#chess".to_owned(), candidates };
        assert_eq!(meant("#chess"), Err(both));
        assert_eq!(meant("#bob"), Err(Misnamed::NoRoom("#bob".to_owned())));
        assert_eq!(people.like("#ches"), Vec::<String>::new(), "both are called by their ids");
        let called = ["#book-club", "#0b0b0b0b", "#0c0c0c0c", "#0d0d0d0d", "#0e0e0e0e"];
        assert_eq!(people.rooms(), called);
        assert_eq!(people.short(&id("0f")), "#0f0f0f0f", "of which nothing is known");
    }

    #[rstest]
    fn what_could_leave_its_place_in_a_path_is_no_name(
        #[values("", "../x", "bob/x", "bob?x=1", "bob\x1b[2J")] raw: &str,
    ) {
        let refused = people(&[]).meant(raw).unwrap_err();

        assert!(!refused.to_string().contains('\x1b'), "{refused}");
    }
}
