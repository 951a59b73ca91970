use std::sync::{Arc, OnceLock};

use causerie_chat::{AccountSecret, DeviceSecret, Enrolment, Introduction, Timestamp};
use causerie_session::{
    IdentitySecret, OneTimePreKeys, PreKeyBatch, Randomness, RustCrypto, SignedPreKeys,
    VerifiedBundle,
};
use causerie_usecases::ports::{
    Contacts, People, PreKeySecret, PreKeyShelf, PreKeys, Registry, ShelvedSigned, Unavailable,
};
use zeroize::Zeroizing;

use crate::{
    ledger::at_once,
    machine::{MOST_PEERS, device, number, owner},
    task::MachineId,
    world::{BEGINNING, World},
};

/// Who a peer is, and what it published at first. It is made once for all worlds, since it takes long.
pub(crate) struct Newcomer {
    pub(crate) introduction: Introduction,
    pub(crate) own: Arc<DeviceSecret>,
    /// Signs as the person, on the first device.
    pub(crate) account: Option<Arc<AccountSecret>>,
    enrolment: Enrolment,
    signed: ShelvedSigned,
    one_time: Vec<(u32, PreKeySecret)>,
    last_resort: VerifiedBundle,
    bundles: Vec<VerifiedBundle>,
}

/// The one on a machine.
pub(crate) fn newcomer(on: MachineId) -> Option<&'static Newcomer> {
    static ALL: [OnceLock<Option<Newcomer>>; MOST_PEERS + 1] =
        [const { OnceLock::new() }; MOST_PEERS + 1];
    ALL.get(on)?.get_or_init(|| Newcomer::make(on)).as_ref()
}

impl Newcomer {
    fn make(on: MachineId) -> Option<Self> {
        let (provider, device) = (&RustCrypto, device(on));
        let seed = |kind: u8, of: MachineId| {
            let repeated = [kind, u8::try_from(of).unwrap_or_default()].repeat(16);
            <[u8; 32]>::try_from(repeated).unwrap_or_default()
        };
        let account = AccountSecret::from_seed(&seed(1, owner(on)));
        let own = DeviceSecret::from_seed(&seed(2, on));
        let identity = IdentitySecret::of_seed(provider, own.seed());
        let randomness = Randomness::new(seed(3, on));
        let signed = SignedPreKeys::generate(provider, 1, &randomness);
        let one_time = (1..=60).map(|number: u32| {
            let randomness = randomness.fork(provider, &number.to_be_bytes());
            OneTimePreKeys::generate(provider, number, &randomness)
        });
        let one_time: Vec<_> = one_time.collect();
        let bundles =
            one_time.iter().map(|it| signed.with(provider, &identity, it).verify(provider));
        Some(Self {
            introduction: Introduction::sign(device.clone(), &account, &own),
            enrolment: Enrolment::sign(device, &account, &own),
            own: Arc::new(own),
            account: (number(on) == 1).then(|| Arc::new(account)),
            last_resort: signed.last_resort(provider, &identity).verify(provider).ok()?,
            bundles: bundles.collect::<Result<_, _>>().ok()?,
            one_time: one_time.iter().map(|it| (it.id(), Zeroizing::new(it.encode()))).collect(),
            signed: ShelvedSigned {
                generation: 1,
                secret: Zeroizing::new(signed.encode()),
                made_at: Timestamp::from_millis(BEGINNING),
            },
        })
    }

    /// Learns of the other devices of its person, as one does that is linked.
    pub(crate) fn knows_its_own(world: &World, on: MachineId) -> Result<(), Unavailable> {
        let myself = at_once(world.records.person(&device(on).person)).transpose()?.flatten();
        let (Some(store), Some(myself)) = (world.stores.get(on), myself) else { return Ok(()) };
        // One with a single device need not know that.
        if myself.devices.len() > 1 {
            at_once(store.remember(&myself)).transpose().map_err(Unavailable::new)?;
        }
        Ok(())
    }

    /// Goes on record, with as many one-time pre-keys as the setting says.
    pub(crate) fn joins(&self, world: &World, on: MachineId) -> Result<(), Unavailable> {
        let at = Timestamp::from_millis(BEGINNING);
        let enrolment = self.enrolment.clone().verify().map_err(Unavailable::new)?;
        if number(on) == 1 {
            let registered = at_once(world.records.register(&enrolment, at));
            registered.transpose().map_err(Unavailable::new)?;
        } else {
            world.records.adds(&enrolment);
        }
        self.stocks(world, on)
    }

    /// Keeps and publishes as many pre-keys as the setting says.
    pub(crate) fn stocks(&self, world: &World, on: MachineId) -> Result<(), Unavailable> {
        let (Some(store), many) = (world.stores.get(on), world.setting.pre_keys) else {
            return Ok(());
        };
        if many == 0 {
            return Ok(());
        }
        at_once(store.keep_signed(&self.signed)).transpose()?;
        let one_time = self.one_time.iter().take(many).cloned().collect();
        at_once(store.keep_one_time(one_time)).transpose()?;
        let bundles = self.bundles.iter().take(many).cloned().collect();
        let batch =
            PreKeyBatch::new(self.last_resort.clone(), bundles).map_err(Unavailable::new)?;
        at_once(PreKeys::publish(&*world.records, &device(on), &batch)).transpose()?;
        Ok(())
    }
}
