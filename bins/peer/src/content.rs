//! What stands in a backup, as JSON.

use std::sync::Arc;

use causerie_chat::{
    Address, DeliveryState, Device, DeviceAddress, DeviceList, EnvelopeId, Introduction, Message,
    Path, Person, Standing, Terms, Timestamp, View,
};
use causerie_session::Sessions;
use causerie_usecases::ports::{Addressed, Cursor, Entry, KnownIdentity, Sealing};
use causerie_wire::Base64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Profile, secrets::Secrets};

/// A backup of version 1.
#[derive(Serialize, Deserialize)]
pub(crate) struct Content {
    version: u32,
    address: String,
    device: String,
    directory: String,
    root: String,
    /// Absent in that of a linked device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account_seed: Option<Base64>,
    /// The person's word for a linked device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    introduction: Option<Base64>,
    device_seed: Base64,
    people: Vec<Known>,
    messages: Vec<Kept>,
}

#[derive(Serialize, Deserialize)]
struct Known {
    person: Somebody,
    verified_at: Option<u64>,
    offered: Option<Somebody>,
    /// How they stand, unless they are a contact; backups of before had contacts alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standing: Option<Stands>,
}

#[derive(Serialize, Deserialize)]
struct Stands {
    terms: String,
    blocked: bool,
}

#[derive(Serialize, Deserialize)]
struct Somebody {
    address: String,
    account_key: Base64,
    devices: Vec<Machine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device_list: Option<Base64>,
}

#[derive(Serialize, Deserialize)]
struct Machine {
    id: String,
    key: Base64,
    signature: Base64,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    message: Base64,
    changed_at: u64,
    state: String,
    cause: Option<String>,
}

/// What a [`Content`] means.
pub(crate) struct Parsed {
    pub(crate) profile: Profile,
    pub(crate) root: String,
    pub(crate) account: Option<Zeroizing<[u8; 32]>>,
    pub(crate) own: Zeroizing<[u8; 32]>,
    pub(crate) people: Vec<KnownIdentity>,
    pub(crate) entries: Vec<Entry>,
}

impl Content {
    pub(crate) fn new(
        profile: &Profile,
        root: &str,
        secrets: &Secrets,
        people: &[KnownIdentity],
        entries: &[Entry],
    ) -> Self {
        Self {
            version: 1,
            address: profile.device.person.to_string(),
            device: profile.device.device.to_string(),
            directory: profile.directory.to_string(),
            root: root.to_owned(),
            account_seed: secrets.account.as_ref().map(|account| account.seed().into()),
            introduction: profile.introduction.as_ref().map(|it| it.encode(&[]).into()),
            device_seed: secrets.own.seed().into(),
            people: people.iter().map(Known::new).collect(),
            messages: entries.iter().map(Kept::new).collect(),
        }
    }

    /// What it means; nothing if it is no backup of version 1.
    pub(crate) fn parse(self) -> Option<Parsed> {
        if self.version != 1 {
            return None;
        }
        let device =
            DeviceAddress { person: self.address.parse().ok()?, device: self.device.parse().ok()? };
        let introduction = match self.introduction {
            Some(bytes) => Some(Introduction::decode(&bytes.0).ok()?.0),
            None => None,
        };
        let account = match self.account_seed {
            Some(seed) => Some(Zeroizing::new(seed.array()?)),
            None => None,
        };
        // Somebody says that the device is the person's: the account key, or a word of it.
        if account.is_none() && introduction.is_none() {
            return None;
        }
        let messages = (1..).zip(self.messages);
        Some(Parsed {
            profile: Profile { device, directory: self.directory.parse().ok()?, introduction },
            root: self.root,
            account,
            own: Zeroizing::new(self.device_seed.array()?),
            people: self.people.into_iter().map(Known::parse).collect::<Option<_>>()?,
            entries: messages.map(|(at, kept)| kept.parse(at)).collect::<Option<_>>()?,
        })
    }
}

impl Known {
    fn new(known: &KnownIdentity) -> Self {
        Self {
            person: Somebody::new(&known.person),
            verified_at: known.verified.map(Timestamp::millis),
            offered: known.offered.as_ref().map(Somebody::new),
            standing: (!known.standing.is_accepted()).then(|| Stands::new(known.standing)),
        }
    }

    fn parse(self) -> Option<KnownIdentity> {
        let offered = match self.offered {
            Some(offered) => Some(offered.parse()?),
            None => None,
        };
        let verified = self.verified_at.map(Timestamp::from_millis);
        let standing = match self.standing {
            Some(stands) => stands.parse()?,
            None => Standing::ACCEPTED,
        };
        Some(KnownIdentity { person: self.person.parse()?, verified, offered, standing })
    }
}

impl Stands {
    fn new(standing: Standing) -> Self {
        let terms = match standing.terms {
            Terms::Accepted => "accepted",
            Terms::Requested => "requested",
            Terms::Ignored => "ignored",
        };
        Self { terms: terms.to_owned(), blocked: standing.is_blocked }
    }

    fn parse(self) -> Option<Standing> {
        let terms = match self.terms.as_str() {
            "accepted" => Terms::Accepted,
            "requested" => Terms::Requested,
            "ignored" => Terms::Ignored,
            _ => return None,
        };
        Some(Standing { terms, is_blocked: self.blocked })
    }
}

impl Somebody {
    fn new(person: &Person) -> Self {
        let machine = |device: &Device| Machine {
            id: device.id.to_string(),
            key: device.key.as_bytes().into(),
            signature: device.signature.as_bytes().into(),
        };
        Self {
            address: person.address.to_string(),
            account_key: person.account_key.as_bytes().into(),
            devices: person.devices.iter().map(machine).collect(),
            device_list: person.list.as_ref().map(|list| list.encode().into()),
        }
    }

    fn parse(self) -> Option<Person> {
        let device = |machine: Machine| {
            Some(Device {
                id: machine.id.parse().ok()?,
                key: machine.key.array()?.try_into().ok()?,
                signature: machine.signature.array::<64>()?.into(),
            })
        };
        Some(Person {
            address: self.address.parse().ok()?,
            account_key: self.account_key.array()?.try_into().ok()?,
            devices: self.devices.into_iter().map(device).collect::<Option<_>>()?,
            list: match self.device_list {
                Some(list) => Some(DeviceList::decode(&list.0).ok()?),
                None => None,
            },
        })
    }
}

impl Kept {
    fn new(entry: &Entry) -> Self {
        let (state, cause) = match &entry.state {
            DeliveryState::Queued => ("queued", None),
            DeliveryState::Stored => ("stored", None),
            DeliveryState::Delivered(Path::Direct) => ("delivered", None),
            DeliveryState::Delivered(Path::Mailbox) => ("delivered by mailbox", None),
            DeliveryState::Read => ("read", None),
            DeliveryState::Failed(cause) => ("failed", Some(cause.to_string())),
        };
        let message = Base64(entry.message.encode());
        Self { message, changed_at: entry.changed_at.millis(), state: state.to_owned(), cause }
    }

    fn parse(self, cursor: u64) -> Option<Entry> {
        let state = match (self.state.as_str(), self.cause) {
            ("queued", None) => DeliveryState::Queued,
            ("stored", None) => DeliveryState::Stored,
            ("delivered", None) => DeliveryState::Delivered(Path::Direct),
            ("delivered by mailbox", None) => DeliveryState::Delivered(Path::Mailbox),
            ("read", None) => DeliveryState::Read,
            ("failed", Some(cause)) => DeliveryState::Failed(cause.parse().ok()?),
            _ => return None,
        };
        Some(Entry {
            cursor: Cursor(cursor),
            message: Message::decode(&self.message.0).ok()?,
            changed_at: Timestamp::from_millis(self.changed_at),
            state,
            view: View::default(),
        })
    }
}

/// Whether it is a message that `me` sent and that has not arrived. What lies in a mailbox is sent again too: it was sealed in a session
/// that is not in the backup, so that it could not be sealed anew if it had to be. What was said in a room is not: its room is not in the backup either.
pub(crate) fn is_waiting(entry: &Entry, me: &Address) -> bool {
    let waits = matches!(entry.state, DeliveryState::Queued | DeliveryState::Stored);
    entry.message.author == *me && waits && entry.message.recipient.room().is_none()
}

/// An envelope for each device its recipient is known to have.
pub(crate) fn envelopes(message: &Message, known: &[KnownIdentity]) -> Vec<Addressed> {
    let people = known.iter().map(|known| &known.person);
    let recipients = people.filter(|person| message.recipient == person.address);
    let devices = recipients.flat_map(|person| person.devices.iter().map(|it| person.device(it)));
    let addressed = |recipient: DeviceAddress| Addressed {
        id: EnvelopeId::of(message.id, &recipient),
        recipient,
        trace: None,
    };
    devices.map(addressed).collect()
}

/// Seals nothing yet: that is done when the peer runs and has begun its sessions.
pub(crate) fn unsealed() -> Arc<dyn Sealing> {
    Arc::new(Unsealed)
}

struct Unsealed;

impl Sealing for Unsealed {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        known
    }

    fn seal(
        &self,
        _: &Message,
        _: &Addressed,
        _: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<causerie_chat::Sealed>) {
        (sessions, None)
    }
}

#[cfg(test)]
#[path = "content_tests.rs"]
mod tests;
