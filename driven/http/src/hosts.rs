use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use causerie_chat::NetworkAddress;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

/// Where the names that certificates carry are really found. A name it was not told leads nowhere: no device's name is
/// ever asked of the DNS.
#[derive(Clone, Default)]
pub(crate) struct Hosts(Arc<Mutex<HashMap<String, String>>>);

impl Hosts {
    const MOST: usize = 10_000;

    /// Sends whoever asks for `name` to the host of `at` from now on.
    pub(crate) fn lead(&self, name: &str, at: &NetworkAddress) {
        let host = at.host();
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.get(name) == Some(&host) {
            return;
        }
        if hosts.len() >= Self::MOST {
            hosts.clear();
        }
        hosts.insert(name.to_owned(), host);
    }
}

impl Resolve for Hosts {
    fn resolve(&self, name: Name) -> Resolving {
        let host = {
            let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            hosts.get(name.as_str()).cloned()
        };
        Box::pin(async move {
            let host = host.ok_or("no address is known for that name")?;
            // Port 0 stands for the one in the URL.
            let found: Vec<SocketAddr> = match host.parse::<IpAddr>() {
                Ok(ip) => vec![SocketAddr::new(ip, 0)],
                Err(_) => lookup_host((host, 0)).await?.collect(),
            };
            Ok::<Addrs, _>(Box::new(found.into_iter()))
        })
    }
}
