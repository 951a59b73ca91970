use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use causerie_chat::DeviceAddress;
use causerie_usecases::ports::Unavailable;

use super::Api;
use crate::{caller::Caller, hang_up::HangUp};

/// Answers contacts, whatever they ask, and those who are in a room with this device what they deliver, and what they ask of files; to another person's device there is no answer, not
/// even that it asked for something odd. Whoever shows no certificate of a device gets no further than being asked for one.
pub(super) async fn let_in(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    if let Some(device) = Caller::of(request.extensions()).device
        && let Ok(false) = answers(&api, &device, is_of_rooms(&request)).await
    {
        return HangUp.into_response();
    }
    // Where the store cannot say, who serves the request finds out too.
    next.run(request).await
}

async fn answers(api: &Api, to: &DeviceAddress, is_of_rooms: bool) -> Result<bool, Unavailable> {
    Ok(api.peer.door.answers(&to.person).await? || is_of_rooms && api.peer.fellows.has(to).await?)
}

/// Whether somebody who is only in the same room may ask that: files are offered in rooms, and a ticket says whether to them.
fn is_of_rooms(request: &Request) -> bool {
    let is = |method: &Method, path: &str| {
        request.method() == method && request.uri().path().starts_with(path)
    };
    is(&Method::PUT, "/v1/deliveries/") || is(&Method::GET, "/v1/files/")
}
