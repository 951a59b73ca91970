//! What is known of a person's devices, where one of them brings something.

use causerie_chat::{Device, DeviceAddress, Envelope, Introduction, Person};
use causerie_session::FirstMessage;

/// Whether whoever brings the envelope is a device that its person has no more, whatever its certificate says. One that begins a session
/// may be newer than what is known here: that is for its introduction to say.
pub(super) fn is_gone(
    sender: &DeviceAddress,
    envelope: &Envelope,
    contact: Option<&Person>,
) -> bool {
    let is_without = contact.is_some_and(|it| it.is_without(&sender.device));
    is_without && FirstMessage::of(envelope.sealed.as_bytes()).is_none()
}

/// Adds the others that the device named, before itself. It is no fault of its own if it was told of one that its person did not take on.
pub(super) fn name_others(met: &mut Person, others: Vec<Device>) {
    let theirs = |other: &Device| other.verify(&met.address, &met.account_key).is_ok();
    let named = |other: &Device| met.devices.iter().any(|it| it.id == other.id);
    let mut devices: Vec<_> =
        others.into_iter().filter(|other| !named(other) && theirs(other)).collect();
    devices.append(&mut met.devices);
    met.devices = devices;
}

/// Whether a device that the account once took on is not in the latest list that is known, though that was made when it was theirs, or later.
pub(super) fn was_revoked(known: &Person, device: &Device, introduction: &Introduction) -> bool {
    let linked = introduction.linked.map_or(1, |linked| linked.version);
    let is_listed = known.devices.iter().any(|it| it.id == device.id && it.key == device.key);
    known.list.is_some() && !is_listed && linked <= known.version()
}
