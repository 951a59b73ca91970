use std::collections::HashSet;

use causerie_chat::{
    DeviceAddress, RoomEntry, RoomMember, RoomPlace, RoomRefusal, RoomSeat, RoomStay, Timestamp,
};
use causerie_usecases::ports::{LoggedEntry, RoomOffer, RoomTerms};

use super::{Kept, Room, Stay};

impl Room {
    /// Whether that very entry stands there, by that very device.
    pub(super) fn has(&self, offer: &RoomOffer) -> bool {
        let kept = self.entries.get(&offer.place);
        kept.is_some_and(|it| it.entry.by == offer.by && it.digest == offer.entry.digest())
    }

    /// Whether there is room for an entry.
    pub(super) fn fits(
        &self,
        offer: &RoomOffer,
        terms: &RoomTerms,
        seat: RoomSeat,
        at: Timestamp,
    ) -> Result<(), RoomRefusal> {
        let yesterday = at.millis().saturating_sub(RoomTerms::DAY);
        let lately = |kept: &&Kept| kept.entry.by == offer.by && kept.at.millis() > yesterday;
        if self.entries.values().filter(lately).count() as u64 >= terms.entries_per_day {
            return Err(RoomRefusal::TooOften);
        }
        let kept: u64 = self.entries.values().map(|kept| kept.bytes).sum();
        let info = offer.entry.info.as_ref().map_or(0, |info| info.as_bytes().len() as u64);
        if kept + offer.entry.bytes() + info > terms.bytes_for(seat) {
            return Err(RoomRefusal::LogFull);
        }
        let mut devices: HashSet<_> =
            self.stays.iter().filter(|it| it.is_in()).map(|it| &it.device).collect();
        for gone in offer.entry.change.lets_go() {
            devices.remove(gone);
        }
        devices.extend(offer.entry.change.lets_in());
        let more = !offer.entry.change.lets_in().is_empty();
        if more && devices.len() > RoomMember::MOST {
            return Err(RoomRefusal::TooManyDevices);
        }
        Ok(())
    }

    /// Puts an entry last and does what it says.
    pub(super) fn put(&mut self, offer: &RoomOffer, at: Timestamp) {
        let RoomOffer { by, place, entry, .. } = offer;
        for device in entry.change.lets_go() {
            if let Some(stay) = self.present(device) {
                stay.time.until = Some(*place);
            }
        }
        for device in entry.change.lets_in() {
            self.let_in(device, *place);
        }
        for (devices, keeper) in
            [(entry.change.keepers(), true), (entry.change.no_keepers(), false)]
        {
            for device in devices {
                if let Some(stay) = self.present(device) {
                    stay.keeper = keeper;
                }
            }
        }
        let RoomEntry { commit, change, info, welcome } = entry.clone();
        let logged = LoggedEntry { place: *place, by: by.clone(), commit, change, welcome };
        let (digest, bytes) = (entry.digest(), entry.bytes());
        self.entries.insert(*place, Kept { entry: logged, digest, at, bytes });
        self.info = info;
        self.last = *place;
    }

    fn let_in(&mut self, device: &DeviceAddress, place: RoomPlace) {
        if self.present(device).is_none() {
            let stay = RoomStay { since: place, until: None };
            self.stays.push(Stay { device: device.clone(), time: stay, keeper: false });
        }
    }

    pub(super) fn has_inside(&self, device: &DeviceAddress) -> bool {
        self.stays.iter().any(|it| it.device == *device && it.is_in())
    }

    fn present(&mut self, device: &DeviceAddress) -> Option<&mut Stay> {
        self.stays.iter_mut().find(|it| it.device == *device && it.is_in())
    }
}
