//! `causerie join`.

use std::{
    error::Error,
    io::{Write, stderr, stdout},
    path::Path,
};

use causerie::{Folder, Joining, NotJoined, join, joined_already, see_beforehand};
use causerie_chat::DeviceAddress;
use causerie_cli::{Failure, Join, link_code};
use serde_json::json;

use crate::{
    command::{domain, other, to_register},
    machine_name::machine_name,
};

/// Makes this machine one more of a person's devices.
pub(crate) async fn joined(
    folder: &Folder,
    wanted: &Join,
    given: Option<&Path>,
    as_json: bool,
) -> Result<(), Failure> {
    let directory = wanted.directory.location().clone();
    let domain = domain(&wanted.name, &directory).map_err(Failure::Other)?;
    let person = wanted.name.clone().at(&domain);
    let device = DeviceAddress { person: person.clone(), device: wanted.device.clone() };
    if !see_beforehand(folder, &device, &directory, &wanted.root).await.map_err(not_joined)? {
        return Err(Failure::Other(joined_already(folder, &device)));
    }
    let passphrase = to_register(folder, given, wanted.passphrase)?;
    let code = link_code(wanted.code_file.as_deref())?;
    let machine = wanted.machine.clone().or_else(machine_name);
    let machine = machine.ok_or_else(|| {
        Failure::Other(
            "this machine has no name that can be shown; give one: --machine TEXT".to_owned(),
        )
    })?;
    // Where nobody reads standard error there is nobody to tell.
    let _ = writeln!(
        stderr(),
        "asking to be one of {person}'s devices; look at the first one, ten minutes at most (Ctrl-C gives up)"
    );
    let root = wanted.root.clone();
    let joining = Joining { device, directory, root, passphrase, code, machine };
    join(folder, joining).await.map_err(not_joined)?;
    let mut out = stdout();
    if as_json {
        let told = json!({ "address": person.to_string(), "device": wanted.device.to_string() });
        writeln!(out, "{told}")?;
    } else {
        let (device, data) = (&wanted.device, folder.0.display());
        writeln!(
            out,
            "{device} is one of {person}'s devices now; come up with: causerie up --data {data}\n\
             then have your first device bring what was said before: causerie devices fetch-history --data {data}"
        )?;
    }
    Ok(())
}

/// A refusal by its code, if it has one.
pub(crate) fn not_joined(why: Box<dyn Error>) -> Failure {
    match why.downcast::<NotJoined>() {
        Ok(refused) => Failure::refused(&refused.code, &refused.detail),
        Err(why) => other(why),
    }
}
