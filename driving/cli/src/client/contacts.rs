use std::io::Write;

use causerie_wire::{ContactRuling, Contacts};
use serde::Serialize;

use super::{LocalApi, Printer};
use crate::{args, failure::Failure, show};

/// Lists with whom one has to do: contacts and those who ask, and the others too if they are asked for.
pub(super) async fn contacts<W: Write>(
    api: &LocalApi<'_>,
    wanted: &args::Contacts,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let mut all: Contacts = api.get("/v1/contacts").await.map_err(|none| none.at(api.data))?;
    if !wanted.all {
        all.contacts.retain(|it| ["accepted", "requested"].contains(&&*it.standing));
    }
    printer.print(&all, show::contacts)
}

/// Decides how somebody stands, and says so.
pub(super) async fn decide<W: Write>(
    api: &LocalApi<'_>,
    whom: &args::Whom,
    ruling: &'static str,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let name = &whom.name;
    let body = ContactRuling { ruling: ruling.to_owned() };
    let decided = api.put(&format!("/v1/contacts/{name}"), &body).await;
    decided.map_err(|none| none.at(api.data))?;
    let told = Decided { name: name.to_string(), ruling };
    printer.print(&told, |told, _| show::ruled(&told.name, told.ruling))
}

#[derive(Serialize)]
struct Decided {
    name: String,
    ruling: &'static str,
}
