use std::io::Write;

use causerie_wire::ReceiptsAllowed;
use serde::Serialize;

use super::{LocalApi, Printer, stranger};
use crate::{
    args::{Receipts, Switch},
    failure::Failure,
    show,
};

/// Decides whether somebody gets receipts, and says so.
pub(super) async fn receipts<W: Write>(
    api: &LocalApi<'_>,
    wanted: &Receipts,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let Receipts { name, switch } = wanted;
    let allowed = *switch == Switch::On;
    let decided =
        api.put(&format!("/v1/people/{name}/receipts"), &ReceiptsAllowed { allowed }).await;
    decided.map_err(|none| stranger(none.at(api.data), name))?;
    let told = Decided { name: name.to_string(), allowed };
    printer.print(&told, |told, _| show::receipts(&told.name, told.allowed))
}

#[derive(Serialize)]
struct Decided {
    name: String,
    allowed: bool,
}
