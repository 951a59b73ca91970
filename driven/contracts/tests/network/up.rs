//! What answers under a member's name.

use axum::Router;
use causerie_chat::NetworkAddress;
use causerie_http_api::{Limits, PeerConfig, peer_router, serve};
use tokio::net::TcpListener;

use super::Member;

impl Member {
    /// Serves this member's peer to others; returns where.
    pub(crate) async fn up(&self) -> NetworkAddress {
        self.up_with(PeerConfig::default()).await
    }

    /// The same for those who may ask that often.
    pub(crate) async fn up_with(&self, config: PeerConfig) -> NetworkAddress {
        self.answers_with(peer_router(self.peer.clone(), config)).await
    }

    /// Has something else answer under this member's name; returns where.
    pub(crate) async fn answers_with(&self, router: Router) -> NetworkAddress {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap().to_string().parse().unwrap();
        let tls = self.identity.server_config();
        tokio::spawn(serve(listener, tls, router, Limits::default(), std::future::pending()));
        at
    }
}
