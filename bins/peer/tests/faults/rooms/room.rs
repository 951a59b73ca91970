//! The room, as one of its devices has it and is asked to change it.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::house::House;
use crate::local::Local;

/// How many entries of a conversation are asked for at once.
const PAGE: usize = 1_000;
/// How long something that takes the directory, or another device, may take.
pub(crate) const PATIENCE: Duration = Duration::from_mins(5);

/// The room at a device.
pub(crate) struct Room<'a> {
    pub(crate) house: &'a House,
    pub(crate) who: usize,
    pub(crate) id: &'a str,
    local: Local,
}

/// What somebody said, as it stands at a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) from: String,
    pub(crate) text: String,
    /// Who reacted to it, and how.
    pub(crate) reactions: Vec<(String, String)>,
}

/// The room, as it stands at a device that is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) epoch: u64,
    pub(crate) name: String,
    /// Addresses with their roles and devices.
    pub(crate) members: Vec<(String, String, Vec<String>)>,
}

impl<'a> Room<'a> {
    pub(crate) fn at(house: &'a House, who: usize, id: &'a str) -> Self {
        Self { house, who, id, local: house.local(who) }
    }

    /// How it stands there; nothing if nobody answers, or the device is not in it.
    pub(crate) fn state(&self) -> Option<State> {
        let shown = self.local.get(&format!("rooms/{}", self.id))?;
        if shown["standing"] != "member" {
            return None;
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let members = shown["members"].as_array()?.iter().map(|it| {
            let mut devices: Vec<_> =
                it["devices"].as_array().into_iter().flatten().map(text).collect();
            devices.sort_unstable();
            (text(&it["address"]), text(&it["role"]), devices)
        });
        let members = members.collect();
        Some(State { epoch: shown["epoch"].as_u64()?, name: text(&shown["name"]), members })
    }

    pub(crate) fn epoch(&self) -> Option<u64> {
        Some(self.state()?.epoch)
    }

    /// The epoch it is in there, once that is told; [`u64::MAX`] where the device is not in it.
    pub(crate) fn told_epoch(&self) -> u64 {
        self.until("the room is told of", || {
            self.local.get("status")?;
            let (status, shown) = self.local.ask("GET", &format!("rooms/{}", self.id), "").ok()?;
            let is_in = status == 200 && shown["standing"] == "member";
            let epoch = shown["epoch"].as_u64().filter(|_| is_in).unwrap_or(u64::MAX);
            (status < 500).then_some(epoch)
        })
    }

    /// What this device said there and is still on its way: ids and causes. Nothing if nobody answers. What another device of its person said is that one's to
    /// tell; what failed because somebody went waits for nothing, and is the judge's.
    pub(crate) fn why(&self) -> Option<Vec<(String, String)>> {
        let told = self.local.get(&format!("rooms/{}/why", self.id))?;
        let reason = |it: &Value| {
            let device = it["device"].as_str().unwrap_or_default();
            let who = it["who"].as_str().unwrap_or_default();
            let cause = format!("{} for {device} of {who}, after {}", it["cause"], it["attempts"]);
            (it["id"].as_str().unwrap_or_default().to_owned(), cause)
        };
        let waits = |it: &&Value| it["cause"] != "SENT_ELSEWHERE" && it["cause"] != "LEFT_ROOM";
        Some(told["reasons"].as_array()?.iter().filter(waits).map(reason).collect())
    }

    /// Which devices have not got what this one said, as it says itself.
    pub(crate) fn lacking(&self, message: &str) -> Vec<usize> {
        let why = format!("messages/{message}/why");
        let told = self.until("why something is not there", || self.local.get(&why));
        let device = |it: &Value| {
            let name = format!("{}@{}", it["device"].as_str()?, it["who"].as_str()?);
            (0..self.house.cast.devices()).find(|who| {
                let person = self.house.cast.owner(*who).address();
                format!("{}@{person}", self.house.cast.device(*who)) == name
            })
        };
        told["reasons"].as_array().into_iter().flatten().filter_map(device).collect()
    }

    /// All that was said, as it stands there.
    pub(crate) fn conversation(&self) -> Vec<Shown> {
        self.until("the conversation is told", || self.pages())
    }

    fn pages(&self) -> Option<Vec<Shown>> {
        let (mut all, mut after) = (Vec::new(), 0);
        loop {
            let path = format!("conversations/%23{}?after={after}&limit={PAGE}", self.id);
            let page = self.local.get(&path)?;
            let messages = page["messages"].as_array()?;
            // The others change these.
            all.extend(messages.iter().filter(|it| it["kind"] == 1).map(shown));
            if messages.is_empty() {
                return Some(all);
            }
            after = page["next"].as_u64()?;
        }
    }

    /// What came to that device and was not opened: sender and cause.
    pub(crate) fn unopened(&self) -> Vec<String> {
        let all = self.until("what was not opened is told", || self.local.get("unopened"));
        let all = all["envelopes"].as_array().cloned().unwrap_or_default();
        all.iter().map(|it| format!("{} of {}", it["cause"], it["from"])).collect()
    }

    /// Has the device do something with the room, until it says that it did, or that it will not.
    pub(crate) fn asked(&self, method: &str, path: &str, body: &Value) -> Result<(), String> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let path = format!("rooms/{}/{path}", self.id);
        self.until(&format!("{method} {path}"), || match self.local.ask(method, &path, &body) {
            Ok((200..=299, _)) => Some(Ok(())),
            // Of a process that just started, or of a directory that is away.
            Ok((401 | 408 | 429 | 500.., _)) | Err(_) => None,
            Ok((_, answer)) => Some(Err(answer["code"].to_string())),
        })
    }

    /// Says something about messages, once: the status, if there is an answer.
    pub(crate) fn says(&self, path: &str, body: &Value) -> Option<u16> {
        let asked = self.local.ask("PUT", &format!("messages/{path}"), &body.to_string());
        asked.ok().map(|(status, _)| status)
    }

    /// Invitations into it that lie at that device, by their messages.
    pub(crate) fn invitations(&self) -> Option<Vec<String>> {
        let all = self.local.get("rooms")?;
        let of_room = all["invitations"].as_array()?.iter().filter(|it| it["id"] == self.id);
        Some(of_room.filter_map(|it| Some(it["message"].as_str()?.to_owned())).collect())
    }

    /// Whether anything of the room is known to that device.
    pub(crate) fn is_known(&self) -> bool {
        let all = self.until("its rooms are told", || self.local.get("rooms"));
        all.to_string().contains(self.id)
    }

    /// Waits for an answer; fails after a long while.
    pub(crate) fn until<T>(&self, what: &str, answer: impl Fn() -> Option<T>) -> T {
        let begin = Instant::now();
        loop {
            if let Some(answer) = answer() {
                return answer;
            }
            if begin.elapsed() > PATIENCE {
                let name = self.house.cast.name(self.who);
                let asked = ["rooms", "status", "unopened", &format!("rooms/{}", self.id)];
                let told = asked.map(|path| self.local.get(path).unwrap_or_default().to_string());
                panic!("at {name}, not in {PATIENCE:?}: {what}; there are {}", told.join("; "));
            }
            thread::sleep(Duration::from_millis(100));
        }
    }
}

fn shown(message: &Value) -> Shown {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let reactions = message["reactions"].as_array().into_iter().flatten();
    let mut reactions: Vec<_> =
        reactions.map(|it| (text(&it["from"]), text(&it["emoji"]))).collect();
    reactions.sort_unstable();
    Shown {
        id: text(&message["id"]),
        from: text(&message["from"]),
        text: text(&message["text"]),
        reactions,
    }
}

/// What something that is said in the room is addressed to.
pub(crate) fn words(room: &str, text: &str) -> Value {
    json!({ "to": format!("#{room}"), "text": text })
}
