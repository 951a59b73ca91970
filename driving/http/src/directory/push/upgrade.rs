use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header, request::Parts},
    response::{IntoResponse, Response},
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::{
    refusal::{FORBIDDEN, Refusal, UPGRADE_REQUIRED},
    serving::{TakenOver, Takeover},
};

/// A client's opening handshake (RFC 6455 §4.2.1). Web pages have no business here: what names an origin is refused.
pub(in crate::directory) struct Upgrade {
    takeover: Takeover,
    accept: HeaderValue,
}

impl<S: Sync> FromRequestParts<S> for Upgrade {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let headers = &parts.headers;
        if headers.contains_key(header::ORIGIN) {
            return Err(FORBIDDEN.because("this is not for web pages"));
        }
        let asked = parts.version == Version::HTTP_11
            && names(headers, &header::CONNECTION, "upgrade")
            && names(headers, &header::UPGRADE, "websocket")
            && headers.get(header::SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
        let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|key| key.len() == 24);
        let accept = key.map(|key| derive_accept_key(key.as_bytes()));
        let accept = accept.and_then(|accept| HeaderValue::try_from(accept).ok());
        let takeover = parts.extensions.get::<Takeover>().cloned();
        match (takeover, accept) {
            (Some(takeover), Some(accept)) if asked => Ok(Self { takeover, accept }),
            _ => Err(UPGRADE_REQUIRED),
        }
    }
}

impl Upgrade {
    /// The answer that opens the WebSocket, with which `handler` goes on.
    pub(super) fn answer<F>(self, handler: impl FnOnce(TakenOver) -> F + Send + 'static) -> Response
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.takeover.by(handler);
        let mut response = (StatusCode::SWITCHING_PROTOCOLS, Body::empty()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, self.accept);
        response
    }
}

/// Whether the header's list of tokens has that one.
fn names(headers: &HeaderMap, header: &HeaderName, token: &str) -> bool {
    let lists = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|one| one.trim().eq_ignore_ascii_case(token))
}
