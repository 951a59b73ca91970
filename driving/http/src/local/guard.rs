use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::LocalToken;
use crate::{
    probes::PATHS,
    refusal::{CREDENTIAL_REQUIRED, FORBIDDEN, Refusal},
};

/// Knows the token, and what this machine calls itself.
pub(super) struct Guard {
    token: LocalToken,
    hosts: [String; 3],
    origins: [String; 3],
}

impl Guard {
    pub(super) fn new(token: LocalToken, port: u16) -> Self {
        let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}"));
        let origins = hosts.each_ref().map(|host| format!("http://{host}"));
        Self { token, hosts, origins }
    }

    fn admits(&self, request: &Request) -> Result<(), Refusal> {
        let headers = request.headers();
        let host = only(headers, header::HOST).map(HeaderValue::as_bytes);
        let authority = request.uri().authority().map(|a| a.as_str().as_bytes());
        if !is_one_of(&self.hosts, host)
            || !authority.is_none_or(|a| is_one_of(&self.hosts, Some(a)))
        {
            return Err(FORBIDDEN.because("the Host is not a loopback address with this port"));
        }
        if headers.contains_key(header::ORIGIN) {
            let origin = only(headers, header::ORIGIN).map(HeaderValue::as_bytes);
            if !is_one_of(&self.origins, origin) {
                return Err(FORBIDDEN.because("this is not for web pages from elsewhere"));
            }
        }
        if PATHS.contains(&request.uri().path()) {
            return Ok(());
        }
        let shown = only(headers, header::AUTHORIZATION).map(HeaderValue::as_bytes);
        if bearer(shown).is_some_and(|shown| self.token.is(shown)) {
            Ok(())
        } else {
            Err(CREDENTIAL_REQUIRED)
        }
    }
}

/// Lets a request through, or answers it.
pub(super) async fn admit(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response {
    match guard.admits(&request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// The header's value, if there is exactly one.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&HeaderValue> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())
}

fn is_one_of(allowed: &[String], sent: Option<&[u8]>) -> bool {
    sent.is_some_and(|sent| allowed.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(sent)))
}

/// The token of `Bearer <token>` (RFC 6750 §2.1).
fn bearer(value: Option<&[u8]>) -> Option<&[u8]> {
    let (scheme, token) = value?.split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"Bearer ").then_some(token)
}
