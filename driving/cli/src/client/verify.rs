use std::io::Write;

use causerie_wire::{Identity, Verdict};
use serde::Serialize;

use super::{LocalApi, Printer, stranger};
use crate::{
    args::{Name, Verify},
    failure::Failure,
    show,
};

/// Shows how sure it is who somebody is, or carries out what was decided about it.
pub(super) async fn verify<W: Write>(
    api: &LocalApi<'_>,
    asked: &Verify,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let verdict = asked.verdict()?;
    let name = asked.name.to_string();
    let before = look(api, &asked.name).await?;
    let Some(verdict) = verdict else {
        let with_qr = asked.code.is_shown(printer.settings.terminal);
        return printer
            .print(&before, |before, paint| show::identity(before, &name, with_qr, paint));
    };

    let decided = api.put(&path(&asked.name), &verdict).await;
    decided.map_err(|none| mismatch(none.at(api.data), &before, &verdict, &name))?;
    let after = look(api, &asked.name).await?;
    let told = Decided { identity: &after, decision: &verdict.verdict };
    printer.print(&told, |told, paint| show::decided(told.decision, &before, &name, paint))
}

#[derive(Serialize)]
struct Decided<'a> {
    #[serde(flatten)]
    identity: &'a Identity,
    decision: &'a str,
}

async fn look(api: &LocalApi<'_>, name: &Name) -> Result<Identity, Failure> {
    let identity = api.get(&path(name)).await;
    identity.map_err(|none| stranger(none.at(api.data), name))
}

fn path(name: &Name) -> String {
    format!("/v1/identities/{name}")
}

fn mismatch(failure: Failure, before: &Identity, verdict: &Verdict, name: &str) -> Failure {
    let is_the_known_one = verdict.safety_number.as_ref() == Some(&before.safety_number);
    failure.advised("SAFETY_NUMBER_MISMATCH", || {
        if is_the_known_one {
            format!(
                "nothing was decided; this is the number of the key that was known, so the changed one is not theirs: \
                 causerie verify {name} --reject"
            )
        } else {
            format!(
                "nothing was decided; have them read all 60 digits again (causerie verify {name} shows yours); if they \
                 differ still, say nothing to them here that others must not read, and tell whoever runs the directory"
            )
        }
    })
}
