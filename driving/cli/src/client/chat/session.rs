//! One run of the client: what it knows, and what was shown.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use causerie_wire::{Contacts, Conversations, Message, MessageRef, MessageReport, Status};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::Notify;
use tracing::Instrument;

use super::{
    members::Seen,
    names::{Meant, People},
    numbers::{Numbers, Shown},
    recall::Recall,
    screen::{Key, Screen},
    undecided::Undecided,
    words::Words,
};
use crate::{
    client::{LocalApi, span},
    failure::Failure,
    show::{Here, Paint, Printable, REVOKED},
};

/// How many people with something new are named at the start.
const NAMED: usize = 5;

/// The client while it runs. Lines that are typed and events of the peer are handled side by side, so what both change lies behind
/// a lock, which nobody holds while waiting.
pub(super) struct Session<'a> {
    pub(super) api: &'a LocalApi<'a>,
    /// This person's address.
    pub(super) me: String,
    pub(super) paint: Paint,
    /// Held by whoever prints messages of a conversation, so that none is printed twice.
    pub(super) turn: tokio::sync::Mutex<()>,
    /// Rings when somebody is seen typing.
    pub(super) typing: Notify,
    state: Mutex<State<'a>>,
}

/// What changes while the client runs.
pub(super) struct State<'a> {
    pub(super) screen: Screen<'a>,
    /// This person's address.
    pub(super) me: String,
    pub(super) people: People,
    pub(super) numbers: Numbers,
    pub(super) words: Words,
    pub(super) recall: Recall,
    /// The line that is being carried out.
    pub(super) line: String,
    /// With whom the conversation is that one is in.
    pub(super) current: Option<String>,
    /// The cursor of the last message that was printed, of each conversation.
    pub(super) after: HashMap<String, u64>,
    /// The cursor of the first message that was printed of each.
    pub(super) first: HashMap<String, u64>,
    /// The latest cursor when the client began: what is before it in other conversations was there before.
    pub(super) begun_at: u64,
    /// The cursor of the last message of each that is shown and not marked as read.
    pub(super) unread: HashMap<String, u64>,
    /// What changes other messages, and of which that is still to be seen; each with whom it was said.
    pub(super) changes: VecDeque<(Message, MessageRef, String)>,
    /// Messages on their way to the peer: they are printed when they are there.
    pub(super) sending: HashSet<String>,
    /// The message that the line stands for that was typed last.
    pub(super) typed: Option<String>,
    /// The day of the message that was printed last.
    pub(super) day: String,
    /// Who was seen in each room.
    pub(super) members: HashMap<String, Seen>,
    /// Who asks to talk to this person, with the id of the last of what they wrote.
    pub(super) requests: HashMap<String, String>,
    /// The ids of files that were asked for here, and are not there yet.
    pub(super) fetching: HashSet<String>,
    /// What was not known to have been accepted, to say it under the same id if it is said again.
    pub(super) undecided: Option<Undecided>,
}

impl<'a> Session<'a> {
    /// Asks the peer who this is and who is known; tells who wrote meanwhile.
    pub(super) async fn begin(
        api: &'a LocalApi<'a>,
        paint: Paint,
        screen: Screen<'a>,
        words: Words,
        recall: Recall,
    ) -> Result<Self, Failure> {
        let status: Status = api.get("/v1/status").await.map_err(|none| none.at(api.data))?;
        let me = status.address.parse::<causerie_chat::Address>().map_err(|_| Failure::NotAPeer)?;
        let state = State {
            screen,
            me: me.to_string(),
            people: People::new(me.domain.clone()),
            numbers: Numbers::default(),
            words,
            recall,
            line: String::new(),
            current: None,
            after: HashMap::new(),
            first: HashMap::new(),
            begun_at: 0,
            unread: HashMap::new(),
            changes: VecDeque::new(),
            sending: HashSet::new(),
            typed: None,
            day: String::new(),
            members: HashMap::new(),
            requests: HashMap::new(),
            fetching: HashSet::new(),
            undecided: None,
        };
        let (turn, typing) = (tokio::sync::Mutex::new(()), Notify::new());
        let state = Mutex::new(state);
        let session = Self { api, me: me.to_string(), paint, turn, typing, state };
        session.see_rooms().await.map_err(|none| none.at(api.data))?;
        let all: Conversations = session.get("/v1/conversations").await?;
        let latest = all.conversations.iter().map(|one| one.latest.cursor).max();
        session.state().begun_at = latest.unwrap_or_default();
        session.met(all.conversations.iter().map(|one| one.with.as_str()));
        let people: Contacts = session.get("/v1/contacts").await?;
        let contacts = people.contacts.iter().filter(|one| one.standing == "accepted");
        session.met(contacts.map(|one| one.address.as_str()));
        if status.revoked {
            session.tell_revoked()?;
        }
        Ok(session)
    }

    /// Tells who wrote something that was not read yet, but for the conversation one is in.
    pub(super) async fn tell_news(&self) -> Result<(), Failure> {
        let all: Conversations = self.get("/v1/conversations").await?;
        let current = self.current();
        let news = all.conversations.iter().filter(|one| {
            let is_theirs = Here { with: &one.with, me: &self.me }.is_theirs(&one.latest);
            is_theirs && one.latest.state != "read" && current.as_ref() != Some(&one.with)
        });
        let names: Vec<_> = news
            .take(NAMED)
            .map(|one| self.with_people(|people| people.short(&one.with)))
            .collect();
        match names.as_slice() {
            [] => Ok(()),
            [one] => self.note(&format!("not read yet: {one} (/chat {one})")),
            [one, ..] => self.note(&format!("not read yet: {} (/chat {one})", names.join(", "))),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the peer, for whom there is no second try.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let asked = self.api.get(path).instrument(span("chat")).await;
        asked.map_err(|none| none.at(self.api.data))
    }

    /// Has the peer change something, likewise.
    pub(super) async fn put<T: Serialize>(&self, path: &str, body: &T) -> Result<(), Failure> {
        let asked = self.api.put(path, body).instrument(span("chat")).await;
        asked.map_err(|none| none.at(self.api.data))
    }

    /// How a message is now.
    pub(super) async fn report(&self, shown: &Shown) -> Result<MessageReport, Failure> {
        self.get(&format!("/v1/messages/{}?from={}", shown.id, shown.from)).await
    }

    pub(super) fn print(&self, text: &str) -> Result<(), Failure> {
        self.state().screen.print(Key::Other, text)
    }

    /// Prints what is said by nobody.
    pub(super) fn note(&self, text: &str) -> Result<(), Failure> {
        self.print(&self.paint.dim(format!("— {text}")))
    }

    /// Tells that this device was revoked, and what can be done.
    pub(super) fn tell_revoked(&self) -> Result<(), Failure> {
        self.print(&(self.paint.bad(REVOKED) + "\n"))
    }

    /// With whom the conversation is that one is in.
    pub(super) fn current(&self) -> Option<String> {
        self.state().current.clone()
    }

    /// The same, or why it is needed.
    pub(super) fn here(&self) -> Result<String, Failure> {
        let nowhere = "you are in no conversation yet; go to one: /chat NAME, or see /list";
        self.current().ok_or_else(|| Failure::Other(nowhere.to_owned()))
    }

    pub(super) fn with_people<T>(&self, ask: impl FnOnce(&People) -> T) -> T {
        ask(&self.state().people)
    }

    /// Notes people of whom the peer told.
    pub(super) fn met<'p>(&self, people: impl IntoIterator<Item = &'p str>) {
        let mut state = self.state();
        let State { people: known, words, requests, .. } = &mut *state;
        people.into_iter().for_each(|one| known.add(one));
        let asking = requests.keys().map(|one| known.short(one)).collect();
        words.set_names(known.names(), asking);
    }

    /// Whom a name means.
    pub(super) fn meant(&self, name: &str) -> Result<Meant, Failure> {
        self.with_people(|people| {
            people.meant(name).map_err(|misnamed| {
                let like = people.like(name);
                let hint = if like.is_empty() {
                    String::new()
                } else {
                    format!("; did you mean {}?", like.join(" or "))
                };
                Failure::Other(format!("{misnamed}{hint}"))
            })
        })
    }

    /// The address of somebody who is known.
    pub(super) fn known(&self, name: &str) -> Result<String, Failure> {
        match self.meant(name)? {
            Meant::Known(address) => Ok(address),
            Meant::Stranger(address) => {
                let like = self.with_people(|people| people.like(name));
                let hint = if like.is_empty() {
                    "/list shows whom you know".to_owned()
                } else {
                    format!("did you mean {}?", like.join(" or "))
                };
                Err(Failure::Other(format!(
                    "you have not talked to {} yet; {hint}",
                    Printable(&address)
                )))
            }
        }
    }

    /// The same, or with whom the conversation is that one is in.
    pub(super) fn known_or_here(&self, name: Option<&str>) -> Result<String, Failure> {
        name.map_or_else(|| self.here(), |name| self.known(name))
    }

    /// The message of a number.
    pub(super) fn numbered(&self, number: u32) -> Result<Shown, Failure> {
        let shown = self.state().numbers.at(number).cloned();
        shown.ok_or_else(|| Failure::Other(format!("no message has the number {number} here")))
    }

    /// The same if it is this person's own, and there.
    pub(super) fn own(&self, number: u32) -> Result<Shown, Failure> {
        let shown = self.there(number)?;
        if shown.from == self.me {
            return Ok(shown);
        }
        Err(Failure::Other(format!("[{number}] is not a message of yours")))
    }

    /// What stands before the line that is typed: without and with colours.
    pub(super) fn prompt(&self) -> (String, String) {
        let state = self.state();
        let name = state
            .current
            .as_ref()
            .map_or_else(|| "causerie".to_owned(), |with| state.people.short(with));
        (format!("{name}> "), format!("{} ", self.paint.bold(format!("{name}>"))))
    }
}
