use std::{io::Write, time::Duration};

use causerie_wire::{FetchHistory, HistoryProgress, Problem};
use http::StatusCode;
use tokio::time::sleep;

use super::{LocalApi, Printer};
use crate::{args, failure::Failure, show};

/// How often the peer is asked how far it is.
const ROUND: Duration = Duration::from_millis(250);

/// Has the peer fetch history, and shows how far it is until all of it is here, or the other device does not give it. The peer goes on by itself, also if
/// nobody looks any more.
pub(super) async fn fetch_history<W: Write>(
    api: &LocalApi<'_>,
    wanted: args::FetchHistory,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let from = wanted.from.map(|from| from.to_string());
    api.put("/v1/history", &FetchHistory { from }).await.map_err(|none| none.at(api.data))?;
    let mut shown = None;
    loop {
        let progress: HistoryProgress =
            api.get("/v1/history").await.map_err(|none| none.at(api.data))?;
        let is_over = progress.done || progress.cause.is_some();
        if shown.as_ref() != Some(&progress) {
            print(&progress, printer)?;
        }
        if let Some(cause) = &progress.cause {
            return Err(not_given(cause, &progress.from));
        }
        if is_over {
            return Ok(());
        }
        shown = Some(progress);
        sleep(ROUND).await;
    }
}

/// A line of JSON each time; at a terminal one line that changes; else the last one alone.
fn print<W: Write>(
    progress: &HistoryProgress,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let (json, terminal) = (printer.settings.json, printer.settings.terminal);
    if json || progress.done {
        let begin = if terminal && !json { CLEAR } else { "" };
        printer.out.write_all(begin.as_bytes())?;
        return printer.print(progress, show::history_progress);
    }
    if terminal {
        let line = show::history_progress(progress, printer.settings.paint);
        let end = if progress.cause.is_some() { "\n" } else { "" };
        write!(printer.out, "{CLEAR}{}{end}", line.trim_end())?;
        printer.out.flush()?;
    }
    Ok(())
}

/// Back to the beginning of the line, which is empty then (ECMA-48, CR and EL).
const CLEAR: &str = "\r\x1b[K";

fn not_given(cause: &str, from: &str) -> Failure {
    let (detail, next) = show::history_not_given(cause, from);
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let problem = Problem {
        kind: "about:blank".to_owned(),
        title: status.canonical_reason().unwrap_or_default().to_owned(),
        status: status.as_u16(),
        code: cause.to_owned(),
        detail,
        retry: true,
        refused: Vec::new(),
    };
    Failure::Advised { problem: Box::new(problem), next }
}
