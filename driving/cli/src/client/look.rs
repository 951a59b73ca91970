//! The questions that are one request.

use std::io::Write;

use causerie_edge::now;
use causerie_wire::{Conversations, Person, Status, Unopened, Waiting};
use serde_json::json;

use super::{LocalApi, Printer, rooms::names};
use crate::{args, failure::Failure, show};

pub(super) async fn conversations<W: Write>(
    api: &LocalApi<'_>,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let all: Conversations =
        api.get("/v1/conversations").await.map_err(|none| none.at(api.data))?;
    let called = names(api, all.conversations.iter().map(|one| &*one.with)).await?;
    // Who speaks in a room is not told by its name.
    let me = if called.is_empty() {
        String::new()
    } else {
        api.get::<Status>("/v1/status").await.map_err(|none| none.at(api.data))?.address
    };
    printer.print(&all, |all, paint| {
        show::conversations(all, &me, |with| called.get(with).cloned(), paint)
    })
}

pub(super) async fn waiting<W: Write>(
    api: &LocalApi<'_>,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let waiting: Waiting = api.get("/v1/waiting").await.map_err(|none| none.at(api.data))?;
    printer.print(&waiting, |waiting, paint| show::waiting(waiting, now(), paint))
}

pub(super) async fn unopened<W: Write>(
    api: &LocalApi<'_>,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let unopened: Unopened = api.get("/v1/unopened").await.map_err(|none| none.at(api.data))?;
    printer.print(&unopened, show::unopened)
}

pub(super) async fn whois<W: Write>(
    api: &LocalApi<'_>,
    asked: &args::Whois,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let path = format!("/v1/people/{}", asked.name);
    let person: Person = api.get(&path).await.map_err(|none| none.at(api.data))?;
    printer.print(&person, show::whois)
}

pub(super) async fn health<W: Write>(
    api: &LocalApi<'_>,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    api.ask_whether("/readyz").await.map_err(|none| none.at(api.data))?;
    printer.print(&json!({ "well": true }), |_, _| "well\n".to_owned())
}

pub(super) async fn status<W: Write>(
    api: &LocalApi<'_>,
    asked: &args::Status,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let status: Status = api.get("/v1/status").await.map_err(|none| none.at(api.data))?;
    printer.print(&status, show::status)?;
    if asked.require_sign_in && !status.signed_in { Err(Failure::NotYet) } else { Ok(()) }
}
