use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /v1/listed` at a directory: who of its people wants to be found, and is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListedPeople {
    /// Whether the caller is one of the listed.
    pub listed: bool,
    /// Those who are there, at most 1,000, in their order.
    #[schema(example = json!(["bob"]))]
    pub usernames: Vec<String>,
}

/// `GET /v1/listed` at the local API: who of the directory's people wants to be found, and is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Listed {
    /// Whether this person is one of the listed.
    pub listed: bool,
    /// Those who are there, at most 1,000, in their order.
    #[schema(example = json!(["bob@chat.example.org"]))]
    pub people: Vec<String>,
}

/// `PUT /v1/listed` at the local API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BeListed {
    /// Whether others of the directory may find this person.
    pub listed: bool,
}

/// `PUT /v1/presence`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SetPresence {
    /// `online`, `busy`, `away`, or `invisible`: seen by nobody.
    #[schema(example = "busy")]
    pub state: String,
}

/// `GET /v1/presence`: who is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Presence {
    /// This person: `online`, `busy`, `away` or `invisible`.
    #[schema(example = "online")]
    pub state: String,
    /// Since when.
    pub since: u64,
    /// Whether this person is listed at the directory; nothing if it does not answer at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<bool>,
    /// Each contact, by name.
    pub contacts: Vec<ContactPresence>,
}

/// How a contact is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactPresence {
    /// The contact.
    #[schema(example = "bob@chat.example.org")]
    pub address: String,
    /// `online`, `busy`, `away` or `offline`, which is also who does not want to be seen.
    #[schema(example = "online")]
    pub state: String,
    /// Since when; nothing for who was not seen since the peer was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_have_these_words() {
        let bob = ContactPresence {
            address: "bob@x.org".to_owned(),
            state: "offline".to_owned(),
            since: None,
        };
        let presence = Presence {
            state: "online".to_owned(),
            since: 1,
            listed: Some(false),
            contacts: vec![bob],
        };

        assert_eq!(
            serde_json::to_string(&presence).unwrap(),
            r#"{"state":"online","since":1,"listed":false,"contacts":[{"address":"bob@x.org","state":"offline"}]}"#
        );
    }
}
