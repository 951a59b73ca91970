//! Leaving envelopes at a directory.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
};
use causerie_http_api::{DirectoryConfig, Quota};
use causerie_usecases::ports::{MailTerms, Room};
use causerie_wire::{Delivery, PushFrame, WireEnvelope};
use futures_util::{poll, stream};

use crate::support::{
    Asking, FAULT, Reply, alice, ask, broken_directory, deposit, device, directory_on_terms,
    directory_with, enrol, get, letter, mailbox_path, patient, put_bytes,
};

#[tokio::test]
async fn what_is_deposited_lies_in_the_mailboxes_it_is_for_once_and_in_order() {
    let directory = directory_of(DirectoryConfig::default()).await;
    let envelopes = vec![letter(1, "bob", 5), letter(2, "carol", 5), letter(3, "bob", 5)];

    for _ in 0..2 {
        let reply = ask(&directory, deposit(envelopes.clone()).by(&alice())).await;
        assert_eq!(reply.outcome(), "204");
    }

    let (bobs, carols) = (lying(&directory, "bob").await, lying(&directory, "carol").await);
    let ids: Vec<_> = bobs.mail.iter().map(|mail| mail.id.clone()).collect();
    assert_eq!(ids, [letter(1, "bob", 5).id, letter(3, "bob", 5).id]);
    assert!(bobs.mail.iter().all(|mail| mail.from == alice()));
    assert_eq!(carols.mail.len(), 1);
}

#[tokio::test]
async fn content_that_stands_once_lies_in_each_mailbox_and_is_refused_for_each() {
    let directory = directory_of(DirectoryConfig::default()).await;
    let like = |place, n, to: &str| WireEnvelope {
        sealed: Vec::new(),
        same_as: Some(place),
        ..letter(n, to, 5)
    };
    let oversized = WireEnvelope { sealed: vec![7; 96 * 1024 + 1], ..letter(3, "bob", 5) };
    let envelopes = vec![
        letter(1, "bob", 5),
        like(0, 2, "carol"),
        oversized,
        like(1, 4, "bob"),
        like(2, 5, "carol"),
    ];

    let reply = ask(&directory, deposit(envelopes).by(&alice())).await;

    let problem = reply.problem();
    let refused: Vec<_> = problem.refused.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(refused, ["MALFORMED", "MALFORMED"]);
    for (who, ids) in [("bob", vec![1, 4]), ("carol", vec![2])] {
        let lying = lying(&directory, who).await.mail;
        let ids: Vec<_> = ids.into_iter().map(|n| letter(n, who, 5).id).collect();
        assert_eq!(lying.iter().map(|it| it.id.clone()).collect::<Vec<_>>(), ids);
        assert!(lying.iter().all(|it| it.sealed == Some(letter(1, who, 5).sealed)));
    }
}

#[tokio::test]
async fn for_foreign_and_unknown_devices_nothing_is_kept_and_the_rest_is() {
    let directory = directory_of(DirectoryConfig::default()).await;
    let to = |recipient: &str, n| WireEnvelope {
        recipient: recipient.to_owned(),
        ..letter(n, "bob", 5)
    };
    let envelopes = vec![
        to("bob", 1),
        to("d1.bob.peers.elsewhere.example", 2),
        to("d2.bob.peers.chat.example.org", 3),
        letter(4, "nobody", 5),
        letter(5, "bob", 5),
        WireEnvelope { sealed: vec![7; 96 * 1024 + 1], ..letter(6, "bob", 5) },
    ];

    let reply = ask(&directory, deposit(envelopes).by(&alice())).await;

    let problem = reply.problem();
    let codes: Vec<_> = problem.refused.iter().map(|refused| refused.code.as_str()).collect();
    assert_eq!(reply.outcome(), "422 ENVELOPES_REFUSED");
    let unknown = "UNKNOWN_DEVICE";
    assert_eq!(codes, ["MALFORMED", "MALFORMED", unknown, unknown, unknown]);
    assert_eq!(lying(&directory, "bob").await.mail.len(), 1);
}

#[tokio::test]
async fn t54_beyond_its_room_nothing_more_is_kept() {
    let room = Room { envelopes: 2, bytes: 1_000 };
    let plenty = Room { envelopes: 1_000, bytes: 1_000_000 };
    let terms = MailTerms { per_mailbox: room, per_depositor: plenty, ..MailTerms::default() };
    let directory = directory_on_terms(&Arc::default(), terms);
    enrol(&directory, "bob").await;

    let many = (1..=3).map(|n| letter(n, "bob", 5)).collect();
    let reply = ask(&directory, deposit(many).by(&alice())).await;

    assert_eq!(reply.problem().refused[0].code, "MAILBOX_FULL");
    assert_eq!(lying(&directory, "bob").await.mail.len(), 2);
}

#[tokio::test]
async fn t51_a_deposit_is_of_whoever_the_certificate_names_and_of_nobody_else() {
    let directory = directory_of(DirectoryConfig::default()).await;
    let one = || deposit(vec![letter(1, "bob", 5)]).with("x-forwarded-user", "alice");

    let foreign = ask(&directory, one().by("d1.alice.peers.elsewhere.example")).await;
    let nobody = ask(&directory, one()).await;
    let mallory = ask(&directory, one().by(&device("mallory").to_string())).await;

    assert_eq!(foreign.outcome(), "401 CREDENTIAL_REQUIRED");
    assert_eq!(nobody.outcome(), "401 CREDENTIAL_REQUIRED");
    assert_eq!(mallory.outcome(), "204");
    let lying = lying(&directory, "bob").await;
    assert_eq!((lying.mail.len(), &lying.mail[0].from), (1, &device("mallory").to_string()));
}

#[tokio::test]
async fn a_deposit_that_cannot_be_read_is_refused_as_a_whole() {
    let directory = directory_of(DirectoryConfig::default()).await;
    let path = "/v1/deposits/0191d5f2-7c4a-7abc-8def-0123456789ff";
    let without_id = WireEnvelope { id: vec![7; 15], ..letter(2, "bob", 5) };
    let requests = [
        put_bytes(path, Delivery::CONTENT_TYPE, b"\xff".to_vec()),
        put_bytes("/v1/deposits/x", Delivery::CONTENT_TYPE, Delivery::default().encode()),
        deposit(vec![letter(1, "bob", 5), without_id]),
    ];

    for request in requests {
        assert_eq!(ask(&directory, request.by(&alice())).await.outcome(), "400 BAD_REQUEST");
    }
    assert!(read(&directory, "bob").await.body.is_empty());
}

#[tokio::test]
async fn a_directory_that_cannot_keep_them_says_so_and_not_why() {
    let directory = broken_directory();

    let reply = ask(&directory, deposit(vec![letter(1, "bob", 5)]).by(&alice())).await;

    assert_eq!(reply.outcome(), "503 UNAVAILABLE");
    assert!(reply.problem().retry);
    assert!(!String::from_utf8_lossy(&reply.body).contains(FAULT));
}

#[tokio::test]
async fn t54_who_floods_is_put_off_and_others_are_not() {
    let deposits = Quota::new(1, 3);
    let directory = directory_of(DirectoryConfig { deposits, ..DirectoryConfig::default() }).await;
    let one = |n, by: &str| deposit(vec![letter(n, "bob", 5)]).by(&device(by).to_string());

    let mut allowed = 0;
    for n in 0..10 {
        let reply = ask(&directory, one(n, "mallory")).await;
        allowed += u32::from(reply.status == 204);
        assert!(reply.status == 204 || reply.outcome() == "429 QUOTA_EXCEEDED");
    }

    assert_eq!(allowed, 3);
    assert_eq!(ask(&directory, one(11, "alice")).await.outcome(), "204");
}

#[tokio::test]
async fn t54_who_trickles_many_deposits_is_put_off_and_others_are_not() {
    let directory = directory_of(DirectoryConfig::default()).await;
    let endless = || Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let trickle = || deposit(Vec::new()).map(|_| endless()).by(&device("mallory").to_string());
    let mut slow: Vec<_> = (0..8).map(|_| Box::pin(ask(&directory, trickle()))).collect();
    for one in &mut slow {
        assert!(poll!(one).is_pending());
    }

    let ninth = patient(ask(&directory, trickle())).await;
    let other = ask(&directory, deposit(vec![letter(1, "bob", 5)]).by(&alice())).await;

    assert_eq!(ninth.outcome(), "429 QUOTA_EXCEEDED");
    assert_eq!(other.outcome(), "204");
}

#[tokio::test]
async fn t60_a_trace_is_kept_only_where_traces_are_trusted() {
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned();
    for trusts_traces in [true, false] {
        let config = DirectoryConfig { trusts_traces, ..DirectoryConfig::default() };
        let directory = directory_of(config).await;
        let traced = WireEnvelope { trace: Some(trace.clone()), ..letter(1, "bob", 5) };

        ask(&directory, deposit(vec![traced]).by(&alice())).await;

        let kept = lying(&directory, "bob").await.mail[0].trace.clone();
        assert_eq!(kept, Some(trace.clone()).filter(|_| trusts_traces));
    }
}

async fn directory_of(config: DirectoryConfig) -> Router {
    let directory = directory_with(config);
    for name in ["bob", "carol"] {
        enrol(&directory, name).await;
    }
    directory
}

async fn lying(directory: &Router, name: &str) -> PushFrame {
    PushFrame::decode(&read(directory, name).await.body).unwrap()
}

async fn read(directory: &Router, name: &str) -> Reply {
    ask(directory, get(&mailbox_path(name)).by(&device(name).to_string())).await
}
