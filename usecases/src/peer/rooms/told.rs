//! Who is told in a room, and what.

use causerie_chat::{DeviceAddress, Receipt, RoomKind, RoomMember};

use super::live::Entered;
use crate::ports::Unavailable;

/// Whether a receipt is one that is told in a room of that kind: what was seen and what was decided is between devices of one person.
pub(super) fn may_tell(receipt: &Receipt, kind: RoomKind) -> bool {
    kind == RoomKind::Private && receipt.seen.is_empty() && receipt.chosen.is_empty()
}

/// The other devices of a member's person.
pub(super) fn fellows(
    entered: &mut Entered,
    sender: &RoomMember,
) -> Result<Vec<DeviceAddress>, Unavailable> {
    let members = entered.members().map_err(Unavailable::new)?;
    let theirs = members.iter().filter(|it| {
        it.device != sender.device
            && it.device.person == sender.device.person
            && it.account_key == sender.account_key
    });
    Ok(theirs.map(|it| it.device.clone()).collect())
}
