use std::time::Duration;

use reqwest::{Client, redirect::Policy};
use rustls::ClientConfig;
use thiserror::Error;

use crate::hosts::Hosts;

/// How long a connection may take to come about, wherever it leads.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// The largest frame of HTTP/2 that is taken, in bytes.
const FRAME: u32 = 256 * 1024;

/// An HTTPS client that goes where `hosts` lead and nowhere else: no proxy, no redirect.
///
/// `patience` is how long a connection may take to come about, TLS included.
pub(crate) fn client(
    tls: ClientConfig,
    hosts: Hosts,
    patience: Duration,
) -> Result<Client, NoClient> {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(hosts)
        .https_only(true)
        .no_proxy()
        .redirect(Policy::none())
        .connect_timeout(patience)
        .timeout(Duration::from_secs(15))
        .pool_idle_timeout(Duration::from_secs(45))
        .tcp_nodelay(true)
        .http2_keep_alive_interval(Duration::from_secs(15))
        .http2_keep_alive_timeout(Duration::from_secs(15))
        .http2_max_header_list_size(16 * 1024)
        // Files come in few large frames instead of many small ones.
        .http2_max_frame_size(FRAME)
        .build()
        .map_err(NoClient)
}

/// The HTTPS client could not be made.
#[derive(Debug, Error)]
#[error("no HTTPS client could be made")]
pub struct NoClient(#[source] reqwest::Error);
