use std::{
    error::Error, io::Write, net::SocketAddr, num::NonZeroU16, path::Path, pin::pin, sync::Arc,
    time::Duration,
};

use causerie_chat::NetworkAddress;
use causerie_edge::{handled, stop_signal};
use causerie_http_api::{
    Limits, LocalConfig, LocalToken, PeerConfig, local_router, peer_router, serve, serve_local,
};
use causerie_mdns::Networks;
use causerie_pki::create_token;
use causerie_telemetry::{MeasuredDeliveries, MeasuredDeposits, MeasuredInbox, Telemetry};
use causerie_usecases::peer::{Peer, PeerParts, Strangers, commands::Leave};
use causerie_vault::Passphrase;
use causerie_worker::{
    MailSource, Standing, deliver, fetch_files, fetch_history, follow_rooms, measure_outbox,
    replenish, send_receipts, stay_signed_in, take_mail, unless_revoked, upload_files,
    wipe_expired,
};
use serde_json::json;
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    task::JoinHandle,
    time::{sleep, timeout},
};

use crate::{
    first_sign_in::{Codes, first_sign_in},
    lan,
    profile::{Folder, Profile, replace},
    reach,
    wiring::{Wired, wire},
};

/// Where a running peer listens.
#[derive(Clone, Debug)]
pub struct Listen {
    /// For other peers; port 0 takes a free one.
    pub peers: SocketAddr,
    /// For this machine alone; port 0 takes a free one.
    pub local: SocketAddr,
    /// What to announce instead of where it listens.
    pub advertise: Option<NetworkAddress>,
    /// Whether to meet contacts on the networks this machine is on; nobody is met by one that listens on loopback.
    pub lan: bool,
    /// What becomes of people who write and are not known yet.
    pub strangers: Strangers,
    /// Whether to say so in JSON.
    pub json: bool,
}

/// What the local API spends: it is for one person, and nobody else on the machine shall use the peer up.
const LOCAL: Limits = Limits {
    connections: 64,
    connections_per_address: 64,
    handshake: Duration::from_secs(2),
    head: Duration::from_secs(2),
    request: Duration::from_secs(10),
    idle: Duration::from_mins(1),
    age: Duration::from_hours(1),
    grace: Duration::from_secs(5),
};

/// Runs the peer that lives in `folder`, which `passphrase` opens if it is locked, until the process is told to stop.
/// Where the directory asks for a code of the second factor, and `codes` has none, it does not come up: [`crate::CodeRequired`].
pub async fn up(
    folder: &Folder,
    profile: &Profile,
    passphrase: Option<&Passphrase>,
    codes: Codes,
    listen: Listen,
    telemetry: &Telemetry,
) -> Result<(), Box<dyn Error>> {
    // From here on a signal is heard, also while all of this is still coming up.
    let mut stop = pin!(stop_signal()?);
    let wired = wire(folder, profile, passphrase)?;
    let Wired { parts, identity, bell, receipts_bell, history_bell, rooms_bell, mail, .. } = wired;
    let Wired { files_bell, uploads_bell, .. } = wired;
    let networks = listen.lan.then(|| Networks::of_listener(listen.peers.ip())).flatten();
    let parts = PeerParts { strangers: listen.strangers, ..parts };
    let peer = Arc::new(Peer::from(measured(lan::on(networks, parts))));
    tokio::select! {
        signed_in = first_sign_in(&peer, codes) => signed_in?,
        () = &mut stop => return Ok(()),
    }
    let peers = bind(listen.peers).await?;
    let local = bind(listen.local).await?;
    let (at, local_at) = (peers.local_addr()?, local.local_addr()?);
    let token = create_token(&folder.token())?;
    replace(&folder.local_address(), local_at.to_string().as_bytes())?;

    let (stopping, stopped) = watch::channel(false);
    let (standing, mut stands) = watch::channel(Standing::Starting);
    let config = PeerConfig { trusts_traces: telemetry.trusts_traces(), ..PeerConfig::default() };
    let local_config = LocalConfig {
        token: LocalToken::try_from(token.as_str())?,
        port: local_at.port(),
        home: profile.device.person.domain.clone(),
    };
    let mut others = tokio::spawn(serve(
        peers,
        identity.server_config(),
        peer_router(peer.clone(), config),
        Limits::default(),
        once(stopped.clone()),
    ));
    let mut own = tokio::spawn(serve_local(
        local,
        local_router(peer.clone(), local_config),
        LOCAL,
        once(stopped),
    ));
    let mut wiping = tokio::spawn(wipe_expired(peer.clone()));
    let mut work = tokio::spawn(deliver(peer.clone(), bell));
    // Asked each time: who comes up without a network may be on one later, and on another one after that.
    let (advertise, directory) = (listen.advertise, profile.directory.clone());
    let reach = move || reach::announced(advertise.clone(), at, directory.clone());
    let (lost, low) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let signing_in =
        stay_signed_in(peer.clone(), reach, standing, mail.events.clone(), lost.clone());
    let mut presence = tokio::spawn(signing_in);
    let leaving = mail.presence.leaving.clone();
    let mail = MailSource { trusts_traces: telemetry.trusts_traces(), ..mail };
    let mut shelf = tokio::spawn(replenish(peer.clone(), stands.clone(), low.clone()));
    let mut mailbox = tokio::spawn(take_mail(peer.clone(), mail, stands.clone(), low, lost));
    let mut receipts = tokio::spawn(send_receipts(peer.clone(), receipts_bell));
    let mut history = tokio::spawn(fetch_history(peer.clone(), history_bell));
    let mut files = tokio::spawn(fetch_files(peer.clone(), files_bell));
    let mut uploads = tokio::spawn(upload_files(peer.clone(), uploads_bell));
    let mut rooms = tokio::spawn(follow_rooms(peer.clone(), rooms_bell, stands.clone()));
    let port = networks.and_then(|_| NonZeroU16::new(at.port()));
    let mut neighbours =
        tokio::spawn(unless_revoked(stands.clone(), lan::meet(peer.clone(), port)));
    let depth = telemetry.measures().then(|| tokio::spawn(measure_outbox(peer.clone())));

    let outcome: Result<(), Box<dyn Error>> = tokio::select! {
        Err(failed) = say(&mut stands, profile, at, local_at, listen.json, telemetry.aside()) => Err(failed),
        () = &mut stop => Ok(()),
        _ = &mut others => Err("other peers are no longer listened to".into()),
        _ = &mut own => Err("the local API is no longer served".into()),
        _ = &mut work => Err("messages are no longer delivered".into()),
        _ = &mut presence => Err("the peer no longer signs in".into()),
        _ = &mut shelf => Err("pre-keys are no longer replenished".into()),
        _ = &mut mailbox => Err("mail is no longer taken".into()),
        _ = &mut receipts => Err("receipts are no longer sent".into()),
        _ = &mut wiping => Err("what was to disappear is no longer wiped".into()),
        _ = &mut history => Err("history is no longer fetched".into()),
        _ = &mut files => Err("files are no longer fetched".into()),
        _ = &mut uploads => Err("files are no longer uploaded".into()),
        _ = &mut rooms => Err("rooms are no longer followed".into()),
        _ = &mut neighbours => Err("neighbours are no longer met".into()),
    };

    leaving.notify_one();
    if !mailbox.is_finished() && timeout(Duration::from_secs(1), &mut mailbox).await.is_err() {
        tracing::warn!("contacts did not hear that this peer leaves");
    }
    let workers = [&presence, &shelf, &mailbox, &receipts, &history, &rooms, &neighbours, &wiping];
    for worker in workers.into_iter().chain([&files, &uploads]).chain(&depth) {
        worker.abort();
    }
    let is_revoked = *stands.borrow() == Standing::Revoked;
    let leaving = timeout(Duration::from_secs(2), handled(&peer.leave, Leave));
    if !is_revoked && !matches!(leaving.await, Ok(Ok(()))) {
        tracing::warn!("the directory did not hear that this peer leaves");
    }
    work.abort();
    stopping.send_replace(true);
    for server in [finish(others).await, finish(own).await] {
        if !server {
            tracing::warn!("a server did not end as it should");
        }
    }
    outcome
}

/// The same parts, with somebody who counts before those that messages pass.
fn measured(parts: PeerParts) -> PeerParts {
    PeerParts {
        inbox: Arc::new(MeasuredInbox::new(parts.inbox)),
        deliveries: Arc::new(MeasuredDeliveries::new(parts.deliveries)),
        near_deliveries: Arc::new(MeasuredDeliveries::new(parts.near_deliveries)),
        deposits: Arc::new(MeasuredDeposits::new(parts.deposits)),
        ..parts
    }
}

/// Whether a task that was told to end did so; one that had ended before was reported then.
async fn finish<T>(task: JoinHandle<T>) -> bool {
    task.is_finished() || task.await.is_ok()
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Box<dyn Error>> {
    TcpListener::bind(address).await.map_err(|failed| {
        format!("cannot listen on {address}: {failed}; choose another port").into()
    })
}

/// Ends when `stopped` becomes true.
async fn once(mut stopped: watch::Receiver<bool>) {
    // Where nobody can say so any more, it is over too.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Tells where the peer listens, once it has signed in or first failed to.
async fn say(
    stands: &mut watch::Receiver<Standing>,
    profile: &Profile,
    at: SocketAddr,
    local: SocketAddr,
    as_json: bool,
    log: Option<&Path>,
) -> Result<(), Box<dyn Error>> {
    let standing = tokio::select! {
        standing = stands.wait_for(|standing| *standing != Standing::Starting) => standing?.clone(),
        () = sleep(Duration::from_secs(5)) => Standing::Failing("the directory has not answered yet".to_owned()),
    };
    let person = &profile.device.person;
    let mut out = std::io::stdout();
    if as_json {
        let up = json!({
            "address": person.to_string(),
            "device": profile.device.device.to_string(),
            "peers": at.to_string(),
            "local": local.to_string(),
            "announced": standing == Standing::Announced,
            "revoked": standing == Standing::Revoked,
        });
        writeln!(out, "{up}")?;
    } else {
        writeln!(out, "{person} is up: peers at {at}, local API at http://{local}")?;
        if let Some(log) = log {
            writeln!(out, "its log goes to {} while it runs in the background", log.display())?;
        }
        match standing {
            Standing::Failing(reason) => {
                writeln!(out, "not announced yet, and trying again: {reason}")?;
            }
            Standing::Revoked => writeln!(out, "{}", Standing::REVOKED)?,
            Standing::Starting | Standing::Announced => {}
        }
    }
    Ok(out.flush()?)
}
