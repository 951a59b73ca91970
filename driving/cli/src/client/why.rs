use std::io::Write;

use causerie_edge::now;
use causerie_wire::Reasons;

use super::{LocalApi, Printer};
use crate::{
    args::{Subject, Why},
    failure::Failure,
    show::{self, Severity},
};

/// Tells why something is not where it should be, and ends as badly as the worst of it is.
pub(super) async fn why<W: Write>(
    api: &LocalApi<'_>,
    asked: &Why,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let path = match &asked.subject {
        Subject::Message(id) => format!("/v1/messages/{id}/why"),
        Subject::Person(name) => format!("/v1/people/{name}/why"),
    };
    let reasons: Reasons = api.get(&path).await.map_err(|none| unknown(none.at(api.data)))?;
    let advised = show::Advised::from(&reasons);
    printer.print(&advised, |advised, paint| show::why(advised, now(), paint))?;
    match reasons.reasons.iter().map(show::severity).max() {
        None | Some(Severity::Fine) => Ok(()),
        Some(Severity::HeldUp) => Err(Failure::NotYet),
        Some(Severity::ForGood) => Err(Failure::Told),
    }
}

fn unknown(failure: Failure) -> Failure {
    failure.advised("NOT_FOUND", || {
        "give the id of a message that you sent (causerie conversation NAME --json has it), or a name".to_owned()
    })
}
