//! What a peer gives of files, and to whom.

use std::time::Duration;

use axum::{Router, body::Body, http::Request, response::Response};
use causerie_files::{ChunkHashes, FileStream};
use causerie_http_api::PeerConfig;
use causerie_session::RustCrypto;
use rstest::rstest;
use tokio::time::timeout;
use tower::ServiceExt;

use crate::support::{Asking, BobsPeer, Offered, alice, ask, get};

const CHUNK: usize = 1 << 20;
const BYTES: usize = 9 * CHUNK + 5;

async fn served() -> (Offered, Router) {
    let offered = Offered::of(BYTES).await;
    let router = offered.peer.for_peers(PeerConfig::default());
    (offered, router)
}

/// The answer, of which nothing is read.
async fn held(router: &Router, request: Request<Body>) -> Response {
    router.clone().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn whoever_has_the_key_is_given_hashes_and_sealed_chunks() {
    let (offered, router) = served().await;

    let hashes = ask(&router, offered.asks("hashes", &alice())).await;
    let chunks = ask(&router, offered.asks("chunks?from=8&count=2", &alice())).await;

    let hashes = ChunkHashes::check(&offered.manifest, &hashes.body).unwrap();
    let (first, second) = chunks.body.split_at(CHUNK + 16);
    let stream = FileStream::new(&RustCrypto, &offered.manifest);
    for (number, sealed, bytes) in [(8, first, CHUNK), (9, second, 5)] {
        let opened = stream.open(number, sealed.to_vec()).unwrap();
        let chunk = hashes.chunk(number, opened).unwrap();
        assert!(*chunk.as_bytes() == vec![7; bytes]);
    }
    assert_eq!(chunks.headers["content-type"], "application/octet-stream");
}

/// A file of one byte over and over is as long as any other one, whatever whoever asks can unpack.
#[tokio::test]
async fn t21_nothing_is_compressed_whoever_asks_for_it() {
    let (offered, router) = served().await;

    for (what, bytes) in [("hashes", 10 * 32), ("chunks?from=0&count=4", 4 * (CHUNK + 16))] {
        let asked = offered.asks(what, &alice());
        let asked = asked.with("accept-encoding", "gzip, deflate, br, zstd, *").with("te", "gzip");
        let given = ask(&router, asked).await;

        assert_eq!((given.status.as_u16(), given.body.len()), (200, bytes));
        for header in ["content-encoding", "transfer-encoding"] {
            assert!(!given.headers.contains_key(header), "{header}");
        }
    }
}

#[tokio::test]
async fn t65_a_ticket_of_another_device_or_key_looks_like_a_file_that_is_not_there() {
    let (offered, router) = served().await;
    let bobs_other = "d2.bob.peers.chat.example.org";
    let mut guessed = Offered::of(BYTES).await;
    guessed.manifest.key = [1; 32].into();

    for what in ["hashes", "chunks?from=0&count=1", "chunks?from=99&count=1"] {
        let stolen = ask(&router, offered.asks(what, bobs_other).by(&alice())).await;
        let absent = ask(&router, guessed.asks(what, &alice())).await;
        assert_eq!(stolen.outcome(), "404 FILE_NOT_OFFERED", "{what}");
        assert_eq!(stolen.body, absent.body);
    }
}

#[rstest]
#[case::none("chunks?from=0&count=0")]
#[case::too_many("chunks?from=0&count=5")]
#[case::everything("chunks?from=0&count=10")]
#[case::behind_the_end("chunks?from=10&count=1")]
#[case::across_the_end("chunks?from=9&count=2")]
#[case::beyond_all_numbers("chunks?from=4294967295&count=4294967295")]
#[case::negative("chunks?from=-1&count=1")]
#[case::nothing_said("chunks")]
#[case::words("chunks?from=a&count=b")]
#[tokio::test]
async fn t54_what_is_no_run_of_chunks_is_refused(#[case] what: &str) {
    let (offered, router) = served().await;

    let reply = ask(&router, offered.asks(what, &alice())).await;

    assert_eq!(reply.outcome(), "400 BAD_REQUEST");
}

#[rstest]
#[case::nothing("")]
#[case::shorter(&"A".repeat(42))]
#[case::longer(&"A".repeat(44))]
#[case::much_longer(&"A".repeat(4_000))]
#[case::another_alphabet(&"+".repeat(43))]
#[tokio::test]
async fn t54_what_is_no_ticket_is_refused(#[case] ticket: &str) {
    let (offered, router) = served().await;

    let with = ask(&router, offered.asks_with("hashes", ticket).by(&alice())).await;
    let without = ask(&router, get(&offered.path("hashes")).by(&alice())).await;

    assert_eq!((&*with.outcome(), &*without.outcome()), ("400 BAD_REQUEST", "400 BAD_REQUEST"));
}

#[rstest]
#[case::short("/v1/files/00/hashes")]
#[case::a_path("/v1/files/..%2f..%2fetc%2fpasswd/hashes")]
#[case::no_text("/v1/files/%ff/hashes")]
#[tokio::test]
async fn t54_what_is_no_id_of_a_file_is_refused(#[case] path: &str) {
    let (_offered, router) = served().await;

    let request = get(path).with("causerie-ticket", &"A".repeat(43)).by(&alice());

    assert_eq!(ask(&router, request).await.outcome(), "400 BAD_REQUEST");
}

#[tokio::test]
async fn whoever_is_nobody_is_asked_for_a_certificate_and_a_stranger_hears_nothing() {
    let (offered, router) = served().await;
    let asked = BobsPeer::asked().await.for_peers(PeerConfig::default());

    let nobody = ask(&router, offered.asks_with("hashes", &"A".repeat(43))).await;
    let stranger = ask(&asked, offered.asks("hashes", &alice())).await;

    assert_eq!(nobody.outcome(), "401 CREDENTIAL_REQUIRED");
    assert!(stranger.body.is_empty());
}

#[tokio::test]
async fn t54_a_device_that_asks_for_everything_at_once_has_its_share() {
    let (offered, router) = served().await;
    let asks = || offered.asks("chunks?from=0&count=4", &alice());
    let mut under_way = Vec::new();
    for _ in 0..4 {
        under_way.push(held(&router, asks()).await);
    }

    let refused = ask(&router, asks()).await;
    under_way.pop();
    let given = ask(&router, asks()).await;

    assert_eq!((&*refused.outcome(), &*given.outcome()), ("429 QUOTA_EXCEEDED", "200"));
    assert_eq!(refused.headers["retry-after"], "1");
}

#[tokio::test]
async fn t54_all_devices_together_have_a_part_of_memory_and_the_others_wait() {
    let (offered, router) = served().await;
    let of = |n: usize| format!("d{}.alice.peers.chat.example.org", n / 4);
    let mut under_way = Vec::new();
    for n in 0..12 {
        under_way.push(held(&router, offered.asks("chunks?from=0&count=4", &of(n))).await);
    }
    let late = || held(&router, offered.asks("chunks?from=0&count=1", &of(12)));

    let waits = timeout(Duration::from_millis(200), late()).await;
    under_way.pop();
    let given = timeout(Duration::from_secs(20), late()).await;

    assert!(waits.is_err() && given.unwrap().status().is_success());
}
