//! The public channel of one's directory.

use causerie_chat::RoomName;
use causerie_wire::{EnteredPublic, Status};

use super::{super::LocalApi, Where};
use crate::{failure::Failure, show::room_called};

/// The public channel, which this device is in then.
pub(in super::super) async fn public(api: &LocalApi<'_>) -> Result<Where, Failure> {
    let with = entered(api).await?;
    let status: Status = api.get("/v1/status").await.map_err(|none| none.at(api.data))?;
    let called = Some(room_called(RoomName::public().as_str()));
    Ok(Where { with, called, me: status.address })
}

/// The same as the peer calls it: `#` and its id.
pub(in super::super) async fn entered(api: &LocalApi<'_>) -> Result<String, Failure> {
    let entered: Result<EnteredPublic, _> = api.ask_for("/v1/public", &()).await;
    let entered = entered.map_err(|none| advised(none.at(api.data)))?;
    Ok(format!("#{}", entered.room))
}

/// Where what helps is not what helps in other rooms.
fn advised(failure: Failure) -> Failure {
    let known =
        "if you are in it already: causerie tell '#public' TEXT; else try again in a moment";
    failure
        .advised("DIRECTORY_UNREACHABLE", || known.to_owned())
        .advised("ROOM_FULL", || "try again when somebody has left it".to_owned())
        .advised("TOO_MANY_ROOMS", || {
            "ask somebody else of your directory to come into it first: causerie all TEXT"
                .to_owned()
        })
}
