use std::io::Write;

use causerie_edge::now;
use causerie_wire::Reasons;

use super::{
    LocalApi, Printer,
    rooms::{names, place},
};
use crate::{
    args::{Place, Subject, Why},
    failure::Failure,
    show::{self, Severity},
};

/// Tells why something is not where it should be, and ends as badly as the worst of it is.
pub(super) async fn why<W: Write>(
    api: &LocalApi<'_>,
    asked: &Why,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let room = match &asked.subject {
        Subject::Room(room) => Some(place(api, &Place::Room(room.clone())).await?),
        Subject::Message(_) | Subject::Person(_) => None,
    };
    let path = match &asked.subject {
        Subject::Message(id) => format!("/v1/messages/{id}/why"),
        Subject::Person(name) => format!("/v1/people/{name}/why"),
        Subject::Room(_) => {
            let id = room.as_ref().map(|at| at.with.trim_start_matches('#')).unwrap_or_default();
            format!("/v1/rooms/{id}/why")
        }
    };
    let reasons: Reasons = api.get(&path).await.map_err(|none| unknown(none.at(api.data)))?;
    let called = names(api, reasons.reasons.iter().map(|it| &*it.with)).await?;
    let called = reasons.reasons.first().and_then(|it| called.get(&it.with).cloned());
    let advised = show::Advised::from(&reasons).called(called);
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
