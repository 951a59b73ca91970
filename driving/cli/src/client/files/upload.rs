use std::{io::Write, time::Duration};

use causerie_edge::now;
use causerie_wire::{File, TurnUpload};
use tokio::time::sleep;

use super::{bar::Bar, find};
use crate::{
    args,
    client::{LocalApi, Printer, unanswered::Unanswered},
    failure::Failure,
    show,
};

/// How often the peer is asked how far it is.
const ROUND: Duration = Duration::from_millis(250);

/// Has the peer bring a file to the directory, and shows how far it is until all of it is there or it stops; or has it forgotten there.
pub(in crate::client) async fn upload<W: Write>(
    api: &LocalApi<'_>,
    asked: &args::Upload,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let file = find(api, &asked.file).await?;
    let state = if asked.drop { "dropped" } else { "wanted" };
    turn(api, &file.file.id, state).await?;
    if asked.drop || asked.no_wait {
        let path = format!("/v1/files/{}", file.file.id);
        let file: File = api.get(&path).await.map_err(|none| none.at(api.data))?;
        return printer.print(&file, |file, paint| show::file(file, paint) + "\n");
    }
    watch(api, &file, printer).await
}

/// Says what is to become of it there.
pub(super) async fn turn(api: &LocalApi<'_>, id: &str, state: &str) -> Result<(), Failure> {
    let path = format!("/v1/files/{id}/upload");
    let turned = api.put(&path, &TurnUpload { state: state.to_owned() }).await;
    turned.map_err(|none| none.at(api.data))
}

/// Waits until all of it is there, and says so.
pub(super) async fn watch<W: Write>(
    api: &LocalApi<'_>,
    wanted: &File,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let mut bar = Bar::new(printer.settings, show::printable(&wanted.file.name));
    let path = format!("/v1/files/{}", wanted.file.id);
    let mut shown: Option<File> = None;
    loop {
        match api.get::<File>(&path).await {
            Ok(file) => {
                if printer.settings.json && shown.as_ref() != Some(&file) {
                    printer.print(&file, |_, _| String::new())?;
                }
                let Some(upload) = &file.upload else { return Err(dropped()) };
                let there = u64::from(upload.there) * file.file.size / u64::from(upload.of.max(1));
                bar.at(there, file.file.size);
                bar.waits(show::upload_waits(upload, now()));
                if matches!(&*upload.state, "done" | "failed") {
                    bar.clear();
                    if !printer.settings.json {
                        printer.print(&file, show::uploaded)?;
                    }
                    return if upload.state == "done" { Ok(()) } else { Err(Failure::Told) };
                }
                shown = Some(file);
            }
            Err(Unanswered::Failed(failure)) => return Err(failure),
            Err(_) => bar.waits(Some("the peer is away".to_owned())),
        }
        sleep(ROUND).await;
    }
}

fn dropped() -> Failure {
    Failure::Other(
        "it is not to lie at the directory any more: it was dropped, or its message was taken back"
            .to_owned(),
    )
}
