use async_trait::async_trait;
use causerie_chat::MessageId;
use causerie_usecases::ports::{Lack, Lacking, Place, Unavailable};

use super::{Cargo, MemoryPeer};
use crate::lock::lock;

#[async_trait]
impl Lacking for MemoryPeer {
    async fn lacking(&self, message: MessageId) -> Result<Vec<Lack>, Unavailable> {
        let kept = lock(&self.kept);
        let Some(index) = kept.by_id.get(&(self.me.clone(), message)).copied() else {
            return Ok(Vec::new());
        };
        let on_the_way = kept.outbox.iter().filter(|it| it.cargo == Cargo::Message(index));
        let on_the_way =
            on_the_way.filter(|it| it.in_room || kept.is_to(index, &it.to.recipient.person));
        let on_the_way = on_the_way.map(|it| Lack {
            device: it.to.recipient.clone(),
            place: if it.stored { Place::Mailbox } else { Place::Here },
        });
        let nowhere = kept.undeliverable.iter().filter(|(of, ..)| *of == index);
        let nowhere = nowhere.map(|(_, device, cause, at)| Lack {
            device: device.clone(),
            place: Place::Nowhere { cause: cause.clone(), at: *at },
        });
        let mut lacking: Vec<_> = on_the_way.chain(nowhere).collect();
        lacking.sort_by_key(|lack| lack.device.to_string());
        Ok(lacking)
    }
}
