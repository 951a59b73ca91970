use std::sync::Arc;

use causerie_chat::{Address, Cause, Conversation, DeviceAddress, NetworkAddress, Timestamp};

use crate::{
    peer::{Paths, rooms::Fellows},
    ports::{FileSource, Identities, Route, Unavailable},
};

/// Finds who may have a file, and where they are.
pub struct FileFinding {
    /// This device.
    pub device: DeviceAddress,
    /// Knows which devices people have.
    pub identities: Arc<dyn Identities>,
    /// Knows who is in rooms.
    pub fellows: Arc<Fellows>,
    /// Knows where devices are.
    pub paths: Paths,
}

impl FileFinding {
    /// How many devices are asked, at most.
    const MOST: usize = 8;

    /// The devices of whoever offered it, and of those who are in the room with them: who fetched it offers it too.
    pub(in crate::peer) async fn devices(
        &self,
        author: &Address,
        place: &Conversation,
    ) -> Result<Vec<DeviceAddress>, Unavailable> {
        let known = self.identities.identity(author).await?.map(|known| known.person);
        let mut devices: Vec<_> = known
            .iter()
            .flat_map(|person| person.devices.iter().map(|device| person.device(device)))
            .collect();
        let fellows = self.fellows.to_tell(place).await?;
        let (of_author, others): (Vec<_>, Vec<_>) =
            fellows.into_iter().partition(|it| it.person == *author);
        devices.extend(of_author.into_iter().chain(others));
        let mut found = Vec::new();
        for device in devices.into_iter().filter(|it| *it != self.device) {
            if !found.contains(&device) {
                found.push(device);
            }
        }
        found.truncate(Self::MOST);
        Ok(found)
    }

    /// Where a device may be: where it was found last, where it is seen, or where it says that it is.
    pub(in crate::peer) async fn places(
        &self,
        device: &DeviceAddress,
        at: Timestamp,
    ) -> Result<Result<Vec<FileSource>, Cause>, Unavailable> {
        let mut places: Vec<NetworkAddress> = match self.paths.routes.route(device).await? {
            Some(Route::To(address)) => vec![address],
            _ => Vec::new(),
        };
        places.extend(self.paths.nearby.where_seen(device, at).await?);
        let missing = match self.paths.whereabouts.whereabouts(device).await {
            Ok(Some(published)) => {
                places.push(published.address);
                Cause::NO_ADDRESS
            }
            Ok(None) => Cause::NO_ADDRESS,
            Err(Unavailable { .. }) => Cause::DIRECTORY_UNREACHABLE,
        };
        places.dedup();
        let source = |at| FileSource { device: device.clone(), at };
        let sources: Vec<_> = places.into_iter().map(source).collect();
        Ok(if sources.is_empty() { Err(missing) } else { Ok(sources) })
    }
}
