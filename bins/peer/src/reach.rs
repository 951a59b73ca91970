use std::net::SocketAddr;

use causerie_chat::{InvalidNetworkAddress, NetworkAddress};
use tokio::net::UdpSocket;

/// The address to announce: `advertise` if there is one, else where this peer listens; where it listens everywhere, the
/// address from which this machine would speak to the directory.
pub(crate) async fn announced(
    advertise: Option<NetworkAddress>,
    listening: SocketAddr,
    directory: NetworkAddress,
) -> Result<NetworkAddress, String> {
    if let Some(address) = advertise {
        return Ok(address);
    }
    if !listening.ip().is_unspecified() {
        return parsed(listening);
    }
    let here = outward(listening, &directory).await.map_err(|failed| {
        format!("{listening} is everywhere, and which address others can use is not clear ({failed}); say it with --advertise HOST:PORT")
    })?;
    parsed(SocketAddr::new(here.ip(), listening.port()))
}

fn parsed(at: SocketAddr) -> Result<NetworkAddress, String> {
    at.to_string().parse().map_err(|failed: InvalidNetworkAddress| failed.to_string())
}

/// Connecting a datagram socket sends nothing; it asks the routing table.
async fn outward(listening: SocketAddr, directory: &NetworkAddress) -> std::io::Result<SocketAddr> {
    let socket = UdpSocket::bind(SocketAddr::new(listening.ip(), 0)).await?;
    socket.connect((directory.host(), directory.port())).await?;
    socket.local_addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_advertised_counts_most() {
        let directory: NetworkAddress = "127.0.0.1:7443".parse().unwrap();
        let said = "bob.example.org:7500".parse::<NetworkAddress>().unwrap();

        let listening = "0.0.0.0:7500".parse().unwrap();
        assert_eq!(
            announced(Some(said.clone()), listening, directory.clone()).await.unwrap(),
            said
        );

        let listening = "127.0.0.1:7500".parse().unwrap();
        assert_eq!(
            announced(None, listening, directory).await.unwrap().to_string(),
            "127.0.0.1:7500"
        );
    }

    #[tokio::test]
    async fn who_listens_everywhere_is_found_where_it_speaks_to_the_directory() {
        let directory = "127.0.0.1:7443".parse().unwrap();

        let address = announced(None, "0.0.0.0:7500".parse().unwrap(), directory).await.unwrap();

        assert_eq!(address.to_string(), "127.0.0.1:7500");
    }
}
