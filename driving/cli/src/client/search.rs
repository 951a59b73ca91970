use std::io::Write;

use causerie_edge::now;
use causerie_wire::{Found, Search};

use super::{
    LocalApi, Printer,
    rooms::{names, place},
};
use crate::{args, failure::Failure, show};

/// Prints the messages that were looked for, the latest first. They are not marked as read.
pub(super) async fn search<W: Write>(
    api: &LocalApi<'_>,
    asked: &args::Search,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let now = now();
    let millis = |when: args::When| when.moment(now).millis();
    let with = match &asked.with {
        Some(wanted) => Some(place(api, wanted).await?),
        None => None,
    };
    let question = Search {
        words: asked.wanted()?,
        with: with.as_ref().map(|at| at.with.clone()),
        since: asked.since.map(millis),
        until: asked.until.map(millis),
        before: asked.before,
        limit: Some(asked.limit.into()),
    };
    let found: Found =
        api.ask_for("/v1/search", &question).await.map_err(|none| none.at(api.data))?;
    let called = names(api, found.messages.iter().map(|it| &*it.to)).await?;
    printer.print(&found, |found, paint| show::found(found, |to| called.get(to).cloned(), paint))
}
