//! Who asks to talk to this person.

use causerie_wire::{Contact, Contacts};
use tracing::Instrument;

use super::session::Session;
use crate::{
    client::{span, unanswered::Unanswered},
    failure::Failure,
    show::glance,
};

/// How much of what they wrote is shown.
const GLANCE: usize = 60;

impl Session<'_> {
    /// Notes who is known, and tells who asks.
    pub(super) async fn see_contacts(&self) -> Result<(), Unanswered> {
        for contact in self.contacts().await? {
            self.see(&contact).map_err(Unanswered::Failed)?;
        }
        Ok(())
    }

    /// The same of one of them, with what they wrote before they were accepted.
    pub(super) async fn see_contact(&self, who: &str) -> Result<(), Unanswered> {
        let all = self.contacts().await?;
        let Some(contact) = all.iter().find(|one| one.address == who) else { return Ok(()) };
        self.see(contact).map_err(Unanswered::Failed)?;
        if contact.standing == "accepted" && contact.messages > 0 {
            self.look(who).await?;
        }
        Ok(())
    }

    async fn contacts(&self) -> Result<Vec<Contact>, Unanswered> {
        let all: Contacts = self.api.get("/v1/contacts").instrument(span("chat")).await?;
        Ok(all.contacts)
    }

    fn see(&self, contact: &Contact) -> Result<(), Failure> {
        let Contact { address, standing, latest, .. } = contact;
        if standing != "requested" {
            let was_asking = self.state().requests.remove(address).is_some();
            if standing == "accepted" || was_asking {
                self.met([address.as_str()]);
            }
            return Ok(());
        }
        let latest_id = latest.as_ref().map(|latest| latest.id.clone()).unwrap_or_default();
        let told = self.state().requests.insert(address.clone(), latest_id.clone());
        self.met([]);
        if told == Some(latest_id) {
            return Ok(());
        }
        let name = self.with_people(|people| people.short(address));
        let words = latest.as_ref().and_then(|latest| glance(latest, true, GLANCE, "/join"));
        let words = words.map(|words| format!(": {words}")).unwrap_or_default();
        self.print(&format!(
            "{} wants to talk to you{words}\n{}",
            self.paint.waiting(&name),
            self.paint.dim(format!(
                "  /accept {name}, /ignore {name} or /block {name}; until then they hear nothing of you"
            ))
        ))
    }
}
