use causerie_chat::{Address, DeviceAddress, EnvelopeId, MessageId, Person, TraceContext};

use super::OwnIdentity;
use crate::ports::{Addressed, Identities, Unavailable};

/// The envelopes of a message: one for each device of its recipient, and one for each of `others`, the other devices of its author. What
/// somebody writes to themselves goes to the other devices; where there are none, to the one there is.
pub(super) fn envelopes(
    message: MessageId,
    recipient: &Person,
    others: Vec<DeviceAddress>,
    own: &OwnIdentity,
    trace: Option<&TraceContext>,
) -> Vec<Addressed> {
    let is_to_self = recipient.address == own.device.person;
    let mut to: Vec<_> = recipient.addressees().filter(|_| !is_to_self).collect();
    to.extend(others);
    if to.is_empty() {
        to.push(own.device.clone());
    }
    let envelope = |recipient| {
        let id = EnvelopeId::of(message, &recipient);
        Addressed { id, recipient, trace: trace.cloned() }
    };
    to.into_iter().map(envelope).collect()
}

/// The other devices of this person, as far as they are known here; at most [`Person::MOST_DEVICES`].
pub(super) async fn other_devices(
    own: &OwnIdentity,
    identities: &dyn Identities,
) -> Result<Vec<DeviceAddress>, Unavailable> {
    let me: &Address = &own.device.person;
    let known = identities.identity(me).await?.map(|known| known.person);
    let myself = known.filter(|person| own.admits(person));
    let all = myself.iter().flat_map(Person::addressees);
    Ok(all.filter(|device| *device != own.device).collect())
}
