use axum::response::{IntoResponse, Response};

/// Instead of an answer: the connection ends without one, so that who called cannot tell a device that will not talk to them from one
/// that fell silent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HangUp;

impl IntoResponse for HangUp {
    fn into_response(self) -> Response {
        let mut nothing = Response::default();
        nothing.extensions_mut().insert(self);
        nothing
    }
}
