use std::sync::Arc;

use causerie_chat::{
    AccountSecret, Cause, Device, DeviceAddress, DeviceKey, DeviceList, LinkAnswer, LinkCode,
    LinkKeys, LinkRequest, NoSuchList, Person, SecondFactorCode, Timestamp,
};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::{Choosing, NoDeviceChange, OwnDevices},
    ports::{LinkBook, Links, NotChanged},
};

/// Wait for a new device that is given this code.
#[derive(Debug)]
pub struct OpenLink {
    /// Minted at random; shown to the person.
    pub code: LinkCode,
    /// When.
    pub at: Timestamp,
}

/// Take on the device that asked, which somebody looked at.
#[derive(Debug)]
pub struct AcceptLink {
    /// The code that was shown.
    pub code: LinkCode,
    /// The key of the device that was looked at: another one is refused.
    pub key: DeviceKey,
    /// For an account with a second factor.
    pub second_factor: Option<SecondFactorCode>,
    /// When.
    pub at: Timestamp,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Tell the device that asked that it is not taken on; and why, if it could not be.
#[derive(Debug)]
pub struct DeclineLink {
    /// The code that was shown.
    pub code: LinkCode,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`OpenLink`], [`AcceptLink`] and [`DeclineLink`], on the device that has the account key.
pub struct LinkHandler {
    /// This person's devices.
    pub devices: Arc<OwnDevices>,
    /// Has the two devices meet.
    pub links: Arc<dyn Links>,
    /// Knows what the other one left.
    pub book: Arc<dyn LinkBook>,
    /// Has a new device be told what was decided about people.
    pub choosing: Arc<Choosing>,
}

impl CommandHandler<OpenLink> for LinkHandler {
    type Error = NoDeviceChange;

    async fn handle(&self, OpenLink { code, at }: OpenLink) -> Result<(), NoDeviceChange> {
        self.devices.account()?;
        Ok(self.links.open(self.keys(&code).id(), self.me(), at).await?)
    }
}

impl CommandHandler<AcceptLink> for LinkHandler {
    type Error = NoDeviceChange;

    async fn handle(&self, command: AcceptLink) -> Result<(), NoDeviceChange> {
        let AcceptLink { code, key, second_factor, at, randomness } = command;
        let (account, keys) = (self.devices.account()?, self.keys(&code));
        let person = &self.me().person;
        let sealed = self.book.asked(keys.id(), self.me(), at).await?;
        let sealed = sealed.ok_or(NoDeviceChange::NothingAsked)?;
        let request = LinkRequest::open(&sealed, person, &keys);
        let request = request.ok().filter(|request| request.key == key);
        let request = request.ok_or(NoDeviceChange::Forged)?;
        let current = self.devices.current().await?;
        let device = DeviceAddress { person: person.clone(), device: request.device.clone() };
        let list = if let Some(list) = taken_on(&current, &request) {
            // It was done before, and the answer may have been lost.
            list.clone()
        } else {
            let signature = account.take_on(&device, &request.key);
            let device = Device { id: request.device, key: request.key, signature };
            match DeviceList::with(&current, device, at, account) {
                Ok(list) => list,
                Err(why) => return Err(self.told(why.into(), &keys, at).await),
            }
        };
        let changed = self.devices.change(&list, second_factor.as_ref(), randomness, at).await;
        if let Err(why) = changed {
            return Err(self.told(why, &keys, at).await);
        }
        self.choosing.tell_all(&device).await?;
        let answer = LinkAnswer::welcome(&device, &request.key, list, account);
        Ok(self.links.answer(keys.id(), self.me(), answer.seal(&keys), at).await?)
    }
}

impl CommandHandler<DeclineLink> for LinkHandler {
    type Error = NoDeviceChange;

    async fn handle(&self, DeclineLink { code, at }: DeclineLink) -> Result<(), NoDeviceChange> {
        let keys = self.keys(&code);
        let why = match self.devices.account() {
            Ok(account) => self.why_not(&keys, account, at).await?,
            Err(_) => None,
        };
        let answer = why.map_or(LinkAnswer::Declined, LinkAnswer::Impossible).seal(&keys);
        Ok(self.links.answer(keys.id(), self.me(), answer, at).await?)
    }
}

impl LinkHandler {
    fn me(&self) -> &DeviceAddress {
        &self.devices.own.device
    }

    /// Tells the device that asked, if that is for good, `why` it cannot be taken on: it need not wait any longer. Gives `why` back.
    async fn told(&self, why: NoDeviceChange, keys: &LinkKeys, at: Timestamp) -> NoDeviceChange {
        if let Some(cause) = impossible(&why) {
            let answer = LinkAnswer::Impossible(cause).seal(keys);
            // It hears nothing then, and gives up after a while.
            let _ = self.links.answer(keys.id(), self.me(), answer, at).await;
        }
        why
    }

    /// Why the device that asked could not be taken on, as far as can be seen here.
    async fn why_not(
        &self,
        keys: &LinkKeys,
        account: &AccountSecret,
        at: Timestamp,
    ) -> Result<Option<Cause>, NoDeviceChange> {
        let person = &self.me().person;
        let Some(sealed) = self.book.asked(keys.id(), self.me(), at).await? else {
            return Ok(None);
        };
        let Ok(request) = LinkRequest::open(&sealed, person, keys) else { return Ok(None) };
        let current = self.devices.current().await?;
        if taken_on(&current, &request).is_some() {
            return Ok(None);
        }
        let LinkRequest { device, key, .. } = request;
        let asking = DeviceAddress { person: person.clone(), device: device.clone() };
        let signature = account.take_on(&asking, &key);
        let with = DeviceList::with(&current, Device { id: device, key, signature }, at, account);
        Ok(with.err().and_then(|why| impossible(&why.into())))
    }

    fn keys(&self, code: &LinkCode) -> LinkKeys {
        LinkKeys::new(code, &self.me().person)
    }
}

/// What a directory says too of an id or a key that is, or was, that of another device.
const IN_USE: &str = "DEVICE_IN_USE";

/// The cause to give for what no other answer would change.
fn impossible(why: &NoDeviceChange) -> Option<Cause> {
    let code = match why {
        NoDeviceChange::NoSuchList(NoSuchList::Twice) => IN_USE,
        NoDeviceChange::NoSuchList(NoSuchList::TooMany) => "TOO_MANY_DEVICES",
        NoDeviceChange::NotChanged(NotChanged::Refused(cause)) if cause.as_str() == IN_USE => {
            IN_USE
        }
        _ => return None,
    };
    code.parse().ok()
}

/// The present list, if the device that asks is in it already.
fn taken_on<'a>(current: &'a Person, request: &LinkRequest) -> Option<&'a DeviceList> {
    let theirs = |device: &Device| device.id == request.device && device.key == request.key;
    current.list.as_ref().filter(|list| list.devices.iter().any(|it| theirs(&it.device)))
}
