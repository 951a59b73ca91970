use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU8, Ordering},
    },
};

use async_trait::async_trait;
use causerie_chat::DeviceAddress;
use causerie_usecases::ports::{MailBell, MailWatch, News, Rings, Rung};
use tokio::sync::Notify;

use crate::lock::lock;

/// Wakes tasks of this process, each for one device.
#[derive(Default)]
pub struct MemoryMailBell(Mutex<HashMap<DeviceAddress, Vec<Weak<Bell>>>>);

#[derive(Default)]
struct Bell {
    /// The bits of what it has rung for.
    rung: AtomicU8,
    wake: Notify,
}

const MAIL: u8 = 1;
const PRE_KEYS: u8 = 2;
const REVOKED: u8 = 4;
const ROOMS: u8 = 8;

impl MailBell for MemoryMailBell {
    fn ring(&self, of: &DeviceAddress, news: News) {
        let bit = match news {
            News::Mail => MAIL,
            News::PreKeys => PRE_KEYS,
            News::Rooms => ROOMS,
            News::Revoked => REVOKED,
        };
        let listeners = lock(&self.0);
        for bell in listeners.get(of).into_iter().flatten().filter_map(Weak::upgrade) {
            bell.rung.fetch_or(bit, Ordering::AcqRel);
            bell.wake.notify_one();
        }
    }
}

impl MailWatch for MemoryMailBell {
    fn watch(&self, of: &DeviceAddress) -> Box<dyn Rings> {
        let bell = Arc::new(Bell::default());
        let mut listeners = lock(&self.0);
        let theirs = listeners.entry(of.clone()).or_default();
        // Those who left are swept where others come; there are never more than came since.
        theirs.retain(|bell| bell.strong_count() > 0);
        theirs.push(Arc::downgrade(&bell));
        Box::new(Listener(bell))
    }
}

struct Listener(Arc<Bell>);

#[async_trait]
impl Rings for Listener {
    async fn next(&mut self) -> Rung {
        loop {
            let rung = self.0.rung.swap(0, Ordering::AcqRel);
            if rung != 0 {
                let is = |bit| rung & bit != 0;
                return Rung {
                    mail: is(MAIL),
                    pre_keys: is(PRE_KEYS),
                    rooms: is(ROOMS),
                    revoked: is(REVOKED),
                };
            }
            self.0.wake.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    fn device(name: &str) -> DeviceAddress {
        name.parse().unwrap()
    }

    #[tokio::test]
    async fn two_rings_before_anybody_waits_are_one_and_those_for_others_are_none() {
        let bell = MemoryMailBell::default();
        let mut bob = bell.watch(&device("d1.bob.peers.x.org"));

        bell.ring(&device("d1.bob.peers.x.org"), News::Mail);
        bell.ring(&device("d1.bob.peers.x.org"), News::Mail);
        bell.ring(&device("d2.bob.peers.x.org"), News::PreKeys);

        assert_eq!(bob.next().await, Rung { mail: true, ..Rung::default() });
        assert!(timeout(Duration::from_millis(20), bob.next()).await.is_err());
    }

    #[tokio::test]
    async fn all_who_listen_for_a_device_hear_it_and_who_left_is_forgotten() {
        let bell = MemoryMailBell::default();
        let bob = device("d1.bob.peers.x.org");
        let (mut one, mut other) = (bell.watch(&bob), bell.watch(&bob));

        bell.ring(&bob, News::PreKeys);
        bell.ring(&bob, News::Rooms);

        for listener in [&mut one, &mut other] {
            let rung = Rung { pre_keys: true, rooms: true, ..Rung::default() };
            assert_eq!(listener.next().await, rung);
        }
        drop((one, other));
        let _another = bell.watch(&bob);
        assert_eq!(lock(&bell.0).get(&bob).unwrap().len(), 1);
    }
}
