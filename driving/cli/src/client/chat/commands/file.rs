use std::{
    env::home_dir,
    path::{Path, PathBuf},
};

use causerie_edge::message_id;
use causerie_wire::{File, OfferFile};

use super::{Command, Completes, Entry, number};
use crate::{
    client::{
        chat::{line::split, session::Session},
        files::{full, offer, wanted},
    },
    failure::Failure,
    show::{bytes, shared},
};

pub(super) const FILE: Entry = Entry {
    name: "file",
    alias: None,
    arguments: "PATH",
    about: "send a file",
    details: "Says that it is there; it stays where it is, and whoever wants it fetches it from you while your peer runs.",
    completes: &[],
    read: |arguments| (!arguments.is_empty()).then(|| Command::File(arguments.to_owned())),
};

pub(super) const FETCH: Entry = Entry {
    name: "fetch",
    alias: None,
    arguments: "NUMBER [DIR]",
    about: "fetch the file of a message",
    details: "Into the folder that this program was started in unless told. Your peer goes on by itself, and it is told here once the file is there.",
    completes: &[Completes::Numbers],
    read: |arguments| {
        let (raw, folder) = split(arguments);
        let folder = (!folder.is_empty()).then(|| folder.to_owned());
        number(raw).map(|number| Command::Fetch { number, folder })
    },
};

pub(super) async fn file(session: &Session<'_>, path: &str) -> Result<(), Failure> {
    let to = session.here()?;
    let wanted = OfferFile { to: to.clone(), path: full(&at_home(path))?, ..OfferFile::default() };
    let mut is_told = false;
    offer(session.api, message_id()?, &wanted, |far| {
        if !std::mem::replace(&mut is_told, true) {
            // Whether it can be shown is noticed by what comes next.
            let _ = session.note(&format!("reading {} first", bytes(far.size)));
        }
    })
    .await?;
    session.look(&to).await.map_err(|none| none.at(session.api.data))
}

pub(super) async fn fetch(
    session: &Session<'_>,
    number: u32,
    folder: Option<&str>,
) -> Result<(), Failure> {
    let shown = session.there(number)?;
    let no_file = || Failure::Other(format!("[{number}] offers no file"));
    let report = session.report(&shown).await?;
    let file = report.message.file.ok_or_else(no_file)?;
    let message = causerie_wire::MessageRef { id: shown.id, from: shown.from };
    let told = shared(&file);
    let file = File { file, message, ..File::default() };
    let folder = folder.map(at_home);
    session.state().fetching.insert(file.file.id.clone());
    wanted(session.api, &file, folder.as_deref()).await?;
    session.note(&format!("fetching {told}"))?;
    // One that is here already tells nothing any more.
    session.see_file(&file.file.id).await.map_err(|none| none.at(session.api.data))
}

/// What stands behind a `~` is at home: here no shell says so.
fn at_home(raw: &str) -> PathBuf {
    match (raw.strip_prefix("~/"), home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => Path::new(raw).to_owned(),
    }
}
