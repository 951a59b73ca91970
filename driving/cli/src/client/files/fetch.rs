use std::{
    io::{Write, stderr},
    path::Path,
    time::Duration,
};

use causerie_edge::now;
use causerie_wire::{FetchFile, File};
use tokio::{
    signal::ctrl_c,
    time::{sleep, timeout},
};

use super::{bar::Bar, find, send::full};
use crate::{
    args,
    client::{
        LocalApi, Printer,
        event_stream::{EventStream, Named},
        unanswered::Unanswered,
    },
    failure::Failure,
    show,
};

/// How long to wait before a peer that went away is looked for again.
const ROUND: Duration = Duration::from_millis(300);
/// After how long without an event it is looked at again: when something is tried again, say.
const LOOK: Duration = Duration::from_secs(2);

/// Has the peer fetch a file, and shows how far it is until all of it is here or it stops. The peer goes on by itself, also if nobody looks any more.
pub(in crate::client) async fn fetch<W: Write>(
    api: &LocalApi<'_>,
    asked: args::Fetch,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let file = find(api, &asked.file).await?;
    // First this: nothing that happens from then on is missed.
    let events = EventStream::open(api).await.map_err(|none| none.at(api.data))?;
    wanted(api, &file, asked.to.as_deref()).await?;
    let path = format!("/v1/files/{}", file.file.id);
    if asked.no_wait {
        let file: File = api.get(&path).await.map_err(|none| none.at(api.data))?;
        return printer.print(&file, |file, paint| show::file(file, paint) + "\n");
    }
    tokio::select! {
        over = watch(api, events, &path, &file, printer) => over,
        stopped = ctrl_c() => {
            stopped?;
            // Where nobody reads standard error there is nobody to tell.
            let _ = writeln!(stderr(), "your peer goes on fetching it: causerie files shows how far it is");
            Err(Failure::NotYet)
        }
    }
}

/// Says that it is wanted, in a folder: the one this program is in unless told.
pub(in crate::client) async fn wanted(
    api: &LocalApi<'_>,
    file: &File,
    to: Option<&Path>,
) -> Result<(), Failure> {
    let folder = full(to.unwrap_or(Path::new(".")))?;
    let body = FetchFile { from: file.message.from.clone(), folder };
    let path = format!("/v1/messages/{}/fetch", file.message.id);
    api.put(&path, &body).await.map_err(|none| none.at(api.data))
}

async fn watch<W: Write>(
    api: &LocalApi<'_>,
    mut events: EventStream,
    path: &str,
    wanted: &File,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let mut bar = Bar::new(printer.settings, show::printable(&wanted.file.name));
    let mut shown: Option<File> = None;
    loop {
        match api.get::<File>(path).await {
            Ok(file) => {
                if printer.settings.json && shown.as_ref() != Some(&file) {
                    printer.print(&file, |_, _| String::new())?;
                }
                if let Some(over) = step(&file, &mut bar, printer) {
                    return over;
                }
                shown = Some(file);
            }
            Err(Unanswered::Failed(Failure::Refused(problem)))
                if problem.code == "NO_SUCH_FETCH" =>
            {
                bar.clear();
                return Err(Failure::Other(
                    "it is not fetched any more: it was cancelled, or its message was taken back"
                        .to_owned(),
                ));
            }
            Err(Unanswered::Failed(failure)) => return Err(failure),
            Err(_) => bar.waits(Some("the peer is away".to_owned())),
        }
        if let Ok(Err(_)) = timeout(LOOK, next(&mut events, &wanted.file.id)).await {
            sleep(ROUND).await;
            if let Ok(anew) = EventStream::open(api).await {
                events = anew;
            }
        }
    }
}

/// Shows how far it is; what came of it once it is over.
fn step<W: Write>(
    file: &File,
    bar: &mut Bar,
    printer: &mut Printer<'_, W>,
) -> Option<Result<(), Failure>> {
    let fetch = file.fetch.as_ref()?;
    bar.at(fetch.bytes, file.file.size);
    let told = |printer: &mut Printer<'_, W>| {
        bar.clear();
        if printer.settings.json {
            return Ok(());
        }
        printer.print(file, show::fetched)
    };
    match fetch.state.as_str() {
        "done" => Some(told(printer)),
        "paused" => Some(told(printer).and(Err(Failure::NotYet))),
        "failed" => Some(told(printer).and(Err(Failure::Told))),
        _ => {
            bar.waits(show::fetch_waits(fetch, now()));
            None
        }
    }
}

/// Waits until something was told of it.
async fn next(events: &mut EventStream, id: &str) -> Result<(), Unanswered> {
    let concerns = |(name, event): &Named| match name.as_str() {
        "gap" => true,
        "file" => event.file.as_deref() == Some(id),
        _ => false,
    };
    while !events.next().await?.iter().any(concerns) {}
    Ok(())
}
