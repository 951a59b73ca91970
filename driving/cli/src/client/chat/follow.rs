//! What the peer tells of, as it happens.

use std::time::Duration;

use tokio::time::sleep;

use super::session::Session;
use crate::{
    args::Name,
    client::{
        event_stream::{EventStream, Named},
        unanswered::Unanswered,
    },
    failure::Failure,
};

/// How long to wait before a peer that went away is looked for again, at first; each time twice as long.
const FIRST: Duration = Duration::from_millis(300);
/// The same at most.
const LAST: Duration = Duration::from_secs(5);

impl Session<'_> {
    /// Shows what comes until the screen is gone. Outlives restarts of the peer, and says once that it is away.
    pub(super) async fn follow(&self) -> Result<(), Failure> {
        let (mut pause, mut away) = (FIRST, false);
        loop {
            let mut stood = false;
            let ended = self.watch(&mut away, &mut stood).await;
            if stood {
                pause = FIRST;
            }
            match ended {
                Ok(()) => {}
                Err(Unanswered::Failed(Failure::Output(closed))) => {
                    return Err(Failure::Output(closed));
                }
                // A stream that ends is nothing yet: it may grow too old.
                Err(_) if stood || away => {}
                Err(why) => {
                    away = true;
                    self.note(&told(why))?;
                }
            }
            sleep(pause).await;
            pause = (pause * 2).min(LAST);
        }
    }

    async fn watch(&self, away: &mut bool, stood: &mut bool) -> Result<(), Unanswered> {
        // First this: what changes while everything is looked at is told by the stream.
        let mut events = EventStream::open(self.api).await?;
        self.see_rooms().await?;
        self.look_everywhere().await?;
        self.see_contacts().await?;
        self.see_all_members().await?;
        self.see_files().await?;
        if std::mem::take(away) {
            self.note("the peer is back").map_err(Unanswered::Failed)?;
        }
        *stood = true;
        loop {
            for event in events.next().await? {
                self.hear(&event).await?;
            }
        }
    }

    async fn hear(&self, (name, event): &Named) -> Result<(), Unanswered> {
        // What stands in a path is a name or a room, whoever says so.
        let is_place = |with: &&String| is_room(with) || with.parse::<Name>().is_ok();
        let with = event.with.as_ref().filter(is_place);
        if let ("file", Some(id)) = (name.as_str(), &event.file) {
            return self.see_file(id).await;
        }
        match (name.as_str(), with) {
            ("gap", _) => {
                self.see_rooms().await?;
                self.look_everywhere().await?;
                self.see_all_members().await?;
                self.see_files().await?;
                self.see_contacts().await
            }
            ("revoked", _) => self.tell_revoked().map_err(Unanswered::Failed),
            ("contact", Some(with)) => self.see_contact(with).await,
            ("conversation", Some(with)) if is_room(with) => {
                // It may be new, or be called otherwise now.
                self.see_rooms().await?;
                self.look(with).await
            }
            ("room", Some(with)) if is_room(with) => {
                self.see_rooms().await?;
                self.see_members(with).await
            }
            ("conversation" | "delivery", Some(with)) => self.look(with).await,
            ("typing", Some(with)) => self.see_typing(with).map_err(Unanswered::Failed),
            ("unopened", Some(with)) => {
                let name = self.with_people(|people| people.short(with));
                let note = format!("something from {name} could not be opened; more: /why {name}");
                self.note(&note).map_err(Unanswered::Failed)
            }
            _ => Ok(()),
        }
    }
}

fn is_room(with: &str) -> bool {
    let id = with.strip_prefix('#').and_then(|id| id.parse::<causerie_chat::RoomId>().ok());
    id.is_some()
}

fn told(why: Unanswered) -> String {
    match why {
        Unanswered::Away | Unanswered::Broken => {
            "the peer is away; it is looked for, and what you missed is shown when it is back"
                .to_owned()
        }
        Unanswered::Failed(why) => {
            format!("nothing new is heard from the peer: {why}; it is tried again")
        }
    }
}
