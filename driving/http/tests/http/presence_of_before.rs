//! Presence, and a directory of before there was any.

use causerie_chat::{DeviceSecret, PresenceKeys, PresenceState, ShownPresence, Timestamp};
use causerie_http_client::DirectoryClient;
use causerie_usecases::ports::{MailNumber, MailPush};
use causerie_wire::PushFrame;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::{accept_async, tungstenite::Message};

use crate::support::{DOMAIN, Network, caught_up, device, patient, reply_of, secrets};

#[tokio::test]
async fn t63_a_directory_that_takes_no_presence_is_told_none_and_hears_all_else() {
    let network = Network::new();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap().to_string().parse().unwrap();
    let tls = TlsAcceptor::from(network.server());
    let directory = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut socket = accept_async(tls.accept(stream).await.unwrap()).await.unwrap();
        let all = PushFrame { kind: PushFrame::CAUGHT_UP, mail: Vec::new() };
        socket.send(Message::Binary(all.encode().into())).await.unwrap();
        socket.next().await.unwrap().unwrap()
    });
    let tls = network.client(&[&device("alice").to_string()], 60, "h2");
    let client = DirectoryClient::new(tls, DOMAIN.parse().unwrap(), &at).unwrap();
    let mut line = client.open(&device("alice"), MailNumber(0)).await.unwrap();
    caught_up(&mut *line).await;
    let keys = PresenceKeys::of(&secrets("alice").1, &DeviceSecret::from_seed(&[9; 32]).public());
    let (since, at) = (Timestamp::from_millis(1), Timestamp::from_millis(2));
    let shown = ShownPresence { state: PresenceState::Online, since, at };

    line.show(Some(&[(keys.shown_at(), keys.seal(shown).unwrap())])).await.unwrap();
    line.watch(&[keys.watched_at()]).await.unwrap();
    line.show(None).await.unwrap();
    line.acknowledge(MailNumber(7)).await.unwrap();

    assert_eq!(patient(directory).await.unwrap(), reply_of(7));
}
