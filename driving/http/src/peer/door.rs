use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::Api;
use crate::{caller::Caller, hang_up::HangUp};

/// Answers contacts, whatever they ask; to another person's device there is no answer, not even that it asked for something odd. Whoever shows no
/// certificate of a device gets no further than being asked for one.
pub(super) async fn let_in(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    if let Some(device) = Caller::of(request.extensions()).device
        && let Ok(false) = api.peer.door.answers(&device.person).await
    {
        return HangUp.into_response();
    }
    // Where the store cannot say, who serves the request finds out too.
    next.run(request).await
}
