use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, LINK_LIFETIME, LinkId, Timestamp};
use causerie_usecases::ports::{LinkBook, Links, NotLinked};

use crate::lock::lock;

/// Where devices of one person meet for a while: nothing of it is written down.
#[derive(Default)]
pub struct MemoryLinks(Mutex<HashMap<LinkId, Place>>);

struct Place {
    by: DeviceAddress,
    expires: Timestamp,
    asked: Option<Vec<u8>>,
    answered: Option<Vec<u8>>,
}

#[async_trait]
impl Links for MemoryLinks {
    async fn open(&self, id: LinkId, by: &DeviceAddress, at: Timestamp) -> Result<(), NotLinked> {
        let mut places = self.present(at);
        if let Some(place) = places.get(&id) {
            return if place.by == *by { Ok(()) } else { Err(NotLinked::Used) };
        }
        places.retain(|_, place| place.by != *by);
        if places.len() >= <dyn Links>::MOST {
            return Err(NotLinked::Full);
        }
        let expires = at.plus(LINK_LIFETIME);
        places.insert(id, Place { by: by.clone(), expires, asked: None, answered: None });
        Ok(())
    }

    async fn ask(&self, id: LinkId, sealed: Vec<u8>, at: Timestamp) -> Result<(), NotLinked> {
        let mut places = self.present(at);
        let place = places.get_mut(&id).ok_or(NotLinked::NoSuchLink)?;
        leave(&mut place.asked, sealed)
    }

    async fn answer(
        &self,
        id: LinkId,
        by: &DeviceAddress,
        sealed: Vec<u8>,
        at: Timestamp,
    ) -> Result<(), NotLinked> {
        let mut places = self.present(at);
        let place = places.get_mut(&id).filter(|place| place.by == *by);
        leave(&mut place.ok_or(NotLinked::NoSuchLink)?.answered, sealed)
    }
}

#[async_trait]
impl LinkBook for MemoryLinks {
    async fn asked(
        &self,
        id: LinkId,
        by: &DeviceAddress,
        at: Timestamp,
    ) -> Result<Option<Vec<u8>>, NotLinked> {
        let places = self.present(at);
        let place = places.get(&id).filter(|place| place.by == *by);
        Ok(place.ok_or(NotLinked::NoSuchLink)?.asked.clone())
    }

    async fn answered(&self, id: LinkId, at: Timestamp) -> Result<Option<Vec<u8>>, NotLinked> {
        let places = self.present(at);
        Ok(places.get(&id).ok_or(NotLinked::NoSuchLink)?.answered.clone())
    }
}

impl MemoryLinks {
    /// The places that have not expired; the others are forgotten.
    fn present(&self, at: Timestamp) -> MutexGuard<'_, HashMap<LinkId, Place>> {
        let mut places = lock(&self.0);
        places.retain(|_, place| at < place.expires);
        places
    }
}

/// The first one stays.
fn leave(there: &mut Option<Vec<u8>>, sealed: Vec<u8>) -> Result<(), NotLinked> {
    match there {
        Some(before) if *before != sealed => Err(NotLinked::Used),
        _ => {
            *there = Some(sealed);
            Ok(())
        }
    }
}
