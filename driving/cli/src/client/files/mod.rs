//! Files that are sent, and fetched.

mod bar;
mod fetch;
mod send;
mod upload;

use std::io::Write;

use causerie_wire::{File, Files, TurnFetch};
use http::StatusCode;

use super::{
    LocalApi, Printer,
    rooms::{in_path, names, place},
};
use crate::{
    args::{self, FileRef},
    failure::Failure,
    show,
};

pub(super) use fetch::{fetch, wanted};
pub(super) use send::{full, offer, send};
pub(super) use upload::upload;

/// How many files are asked for at once where one is looked for.
const PAGE: usize = 1_000;

/// Lists the files that were sent, and how it stands with each.
pub(super) async fn files<W: Write>(
    api: &LocalApi<'_>,
    asked: &args::Files,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let with = match &asked.with {
        Some(with) => format!("&with={}", in_path(&place(api, with).await?.with)),
        None => String::new(),
    };
    let before = asked.before.map(|before| format!("&before={before}")).unwrap_or_default();
    let path = format!("/v1/files?limit={}{with}{before}", asked.limit);
    let files: Files = api.get(&path).await.map_err(|none| none.at(api.data))?;
    let called = names(api, files.files.iter().map(|it| &*it.with)).await?;
    printer
        .print(&files, |files, paint| show::files(files, |with| called.get(with).cloned(), paint))
}

/// Has a fetch stand in that way.
pub(super) async fn turn<W: Write>(
    api: &LocalApi<'_>,
    wanted: &FileRef,
    state: &'static str,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let file = find(api, wanted).await?;
    let path = format!("/v1/files/{}", file.file.id);
    let turned = api.put(&path, &TurnFetch { state: state.to_owned() }).await;
    turned.map_err(|none| none.at(api.data))?;
    if state == "cancelled" {
        let file = File { fetch: None, ..file };
        return printer
            .print(&file, |file, paint| format!("cancelled: {}\n", show::file(file, paint)));
    }
    let file: File = api.get(&path).await.map_err(|none| none.at(api.data))?;
    printer.print(&file, |file, paint| show::file(file, paint) + "\n")
}

/// The file that is meant, of all that were offered.
async fn find(api: &LocalApi<'_>, wanted: &FileRef) -> Result<File, Failure> {
    let mut before = String::new();
    let mut found: Option<File> = None;
    loop {
        let path = format!("/v1/files?limit={PAGE}{before}");
        let page: Files = api.get(&path).await.map_err(|none| none.at(api.data))?;
        let meant = page.files.into_iter().filter(|it| wanted.means(&it.file.id, &it.message.id));
        for file in meant {
            if found.as_ref().is_some_and(|other| other.file.id != file.file.id) {
                return Err(Failure::Usage(
                    "more than one file is called that; give more of its digits: causerie files --json shows all of them"
                        .to_owned(),
                ));
            }
            found = Some(file);
        }
        match page.next {
            Some(next) => before = format!("&before={next}"),
            None => return found.ok_or_else(not_there),
        }
    }
}

fn not_there() -> Failure {
    refused("NO_SUCH_FILE", "no such file was sent, or its message is gone")
        .advised("NO_SUCH_FILE", || "see which there are: causerie files".to_owned())
}

fn refused(code: &str, detail: &str) -> Failure {
    let status = StatusCode::NOT_FOUND;
    Failure::Refused(Box::new(causerie_wire::Problem {
        kind: "about:blank".to_owned(),
        title: status.canonical_reason().unwrap_or_default().to_owned(),
        status: status.as_u16(),
        code: code.to_owned(),
        detail: detail.to_owned(),
        retry: false,
        refused: Vec::new(),
    }))
}
