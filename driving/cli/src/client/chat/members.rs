//! Who comes into rooms and goes: nobody is in one unseen.

use std::collections::BTreeMap;

use causerie_wire::{RoomDetails, Rooms};
use tracing::Instrument;

use super::session::Session;
use crate::{
    client::{span, unanswered::Unanswered},
    failure::Failure,
    show::room_called,
};

/// What was last seen of a room: its name, and what each may do in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    name: String,
    people: BTreeMap<String, String>,
}

/// What changed in a room.
#[derive(Debug, PartialEq, Eq)]
enum News {
    Came(String),
    Went(String),
    Became(String, String),
    Named(String),
}

impl Session<'_> {
    /// Notes who is in all rooms now.
    pub(super) async fn see_all_members(&self) -> Result<(), Unanswered> {
        let all: Rooms = self.api.get("/v1/rooms").instrument(span("chat")).await?;
        for room in all.rooms.iter().filter(|it| it.standing == "member") {
            self.see_members(&format!("#{}", room.room.id)).await?;
        }
        Ok(())
    }

    /// Tells who came into a room, went, or may do something else since it was looked at last. In the public channel, where everybody comes and goes, nobody is told.
    pub(super) async fn see_members(&self, with: &str) -> Result<(), Unanswered> {
        let path = format!("/v1/rooms/{}", with.trim_start_matches('#'));
        let room: RoomDetails = match self.api.get(&path).instrument(span("chat")).await {
            Ok(room) => room,
            Err(Unanswered::Failed(Failure::Refused(problem))) if !problem.retry => return Ok(()),
            Err(why) => return Err(why),
        };
        if room.room.room.kind == "public" || room.room.standing != "member" {
            return Ok(());
        }
        let seen = seen(&room);
        let before = self.state().members.insert(with.to_owned(), seen.clone());
        for news in before.map(|before| news(&before, &seen)).unwrap_or_default() {
            let told = self.words(&news, with);
            self.note(&told).map_err(Unanswered::Failed)?;
        }
        Ok(())
    }

    fn words(&self, news: &News, with: &str) -> String {
        self.with_people(|people| {
            let room = people.short(with);
            match news {
                News::Came(who) => format!("{} is in {room} now", people.short(who)),
                News::Went(who) => format!("{} is not in {room} any more", people.short(who)),
                News::Became(who, role) => format!("{} is {role} in {room} now", people.short(who)),
                News::Named(before) => format!("{} is called {room} now", room_called(before)),
            }
        })
    }
}

fn seen(room: &RoomDetails) -> Seen {
    let people = room.members.iter().map(|it| (it.address.clone(), it.role.clone()));
    Seen { name: room.room.room.name.clone(), people: people.collect() }
}

fn news(before: &Seen, now: &Seen) -> Vec<News> {
    let mut news = Vec::new();
    if before.name != now.name {
        news.push(News::Named(before.name.clone()));
    }
    for (who, role) in &now.people {
        match before.people.get(who) {
            None => news.push(News::Came(who.clone())),
            Some(was) if was != role => news.push(News::Became(who.clone(), role.clone())),
            Some(_) => {}
        }
    }
    let gone = before.people.keys().filter(|who| !now.people.contains_key(*who));
    news.extend(gone.cloned().map(News::Went));
    news
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(name: &str, people: &[(&str, &str)]) -> Seen {
        let people = people.iter().map(|(who, role)| ((*who).to_owned(), (*role).to_owned()));
        Seen { name: name.to_owned(), people: people.collect() }
    }

    #[test]
    fn t02_nobody_comes_or_goes_unseen() {
        let before = room("book club", &[("a@x", "owner"), ("b@x", "member"), ("c@x", "member")]);
        let now = room("chess", &[("a@x", "owner"), ("b@x", "admin"), ("eve@x", "member")]);

        assert_eq!(
            news(&before, &now),
            [
                News::Named("book club".to_owned()),
                News::Became("b@x".to_owned(), "admin".to_owned()),
                News::Came("eve@x".to_owned()),
                News::Went("c@x".to_owned()),
            ]
        );
        assert!(news(&now, &now).is_empty());
    }
}
