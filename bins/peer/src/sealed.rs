//! The commands about what seals a data folder.

use std::{
    io::{Write, stdout},
    path::Path,
};

use causerie::{Folder, Passphrase, Vault, export as back_up, import as restore};
use causerie_cli::{Export, Failure, Import, Passphrase as Change, passphrase as words};
use serde_json::{Value, json};

use crate::command::{checked, failed, other, to_open};

/// Sets, changes or removes the passphrase of the folder.
pub(crate) fn passphrase(
    folder: &Folder,
    given: Option<&Path>,
    wanted: &Change,
    as_json: bool,
) -> Result<(), Failure> {
    let old = to_open(folder, given)?;
    let vault = Vault::open(&folder.0, old.as_ref()).map_err(failed)?;
    let new = match (wanted.remove, &wanted.new_passphrase_file) {
        (true, _) => None,
        (false, file) => Some(new(file.as_deref(), "new passphrase: ")?),
    };
    vault.change_passphrase(new.as_ref()).map_err(failed)?;
    let data = folder.0.display();
    let line = match new {
        Some(_) => format!("{data} opens with the new passphrase from now on"),
        None => {
            format!("{data} opens without a passphrase from now on: whoever can read its files can")
        }
    };
    tell(as_json, &json!({ "passphrase": new.is_some() }), &line)
}

/// Writes a backup.
pub(crate) async fn export(
    folder: &Folder,
    given: Option<&Path>,
    wanted: &Export,
    as_json: bool,
) -> Result<(), Failure> {
    let open = to_open(folder, given)?;
    let seal = new(wanted.new_passphrase_file.as_deref(), "passphrase for the backup: ")?;
    let messages = back_up(folder, open.as_ref(), &wanted.file, &seal).await.map_err(other)?;
    let file = wanted.file.display();
    let told = json!({ "file": file.to_string(), "messages": messages });
    tell(as_json, &told, &format!("{file} has your keys, contacts and {messages} messages"))
}

/// Restores a backup.
pub(crate) async fn import(
    folder: &Folder,
    given: Option<&Path>,
    wanted: &Import,
    as_json: bool,
) -> Result<(), Failure> {
    let open = match given {
        Some(file) => words::read(file)?,
        None => words::ask(&format!("passphrase of {}: ", wanted.file.display()))?,
    };
    let open = checked(open.as_bytes())?;
    let seal = match &wanted.new_passphrase_file {
        Some(file) => Some(checked(words::read_new(file)?.as_bytes())?),
        None => None,
    };
    let restored = restore(folder, &wanted.file, &open, seal.as_ref()).await;
    let (device, messages) = restored.map_err(other)?;
    let (person, data) = (&device.person, folder.0.display());
    let told = json!({ "address": person.to_string(), "messages": messages });
    let line = format!(
        "{person} is restored with {messages} messages; come up with: causerie up --data {data}"
    );
    tell(as_json, &told, &line)
}

fn new(file: Option<&Path>, prompt: &str) -> Result<Passphrase, Failure> {
    let new = match file {
        Some(file) => words::read_new(file)?,
        None => words::ask_new(prompt)?,
    };
    checked(new.as_bytes())
}

fn tell(as_json: bool, document: &Value, line: &str) -> Result<(), Failure> {
    let mut out = stdout();
    let written = if as_json { writeln!(out, "{document}") } else { writeln!(out, "{line}") };
    written.map_err(failed)
}
