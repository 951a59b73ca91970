use std::io::Write;

use causerie_edge::now;
use causerie_wire::{Found, Search};

use super::{LocalApi, Printer};
use crate::{args, failure::Failure, show};

/// Prints the messages that were looked for, the latest first. They are not marked as read.
pub(super) async fn search<W: Write>(
    api: &LocalApi<'_>,
    asked: &args::Search,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let now = now();
    let millis = |when: args::When| when.moment(now).millis();
    let question = Search {
        words: asked.wanted()?,
        with: asked.with.as_ref().map(ToString::to_string),
        since: asked.since.map(millis),
        until: asked.until.map(millis),
        before: asked.before,
        limit: Some(asked.limit.into()),
    };
    let found: Found =
        api.ask_for("/v1/search", &question).await.map_err(|none| none.at(api.data))?;
    printer.print(&found, show::found)
}
