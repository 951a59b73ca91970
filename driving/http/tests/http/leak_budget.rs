//! What a directory is shown with a deposit is what `docs/leak-budget.md` says, and nothing else.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::{Next, from_fn},
};
use causerie_http_api::Limits;
use causerie_usecases::ports::{Deposits, Outgoing};
use causerie_wire::{LineReply, PushReply, WirePresence};
use minicbor::{Decoder, data::Type};

use crate::support::{Network, Post, outgoing, serve_in};

const BUDGET: &str = include_str!("../../../../docs/leak-budget.md");

/// The fields in the table of what is shown, by the word before the colon.
fn allowed(of: &str) -> BTreeSet<String> {
    allowed_in("Shown with a deposit", of)
}

fn allowed_in(section: &str, of: &str) -> BTreeSet<String> {
    let (_, shown) = BUDGET.split_once(&format!("\n## {section}\n")).unwrap();
    let (shown, _) = shown.split_once("\n## ").unwrap();
    let fields = shown.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let fields = fields.filter_map(|field| field.strip_prefix(of)?.strip_prefix(": "));
    fields.flat_map(|names| names.split(", ")).map(str::to_owned).collect()
}

/// The keys of the map that comes next; `value` reads what stands at each.
fn keys(cbor: &mut Decoder<'_>, mut value: impl FnMut(u64, &mut Decoder<'_>)) -> BTreeSet<String> {
    let count = cbor.map().unwrap().unwrap();
    (0..count)
        .map(|_| {
            let key = cbor.u64().unwrap();
            value(key, cbor);
            key.to_string()
        })
        .collect()
}

/// The keys of a deposit, and of its envelopes.
fn fields(body: &[u8]) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut cbor = Decoder::new(body);
    let mut of_envelopes = BTreeSet::new();
    let of_deposit = keys(&mut cbor, |_, cbor| {
        if cbor.datatype().unwrap() != Type::Array {
            return cbor.skip().unwrap();
        }
        for _ in 0..cbor.array().unwrap().unwrap() {
            of_envelopes.append(&mut keys(cbor, |_, cbor| cbor.skip().unwrap()));
        }
    });
    (of_deposit, of_envelopes)
}

#[tokio::test]
async fn a_deposit_shows_what_the_budget_allows_and_nothing_else() {
    let seen = Arc::new(Mutex::new(None));
    let see = seen.clone();
    let watched = from_fn(move |request: Request, next: Next| {
        let see = see.clone();
        async move {
            let (head, body) = request.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            *see.lock().unwrap() = Some((head.clone(), body.clone()));
            next.run(Request::from_parts(head, Body::from(body))).await
        }
    });
    let network = Network::new();
    let Post { served, router } = Post::behind(network).await;
    let served = serve_in(served.network, router.clone().layer(watched), Limits::default()).await;
    let post = Post { served, router };
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse().unwrap();
    let traced = Outgoing { trace: Some(trace), ..outgoing(1, "bob", 100) };

    post.client("alice").deposit(&[traced, outgoing(2, "bob", 100)]).await.unwrap();

    let (head, body) = seen.lock().unwrap().take().unwrap();
    let mut headers: BTreeSet<String> = head.headers.keys().map(ToString::to_string).collect();
    headers.extend(["method", "path"].map(str::to_owned));
    // In HTTP/2 it is a part of the target.
    headers.insert("host".to_owned());
    let budget = allowed("http");
    let beyond: Vec<_> = headers.difference(&budget).collect();
    assert!(beyond.is_empty(), "{beyond:?}");
    let (of_deposit, of_envelopes) = fields(&body);
    assert_eq!(of_deposit, allowed("deposit"));
    let budget = allowed("envelope");
    let beyond: Vec<_> = of_envelopes.difference(&budget).collect();
    assert!(beyond.is_empty() && of_envelopes.contains("2"), "{beyond:?}");
    assert_eq!(head.uri.query(), None);
}

#[test]
fn the_line_shows_a_number_and_nothing_else() {
    let reply = PushReply { up_to: 7 }.encode();

    let shown = keys(&mut Decoder::new(&reply), |_, cbor| cbor.skip().unwrap());

    assert_eq!(shown, BTreeSet::from(["0".to_owned()]));
    assert!(BUDGET.contains("(`reply: 0`)"));
}

#[test]
fn presence_shows_marks_and_what_is_sealed_and_nothing_else() {
    let mark = WirePresence { mark: vec![7; 16], sealed: Some(vec![9; 60]) };
    let replies = LineReply::all(LineReply::SHOW, vec![mark; 100]);

    let (of_presence, of_marks) = fields(&replies[0].encode());

    assert_eq!(of_presence, allowed_in("Shown of presence", "presence"));
    assert_eq!(of_marks, allowed_in("Shown of presence", "mark"));
}
