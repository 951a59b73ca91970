use std::{fmt, num::NonZeroU16};

use crate::{
    BeaconHour, BeaconMarks, DeviceKey, DeviceSecret, Timestamp,
    beacon_key::{BeaconKey, HourMark},
};

/// What a device shows on the networks it is on, for an hour, so that contacts find it there without a directory.
///
/// It says nothing to anybody else: not who it is, nor where it was an hour ago, nor how many contacts there are. Whoever steals a
/// contact's device key, or breaks X25519, can tell it from what was recorded.
#[derive(Clone, PartialEq, Eq)]
pub struct Beacon {
    name: [u8; 16],
    marks: BeaconMarks,
}

impl Beacon {
    /// That of the device `own`, which listens at `port`, for at most [`BeaconMarks::COUNT`] of `contacts`, the first ones.
    #[must_use]
    pub fn light(
        own: &DeviceSecret,
        port: NonZeroU16,
        contacts: &[DeviceKey],
        hour: BeaconHour,
    ) -> Self {
        let (me, alone) = (own.public(), BeaconKey::of_own(own));
        let known = contacts.iter().map(|contact| BeaconKey::of_pair(own, contact));
        let nobody = (0..=u8::MAX).map(|n| alone.decoy(n));
        let keys = known.chain(nobody).take(BeaconMarks::COUNT);
        let marks = keys.map(|key| key.mark(&me, hour).with(port)).collect();
        Self { name: alone.name(hour), marks: BeaconMarks::of(marks) }
    }

    /// What the device goes by: 32 hexadecimal digits.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.name))
    }

    /// What contacts look for.
    #[must_use]
    pub fn marks(&self) -> &BeaconMarks {
        &self.marks
    }
}

impl fmt::Debug for Beacon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Beacon({})", self.name())
    }
}

/// What one contact's device shows to this one, about a moment.
pub struct Lookout([HourMark; 3]);

impl Lookout {
    /// What `device` shows to `own` in the hour that `at` is in, and those beside it.
    #[must_use]
    pub fn of(own: &DeviceSecret, device: &DeviceKey, at: Timestamp) -> Self {
        let key = BeaconKey::of_pair(own, device);
        Self(BeaconHour::around(at).map(|hour| key.mark(device, hour)))
    }

    /// At which port the device listens, if it is its beacon that has these marks.
    #[must_use]
    pub fn port(&self, marks: &BeaconMarks) -> Option<NonZeroU16> {
        self.0.iter().find_map(|mark| mark.port(marks.behind(mark.mark)?))
    }
}

impl fmt::Debug for Lookout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lookout(..)")
    }
}

/// How many ports there are.
const PORTS: u32 = u16::MAX as u32;

impl HourMark {
    fn with(&self, port: NonZeroU16) -> [u8; 10] {
        let shifted = (u32::from(port.get()) - 1 + u32::from(self.shift)) % PORTS;
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&self.mark);
        bytes[8..].copy_from_slice(&shifted.to_be_bytes()[2..]);
        bytes
    }

    fn port(&self, shifted: [u8; 2]) -> Option<NonZeroU16> {
        let shifted = u32::from(u16::from_be_bytes(shifted));
        let port = (shifted + PORTS - u32::from(self.shift)) % PORTS + 1;
        NonZeroU16::new(u16::try_from(port).ok()?)
    }
}

#[cfg(test)]
mod tests;
