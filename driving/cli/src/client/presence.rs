use std::io::Write;

use causerie_wire::{BeListed, ContactPresence, Listed, Presence, SetPresence};
use serde::Serialize;

use super::{LocalApi, Printer};
use crate::{
    args::{self, PresenceChange, Switch},
    failure::Failure,
    show,
};

const PRESENCE: &str = "/v1/presence";
const LISTED: &str = "/v1/listed";

/// Changes how one is there, if that is wanted, and shows it.
pub(super) async fn presence<W: Write>(
    api: &LocalApi<'_>,
    wanted: &args::Presence,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let state = match &wanted.change {
        None => None,
        Some(PresenceChange::Online) => Some("online"),
        Some(PresenceChange::Busy) => Some("busy"),
        Some(PresenceChange::Away) => Some("away"),
        Some(PresenceChange::Invisible) => Some("invisible"),
        Some(PresenceChange::Listed(wanted)) => {
            let listed = BeListed { listed: wanted.switch == Switch::On };
            api.put(LISTED, &listed).await.map_err(|none| none.at(api.data))?;
            None
        }
    };
    if let Some(state) = state {
        let body = SetPresence { state: state.to_owned() };
        api.put(PRESENCE, &body).await.map_err(|none| none.at(api.data))?;
    }
    let Presence { state, since, listed, .. } =
        api.get(PRESENCE).await.map_err(|none| none.at(api.data))?;
    let own = Own { state, since, listed };
    printer.print(&own, |own, paint| show::own_presence(&own.state, own.since, own.listed, paint))
}

/// Shows contacts and how they are there, and then listed people who are. Without the directory there are only contacts.
pub(super) async fn list<W: Write>(
    api: &LocalApi<'_>,
    printer: &mut Printer<'_, W>,
) -> Result<(), Failure> {
    let presence: Presence = api.get(PRESENCE).await.map_err(|none| none.at(api.data))?;
    let me: causerie_wire::Status =
        api.get("/v1/status").await.map_err(|none| none.at(api.data))?;
    let listed: Option<Listed> = api.get(LISTED).await.ok();
    let contacts = presence.contacts;
    let is_other =
        |who: &String| *who != me.address && contacts.iter().all(|contact| contact.address != *who);
    let listed = listed.map(|listed| listed.people.into_iter().filter(is_other).collect());
    let people = People { contacts, listed };
    printer.print(&people, |people, paint| {
        show::list(&people.contacts, people.listed.as_deref(), paint)
    })
}

#[derive(Serialize)]
struct Own {
    state: String,
    since: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    listed: Option<bool>,
}

#[derive(Serialize)]
struct People {
    contacts: Vec<ContactPresence>,
    /// Nothing if the directory did not say.
    listed: Option<Vec<String>>,
}
