use std::{io, net::IpAddr, pin::pin, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    select,
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};
use tracing::{debug, error, warn};

use super::{Limits, slots::Slots};

/// Says when the server stops.
pub(super) type Stopping = watch::Receiver<bool>;

/// Has `connect` look after each connection that there is room for, until `stop` is ready. Those under way are told,
/// and waited for within [`Limits::grace`].
pub(super) async fn accept<F>(
    listener: TcpListener,
    limits: Limits,
    stop: impl Future<Output = ()>,
    connect: impl Fn(TcpStream, IpAddr, Stopping) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let slots = Slots::new(limits);
    let (stopped, stopping) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        let accepted = select! {
            () = &mut stop => break,
            Some(ended) = connections.join_next() => {
                if ended.is_err() {
                    error!("a connection's task panicked");
                }
                continue;
            }
            accepted = listener.accept() => accepted,
        };
        let (stream, from) = match accepted {
            Ok((stream, from)) => (stream, from.ip()),
            Err(cause) => {
                recover(&cause).await;
                continue;
            }
        };
        let Some(slot) = slots.take(from) else {
            debug!("too many connections");
            continue;
        };
        // Answers are written in one go, so there is nothing to wait for.
        let _ = stream.set_nodelay(true);
        let connection = connect(stream, from, stopping.clone());
        connections.spawn(async move {
            connection.await;
            drop(slot);
        });
    }
    drop(listener);
    let _ = stopped.send(true);
    let all = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(limits.grace, all).await;
}

/// A connection that broke before it was accepted is that connection's matter. Everything else, such as too many open
/// files, passes or does not, but trying at once would only make it worse.
async fn recover(cause: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    if !matches!(
        cause.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    ) {
        warn!(%cause, "cannot accept connections");
        sleep(Duration::from_millis(100)).await;
    }
}
