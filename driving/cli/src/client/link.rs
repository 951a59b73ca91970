use std::{
    io::{BufRead, Read, Write, stderr, stdin},
    time::Duration,
};

use causerie_chat::{LINK_LIFETIME, LinkKeys};
use causerie_edge::link_code;
use causerie_wire::{
    AskingDevice, Base64, Hidden, LinkCode, LinkDecision, LinkRequest, OwnDevices, Status,
};
use serde::Serialize;
use tokio::{
    task::spawn_blocking,
    time::{Instant, sleep},
};

use super::{LocalApi, Printer, second_factor::with_code};
use crate::{args::Link, failure::Failure, second_factor_code::can_ask, show};

/// How often the directory is asked whether a device has asked.
const ROUND: Duration = Duration::from_secs(1);

/// Shows a code, waits for a new device that was given it, and takes it on if the person says so.
pub(super) async fn link<W: Write>(
    api: &LocalApi<'_>,
    wanted: Link,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    if !wanted.yes && (printer.settings.json || !can_ask()) {
        return Err(Failure::Other(UNASKED.to_owned()));
    }
    let me: Status = api.get("/v1/status").await.map_err(|none| none.at(api.data))?;
    let person = me.address.parse().map_err(|_| Failure::NotAPeer)?;
    let code = link_code()?;
    let path = format!("/v1/links/{}", LinkKeys::new(&code, &person).id().expose());
    let hidden = || Hidden(code.expose().to_string());
    let opened = api.put(&path, &LinkCode { code: hidden() }).await;
    opened.map_err(|none| none.at(api.data))?;
    let with_qr = wanted.qr.is_shown(printer.settings.terminal);
    printer.print(&Shown { code: code.expose().to_string() }, |shown, paint| {
        show::link_code(&shown.code, &me.address, with_qr, paint)
    })?;
    let asking = wait(api, &path, &LinkCode { code: hidden() }).await?;
    let paint = printer.settings.paint;
    // Where nobody reads standard error there is nobody to tell.
    let _ = write!(stderr(), "{}", show::asking(&asking, paint));
    let mine: OwnDevices = api.get("/v1/devices").await.map_err(|none| none.at(api.data))?;
    if mine.devices.iter().any(|one| one.id == asking.id && one.key != asking.key) {
        // Nobody has to be asked: whoever waits there is told why.
        decide(api, &path, hidden(), None, &wanted, false).await?;
        let refused = Failure::refused("DEVICE_IN_USE", IN_USE);
        return Err(refused);
    }
    let taken_on = wanted.yes || confirmed().await?;
    let key = taken_on.then(|| asking.key.clone());
    decide(api, &path, hidden(), key, &wanted, !printer.settings.json).await?;
    if !taken_on {
        return Err(Failure::Other("declined: nothing was linked".to_owned()));
    }
    let all: OwnDevices = api.get("/v1/devices").await.map_err(|none| none.at(api.data))?;
    printer.print(&all, show::devices)
}

const IN_USE: &str = "another device of yours has that id: nothing was linked";

const UNASKED: &str = "somebody has to look at the device that asks, and there is nobody to ask; run this at a terminal, or take on whatever device has the code with --yes";

#[derive(Serialize)]
struct Shown {
    code: String,
}

/// The device that asks, once one does.
async fn wait(api: &LocalApi<'_>, path: &str, code: &LinkCode) -> Result<AskingDevice, Failure> {
    let end = Instant::now() + Duration::from_millis(LINK_LIFETIME);
    let _ = writeln!(stderr(), "waiting for the new device, ten minutes at most (Ctrl-C gives up)");
    while Instant::now() < end {
        let request: LinkRequest =
            api.ask_for(path, code).await.map_err(|none| none.at(api.data))?;
        if let Some(asking) = request.asking {
            return Ok(asking);
        }
        sleep(ROUND).await;
    }
    Err(Failure::Other(
        "no device has asked within ten minutes; begin anew: causerie link".to_owned(),
    ))
}

async fn decide(
    api: &LocalApi<'_>,
    path: &str,
    code: Hidden,
    key: Option<Base64>,
    wanted: &Link,
    may_ask: bool,
) -> Result<(), Failure> {
    let path = format!("{path}/decision");
    let (path, code, key) = (&*path, &code, &key);
    with_code(wanted.code.clone(), may_ask, |second_factor| async move {
        let second_factor = second_factor.map(|code| Hidden(code.expose().to_string()));
        let decision = LinkDecision { code: code.clone(), key: key.clone(), second_factor };
        api.put(path, &decision).await.map_err(|none| none.at(api.data))
    })
    .await
}

/// Whether somebody at the terminal says yes. Anything else is no.
async fn confirmed() -> Result<bool, Failure> {
    let asked = || {
        let mut to = stderr();
        write!(to, "take it on? It will read and write as you. [y/N] ")?;
        to.flush()?;
        let mut line = String::new();
        stdin().lock().take(16).read_line(&mut line)?;
        Ok(matches!(line.trim(), "y" | "Y" | "yes"))
    };
    spawn_blocking(asked).await.map_err(|_| Failure::NoCode)?
}
