use std::{sync::Arc, time::Duration};

use causerie_edge::chain;
use causerie_usecases::{
    QueryHandler,
    directory::{Directory, queries::ReadMailDepth},
    peer::{Peer, queries::WhoAmI},
};
use opentelemetry::{
    global,
    metrics::{Gauge, Meter},
};
use tokio::time::sleep;

/// How often it is looked.
const ROUND: Duration = Duration::from_secs(10);

/// Measures what waits to be delivered, at a peer: `causerie.outbox.depth`. It is worth looking where metrics are exported.
pub async fn measure_outbox(peer: Arc<Peer>) {
    let about = "Messages that wait here to be delivered, one for each device";
    let depth = gauge(&meter(), "causerie.outbox.depth", "{message}", about);
    loop {
        match peer.who_am_i.handle(WhoAmI).await {
            Ok(me) => depth.record(me.waiting.envelopes, &[]),
            Err(failed) => tracing::error!("the outbox is not measured: {}", chain(&failed)),
        }
        sleep(ROUND).await;
    }
}

/// Measures what lies in all mailboxes together, at a directory: `causerie.mailbox.depth` and `causerie.mailbox.size`. It is worth
/// looking where metrics are exported.
pub async fn measure_mailboxes(directory: Arc<Directory>) {
    let meter = meter();
    let about = "Messages that wait in all mailboxes, one for each device";
    let depth = gauge(&meter, "causerie.mailbox.depth", "{message}", about);
    let size = gauge(&meter, "causerie.mailbox.size", "By", "What these messages amount to");
    loop {
        match directory.read_mail_depth.handle(ReadMailDepth).await {
            Ok(stored) => {
                depth.record(stored.envelopes, &[]);
                size.record(stored.bytes, &[]);
            }
            Err(failed) => tracing::error!("the mailboxes are not measured: {}", chain(&failed)),
        }
        sleep(ROUND).await;
    }
}

fn meter() -> Meter {
    global::meter("causerie")
}

fn gauge(meter: &Meter, name: &'static str, unit: &'static str, about: &'static str) -> Gauge<u64> {
    meter.u64_gauge(name).with_unit(unit).with_description(about).build()
}
