//! Each router describes itself, wholly and truly.

use std::collections::BTreeSet;

use axum::{
    Router,
    body::Body,
    http::{Method, Request},
};
use causerie_http_api::PeerConfig;
use rstest::rstest;
use serde_json::Value;
use tower::ServiceExt;

use crate::support::{Asking, BobsPeer, TOKEN, alice, ask, directory, reply};

const DIRECTORY: &[&str] = &[
    "DELETE /v1/listed",
    "DELETE /v1/people/{username}/devices/{device}/address",
    "DELETE /v1/people/{username}/devices/{device}/files/{file}",
    "DELETE /v1/public/bans/{username}",
    "GET /healthz",
    "GET /readyz",
    "GET /v1/blobs/{hash}",
    "GET /v1/challenges/{id}",
    "GET /v1/challenges/{id}/credential",
    "GET /v1/health",
    "GET /v1/listed",
    "GET /v1/links/{id}/answer",
    "GET /v1/links/{id}/request",
    "GET /v1/openapi.json",
    "GET /v1/people/{username}",
    "GET /v1/people/{username}/devices/{device}/address",
    "GET /v1/people/{username}/devices/{device}/files/{file}",
    "GET /v1/people/{username}/devices/{device}/files/{file}/standing",
    "GET /v1/people/{username}/devices/{device}/mailbox",
    "GET /v1/people/{username}/devices/{device}/mailbox/push",
    "GET /v1/people/{username}/devices/{device}/pre-keys",
    "GET /v1/people/{username}/second-factor",
    "GET /v1/pre-key-claims/{id}",
    "GET /v1/public",
    "GET /v1/rooms",
    "GET /v1/rooms/{room}/entries",
    "GET /v1/rooms/{room}/info",
    "PUT /v1/blobs/{hash}",
    "PUT /v1/challenges/{id}",
    "PUT /v1/challenges/{id}/credential",
    "PUT /v1/deposits/{id}",
    "PUT /v1/listed",
    "PUT /v1/links/{id}",
    "PUT /v1/links/{id}/answer",
    "PUT /v1/links/{id}/request",
    "PUT /v1/people/{username}",
    "PUT /v1/people/{username}/devices",
    "PUT /v1/people/{username}/devices/{device}/address",
    "PUT /v1/people/{username}/devices/{device}/files/{file}",
    "PUT /v1/people/{username}/devices/{device}/mailbox/acknowledged",
    "PUT /v1/people/{username}/devices/{device}/pre-keys",
    "PUT /v1/people/{username}/second-factor",
    "PUT /v1/people/{username}/second-factor/confirmation",
    "PUT /v1/people/{username}/second-factor/removal",
    "PUT /v1/pre-key-claims/{id}",
    "PUT /v1/public/bans/{username}",
    "PUT /v1/rooms/{room}",
    "PUT /v1/rooms/{room}/entries/{place}",
];
const PEER: &[&str] = &[
    "GET /v1/files/{id}/chunks",
    "GET /v1/files/{id}/hashes",
    "GET /v1/openapi.json",
    "POST /v1/history",
    "PUT /v1/deliveries/{id}",
];
const LOCAL: &[&str] = &[
    "DELETE /v1/devices/{id}",
    "DELETE /v1/rooms/{id}/members/{address}",
    "GET /healthz",
    "GET /readyz",
    "GET /v1/contacts",
    "GET /v1/conversations",
    "GET /v1/conversations/{with}",
    "GET /v1/devices",
    "GET /v1/events",
    "GET /v1/files",
    "GET /v1/files/{id}",
    "GET /v1/history",
    "GET /v1/identities/{who}",
    "GET /v1/listed",
    "GET /v1/messages/{id}",
    "GET /v1/messages/{id}/why",
    "GET /v1/openapi.json",
    "GET /v1/people/{who}",
    "GET /v1/people/{who}/timer",
    "GET /v1/people/{who}/why",
    "GET /v1/presence",
    "GET /v1/public/moderation",
    "GET /v1/rooms",
    "GET /v1/rooms/{id}",
    "GET /v1/rooms/{id}/timer",
    "GET /v1/rooms/{id}/why",
    "GET /v1/second-factor",
    "GET /v1/status",
    "GET /v1/unopened",
    "GET /v1/waiting",
    "POST /v1/links/{id}",
    "POST /v1/public",
    "POST /v1/public/moderation",
    "POST /v1/rooms",
    "POST /v1/rooms/{id}/invitations",
    "POST /v1/rooms/{id}/join",
    "POST /v1/rooms/{id}/leave",
    "POST /v1/rooms/{id}/rotate",
    "POST /v1/search",
    "POST /v1/typing",
    "PUT /v1/contacts/{who}",
    "PUT /v1/conversations/{with}/read",
    "PUT /v1/files/{id}",
    "PUT /v1/history",
    "PUT /v1/identities/{who}",
    "PUT /v1/listed",
    "PUT /v1/links/{id}",
    "PUT /v1/links/{id}/decision",
    "PUT /v1/messages/{id}",
    "PUT /v1/messages/{id}/deletion/{change}",
    "PUT /v1/messages/{id}/edits/{change}",
    "PUT /v1/messages/{id}/fetch",
    "PUT /v1/messages/{id}/file",
    "PUT /v1/messages/{id}/reactions/{change}",
    "PUT /v1/people/{who}/receipts",
    "PUT /v1/people/{who}/timer",
    "PUT /v1/presence",
    "PUT /v1/rooms/{id}/members/{address}/role",
    "PUT /v1/rooms/{id}/name",
    "PUT /v1/rooms/{id}/timer",
    "PUT /v1/second-factor",
    "PUT /v1/second-factor/confirmation",
    "PUT /v1/second-factor/removal",
    "PUT /v1/second-factor/sign-in",
];

#[rstest]
#[case::directory(directory(), DIRECTORY)]
#[case::peer(peer().await, PEER)]
#[case::local(local().await, LOCAL)]
#[tokio::test]
async fn every_route_is_documented_and_every_documented_route_is_there(
    #[case] router: Router,
    #[case] routes: &[&str],
) {
    let document = document(&router).await;

    let documented = documented(&document);
    assert_eq!(documented, routes.iter().map(|route| (*route).to_owned()).collect());
    for route in &documented {
        let (method, path) = route.split_once(' ').unwrap();
        let asked = request(method, &path.replace(['{', '}'], ""));
        let response = router.clone().oneshot(asked).await.unwrap();
        if response.status().is_success() {
            // Its end may not come soon.
            continue;
        }
        let outcome = reply(response).await.outcome();
        assert!(outcome != "404 NOT_FOUND" && outcome != "405 METHOD_NOT_ALLOWED", "{route}");
    }
}

#[rstest]
#[case::directory(directory())]
#[case::peer(peer().await)]
#[case::local(local().await)]
#[tokio::test]
async fn the_document_is_openapi_3_1_and_nothing_in_it_leads_nowhere(#[case] router: Router) {
    let document = document(&router).await;

    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
    }
}

async fn peer() -> Router {
    BobsPeer::new().await.for_peers(PeerConfig::default())
}

async fn local() -> Router {
    BobsPeer::new().await.for_bob()
}

async fn document(router: &Router) -> Value {
    let reply = ask(router, request("GET", "/v1/openapi.json")).await;
    assert_eq!(reply.headers["content-type"], "application/json");
    reply.json()
}

fn documented(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        let methods = item.as_object().unwrap().keys();
        methods.map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of).collect()
}

/// All that a caller may need at any of the routers.
fn request(method: &str, path: &str) -> Request<Body> {
    let request = Request::builder().method(method.parse::<Method>().unwrap()).uri(path);
    request
        .body(Body::empty())
        .unwrap()
        .with("host", "127.0.0.1:7600")
        .with("authorization", &format!("Bearer {TOKEN}"))
        .by(&alice())
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| collect(value, references));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}
