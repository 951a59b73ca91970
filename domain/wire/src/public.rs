use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /v1/public` at a directory: its public channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicChannel {
    /// Which room it is, 32 hexadecimal digits. Whoever comes first founds it.
    pub room: String,
    /// What it is called.
    #[schema(example = "public")]
    pub name: String,
    /// The user names of those who moderate it, at most 100, in their order.
    #[schema(example = json!(["alice"]))]
    pub moderators: Vec<String>,
}

/// `POST /v1/public` at the local API: this device is in the public channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnteredPublic {
    /// Which room it is: 32 hexadecimal digits. What is said in it stands in the conversation `#` and these.
    pub room: String,
}
