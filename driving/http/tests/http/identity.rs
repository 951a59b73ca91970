//! Who a caller is: what TLS verified, and nothing else.

use axum::{Extension, Router, body::Body, http::Request, routing::get};
use causerie_http_api::{Caller, Limits};
use rcgen::SanType;
use rstest::rstest;

use crate::support::{Network, Served, ask_over_http1, ask_over_http2, connect, serve_router};

const BOB: &str = "d1.bob.peers.chat.example.org";

#[rstest]
#[case::his_device(&[BOB], BOB)]
#[case::nobody(&[], "nobody")]
#[case::two_names(&[BOB, "d1.alice.peers.chat.example.org"], "nobody")]
#[case::a_name_and_an_address(&[BOB, "127.0.0.1"], "nobody")]
#[case::a_server(&["chat.example.org"], "nobody")]
#[case::upper_case(&["D1.bob.peers.chat.example.org"], "nobody")]
#[case::wildcard(&["*.bob.peers.chat.example.org"], "nobody")]
#[case::a_long_way_below(&["x.d1.bob.peers.chat.example.org"], "nobody")]
#[tokio::test]
async fn a_caller_is_the_one_device_that_the_certificate_names(
    #[case] names: &[&str],
    #[case] expected: &str,
) {
    let served = mirror().await;

    for alpn in ["h2", "http/1.1"] {
        let config = served.network.client(names, 60, alpn);
        assert_eq!(who_am_i(&served, config, alpn).await, expected);
    }
}

#[tokio::test]
async fn a_name_of_another_kind_beside_the_devices_makes_it_nobodys() {
    let served = mirror().await;
    let others = [
        SanType::Rfc822Name("bob@chat.example.org".try_into().unwrap()),
        SanType::URI("https://chat.example.org".try_into().unwrap()),
    ];

    for other in others {
        let names = vec![SanType::DnsName(BOB.try_into().unwrap()), other];
        let config = served.network.client_with(names, 60, "h2");
        assert_eq!(who_am_i(&served, config, "h2").await, "nobody");
    }
}

#[tokio::test]
async fn a_certificate_that_expired_or_is_of_another_network_is_refused() {
    let served = mirror().await;
    let expired = served.network.client(&[BOB], -60, "h2");
    let foreign = served.network.befriended(&Network::new(), BOB);

    for config in [expired, foreign] {
        assert!(!is_answered(&served, config).await);
    }
    assert_eq!(who_am_i(&served, served.network.client(&[BOB], 60, "h2"), "h2").await, BOB);
}

/// A router that tells callers who they are.
async fn mirror() -> Served {
    let tell = async |Extension(caller): Extension<Caller>| {
        assert!(caller.from.is_loopback());
        caller.device.map_or("nobody".to_owned(), |device| device.to_string())
    };
    serve_router(Router::new().route("/", get(tell)), Limits::default()).await
}

async fn who_am_i(served: &Served, config: rustls::ClientConfig, alpn: &str) -> String {
    let stream = connect(config, served.at).await.unwrap();
    let reply = if alpn == "h2" {
        ask_over_http2(stream, request("https://chat.example.org/")).await
    } else {
        ask_over_http1(stream, request("/")).await
    };
    String::from_utf8(reply.body.to_vec()).unwrap()
}

/// In TLS 1.3 the client finishes first, so a refused certificate shows at the first read.
async fn is_answered(served: &Served, config: rustls::ClientConfig) -> bool {
    use hyper_util::rt::{TokioExecutor, TokioIo};
    let Ok(stream) = connect(config, served.at).await else { return false };
    let io = TokioIo::new(stream);
    let Ok((mut sender, connection)) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), io).await
    else {
        return false;
    };
    tokio::spawn(connection);
    sender.send_request(request("https://chat.example.org/")).await.is_ok()
}

fn request(uri: &str) -> Request<Body> {
    Request::get(uri).header("host", "chat.example.org").body(Body::empty()).unwrap()
}
