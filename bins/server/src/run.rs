use std::{error::Error, path::Path, sync::Arc, time::Duration};

use causerie_aws_lc::AwsLc;
use causerie_chat::DomainName;
use causerie_cli::Run;
use causerie_disk::BlobFolder;
use causerie_edge::{chain, handled, now, room_id, stop_signal};
use causerie_http_api::{DirectoryConfig, Limits, directory_router, serve};
use causerie_memory::{MemoryLinks, MemoryMailBell, MemoryPresenceBoard};
use causerie_pki::{DirectoryTls, FileAuthority, FileOperator, read_domain, second_factor_key};
use causerie_sqlite::{SqliteDirectory, SqliteSecondFactors, StoreKey};
use causerie_telemetry::{MeasuredMailboxes, Telemetry};
use causerie_usecases::{
    directory::{
        BlobParts, Directory, DirectoryParts,
        commands::{ReservePublic, TidyBlobs},
    },
    ports::{BlobTerms, MailTerms, Room, RoomTerms},
};
use causerie_worker::{expire_blobs, expire_mail, expire_rooms, measure_mailboxes};
use serde_json::json;
use tokio::{net::TcpListener, task::spawn_blocking, time::sleep};

use crate::say::say;

/// Runs the directory that `wanted` names until the process is told to stop.
pub(crate) async fn run(
    wanted: &Run,
    as_json: bool,
    telemetry: &Telemetry,
) -> Result<(), Box<dyn Error>> {
    let stop = stop_signal()?;
    let (folder, listen) = (&*wanted.data, wanted.listen);
    let bell = Arc::new(MemoryMailBell::default());
    let domain = domain(folder)?;
    let tls = Arc::new(DirectoryTls::open(folder, now())?);
    let directory = wire(wanted, domain, bell.clone(), tls.clone()).await?;
    let directory = Arc::new(directory);
    handled(&directory.public_channel, ReservePublic { room: room_id()? }).await?;
    handled(&directory.expire_blobs, TidyBlobs).await?;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|failed| format!("cannot listen on {listen}: {failed}; choose another port"))?;
    let url = format!("https://{}", listener.local_addr()?);
    say(as_json.then_some(json!({ "listening": url })), &format!("listening on {url}"))?;

    let renewal = tokio::spawn(keep_renewed(tls.clone()));
    let expiry = tokio::spawn(expire_mail(directory.clone()));
    let room_expiry = tokio::spawn(expire_rooms(directory.clone()));
    let blob_expiry = tokio::spawn(expire_blobs(directory.clone()));
    let measured = telemetry.measures().then(|| measure_mailboxes(directory.clone()));
    let measured = measured.map(tokio::spawn);
    let config =
        DirectoryConfig { trusts_traces: telemetry.trusts_traces(), ..DirectoryConfig::default() };
    let router = directory_router(directory, bell, config);
    let limits = Limits {
        connections: wanted.connections,
        connections_per_address: wanted.connections_per_address,
        ..Limits::default()
    };
    serve(listener, tls.server_config(), router, limits, stop).await;
    renewal.abort();
    expiry.abort();
    room_expiry.abort();
    blob_expiry.abort();
    if let Some(measured) = measured {
        measured.abort();
    }
    Ok(())
}

fn terms(wanted: &Run) -> MailTerms {
    let room = Room { envelopes: wanted.mailbox_envelopes, bytes: wanted.mailbox_mib << 20 };
    MailTerms { per_mailbox: room, per_depositor: room, retention: millis(wanted.retention) }
}

/// What is said in a room and what happens to it are kept equally long.
fn room_terms(wanted: &Run) -> RoomTerms {
    RoomTerms { retention: millis(wanted.retention), ..RoomTerms::default() }
}

fn blob_terms(wanted: &Run) -> BlobTerms {
    BlobTerms {
        per_person: wanted.uploads_mib_each << 20,
        in_all: wanted.uploads_mib << 20,
        retention: millis(wanted.upload_retention),
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn domain(folder: &Path) -> Result<DomainName, Box<dyn Error>> {
    let domain = read_domain(folder).map_err(|failed| {
        format!(
            "{failed}; a directory begins with: causerie-server init --domain DOMAIN --data DIR"
        )
    })?;
    Ok(domain)
}

async fn wire(
    wanted: &Run,
    domain: DomainName,
    bell: Arc<MemoryMailBell>,
    tls: Arc<DirectoryTls>,
) -> Result<Directory, Box<dyn Error>> {
    let folder = &*wanted.data;
    let authority = Arc::new(FileAuthority::open(folder)?);
    let store = Arc::new(SqliteDirectory::open(&folder.join("directory.db"))?);
    let key = StoreKey::new(*second_factor_key(folder)?);
    let second_factors = Arc::new(SqliteSecondFactors::open(store.clone(), &key).await?);
    let board = Arc::new(MemoryPresenceBoard::default());
    let links = Arc::new(MemoryLinks::default());
    let blobs = folder.join("blobs");
    let blobs = BlobFolder::open(&blobs)
        .map_err(|failed| format!("cannot keep files in {}: {failed}", blobs.display()))?;
    Ok(DirectoryParts {
        domain,
        registry: store.clone(),
        people: store.clone(),
        device_lists: store.clone(),
        revocations: store.clone(),
        links: links.clone(),
        link_book: links,
        reachability: store.clone(),
        whereabouts: store.clone(),
        challenges: store.clone(),
        book: store.clone(),
        second_factors: second_factors.clone(),
        second_factor_book: second_factors,
        sign_ins: store.clone(),
        sign_in_log: store.clone(),
        sign_in_lapse: millis(wanted.sign_in_lapse),
        authority,
        pre_keys: store.clone(),
        pre_key_book: store.clone(),
        pre_key_use: store.clone(),
        mailboxes: Arc::new(MeasuredMailboxes::new(store.clone())),
        mailbox: store.clone(),
        mailbox_end: store.clone(),
        mail_depth: store.clone(),
        acknowledgements: store.clone(),
        terms: terms(wanted),
        room_logs: store.clone(),
        room_book: store.clone(),
        room_readers: store.clone(),
        room_terms: room_terms(wanted),
        blobs: BlobParts::over(&store, Arc::new(blobs), blob_terms(wanted)),
        public_rooms: store.clone(),
        public_book: store.clone(),
        operator: Arc::new(FileOperator::of(folder)),
        bell,
        board: board.clone(),
        presence_watch: board.clone(),
        attendance: board,
        listings: store.clone(),
        listing_book: store.clone(),
        provider: Arc::new(AwsLc),
        store_check: store,
        credential_status: tls,
    }
    .into())
}

/// Looks every hour whether the directory's own certificate is due.
async fn keep_renewed(tls: Arc<DirectoryTls>) {
    loop {
        sleep(Duration::from_hours(1)).await;
        // It writes files.
        let renewing = tls.clone();
        match spawn_blocking(move || renewing.renew_if_due(now())).await {
            Ok(Ok(())) => {}
            Ok(Err(failed)) => {
                tracing::error!(
                    "the directory's certificate could not be renewed: {}",
                    chain(&failed)
                );
            }
            Err(failed) => tracing::error!("the directory's certificate was not renewed: {failed}"),
        }
    }
}
