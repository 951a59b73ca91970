use std::{net::IpAddr, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use bytes::Bytes;
use causerie_chat::DeviceAddress;
use causerie_http_api::Caller;
use causerie_wire::Problem;
use http_body_util::BodyExt;
use serde::{Serialize, de::DeserializeOwned};
use tower::ServiceExt;

use super::TOKEN;

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The problem it is; it fails the test if it is none, or none in form.
    pub(crate) fn problem(&self) -> Problem {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        assert!(!problem.title.is_empty() && !problem.detail.is_empty());
        problem
    }

    /// Status and code, as `"404 NOT_FOUND"`; of what is no problem the status alone.
    pub(crate) fn outcome(&self) -> String {
        let status = self.status.as_u16();
        if self.status.is_success() {
            status.to_string()
        } else {
            format!("{status} {}", self.problem().code)
        }
    }
}

pub(crate) async fn ask(router: &Router, request: Request<Body>) -> Reply {
    let response = router.clone().oneshot(request).await.unwrap();
    reply(response.map(Body::new)).await
}

pub(crate) async fn reply(response: axum::response::Response) -> Reply {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Reply { status: parts.status, headers: parts.headers, body }
}

pub(crate) fn get(path: &str) -> Request<Body> {
    request(Method::GET, path, Body::empty())
}

pub(crate) fn delete(path: &str) -> Request<Body> {
    request(Method::DELETE, path, Body::empty())
}

pub(crate) fn put(path: &str) -> Request<Body> {
    request(Method::PUT, path, Body::empty())
}

pub(crate) fn put_json(path: &str, body: &impl Serialize) -> Request<Body> {
    put_bytes(path, "application/json", serde_json::to_vec(body).unwrap())
}

pub(crate) fn post_json(path: &str, body: &impl Serialize) -> Request<Body> {
    let body = Body::from(serde_json::to_vec(body).unwrap());
    request(Method::POST, path, body).with(header::CONTENT_TYPE.as_str(), "application/json")
}

pub(crate) fn put_bytes(path: &str, media_type: &str, body: Vec<u8>) -> Request<Body> {
    request(Method::PUT, path, Body::from(body)).with(header::CONTENT_TYPE.as_str(), media_type)
}

fn request(method: Method, path: &str, body: Body) -> Request<Body> {
    Request::builder().method(method).uri(path).body(body).unwrap()
}

/// What a request may bring along.
pub(crate) trait Asking {
    fn with(self, header: &str, value: &str) -> Self;
    fn by(self, device: &str) -> Self;
    fn own(self) -> Self;
    fn calling(self, device: Option<&DeviceAddress>, address: &str) -> Self;
}

impl Asking for Request<Body> {
    fn with(mut self, header: &str, value: &str) -> Self {
        let name: axum::http::HeaderName = header.parse().unwrap();
        self.headers_mut().append(name, value.parse().unwrap());
        self
    }

    fn by(self, device: &str) -> Self {
        let device: DeviceAddress = device.parse().unwrap();
        self.calling(Some(&device), "192.0.2.1")
    }

    /// As Bob's own programs ask.
    fn own(self) -> Self {
        self.with("host", "127.0.0.1:7600").with("authorization", &format!("Bearer {TOKEN}"))
    }

    fn calling(mut self, device: Option<&DeviceAddress>, address: &str) -> Self {
        let from: IpAddr = address.parse().unwrap();
        let device = device.cloned().map(Arc::new);
        self.extensions_mut().insert(Caller { device, from });
        self
    }
}
