use std::io::Write;

use causerie_wire::{Hidden, OwnDevices, Revoke, Status};

use super::{LocalApi, Printer, history::fetch_history, second_factor::with_code};
use crate::{
    args::{DeviceAction, Devices, RevokeDevice},
    failure::Failure,
    show,
};

/// Lists one's devices, or takes one away first; or has one bring what it has.
pub(super) async fn devices<W: Write>(
    api: &LocalApi<'_>,
    wanted: Devices,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    if let Some(DeviceAction::FetchHistory(wanted)) = wanted.action {
        return fetch_history(api, wanted, printer).await;
    }
    let mut done = String::new();
    if let Some(DeviceAction::Revoke(RevokeDevice { device, code })) = wanted.action {
        done = show::revoked(device.as_str(), printer.settings.paint);
        let path = format!("/v1/devices/{device}");
        let path = &*path;
        with_code(code, !printer.settings.json, |code| async move {
            let second_factor = code.map(|code| Hidden(code.expose().to_string()));
            let revoked = api.delete(path, &Revoke { second_factor }).await;
            revoked.map_err(|none| none.at(api.data))
        })
        .await?;
    }
    let all: OwnDevices = api.get("/v1/devices").await.map_err(|none| none.at(api.data))?;
    let me: Status = api.get("/v1/status").await.map_err(|none| none.at(api.data))?;
    printer.print(&all, |all, paint| {
        let revoked = if me.revoked { paint.bad(show::REVOKED) + "\n" } else { String::new() };
        revoked + &done + &show::devices(all, paint)
    })
}
