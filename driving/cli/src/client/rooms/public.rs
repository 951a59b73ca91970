//! The public channel of one's directory.

use causerie_chat::RoomName;
use causerie_wire::{EnteredPublic, Heard, Status};

use super::{super::LocalApi, Where};
use crate::{
    failure::Failure,
    show::{self, room_called},
};

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
    match entered {
        Ok(entered) => Ok(format!("#{}", entered.room)),
        Err(none) => Err(muted(api, advised(none.at(api.data))).await),
    }
}

/// The same with whom to ask, and until when to wait, for somebody whom a moderator muted or banned, if that is known here.
pub(in super::super) async fn muted(api: &LocalApi<'_>, failure: Failure) -> Failure {
    let Failure::Refused(problem) = &failure else { return failure };
    if !matches!(problem.code.as_str(), "MUTED" | "BANNED") {
        return failure;
    }
    let code = problem.code.clone();
    match api.get::<Heard>("/v1/public/moderation").await {
        Ok(Heard { mute: Some(mute) }) => failure.advised(&code, || show::muted(&mute)),
        _ => failure,
    }
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
