use std::{sync::Arc, time::Duration};

use causerie_chat::{
    AccountKey, DeviceSecret, Introduction, RoomCharter, RoomId, RoomMember, RoomRole,
};
use causerie_session::Provider;
use causerie_usecases::ports::{Fresh, Group, GroupRefused, Groups, Invitable, Invitations};
use mls_rs::{
    Client, ExtensionList, MlsMessage,
    client_builder::{
        BaseConfig, WithCryptoProvider, WithGroupStateStorage, WithIdentityProvider,
        WithKeyPackageRepo, WithMlsRules,
    },
    extension::built_in::RatchetTreeExt,
    identity::SigningIdentity,
    mls_rs_codec::{MlsDecode, MlsEncode},
};
use mls_rs_core::key_package::KeyPackageData;
use zeroize::Zeroizing;

use crate::{
    credential,
    group::Room,
    identity::Vouched,
    key_shelf::KeyShelf,
    messages::{MOST_OF_COMMIT, message, moment},
    refused::refused,
    rules::Rules,
    shelf::Shelf,
    state::{Kept, split},
    suite::{Entropy, OneSuite, SUITE},
    terms::{TERMS, Terms},
};

/// How the library is set up here.
pub(crate) type Config = WithMlsRules<
    Rules,
    WithGroupStateStorage<
        Shelf,
        WithKeyPackageRepo<
            KeyShelf,
            WithIdentityProvider<Vouched, WithCryptoProvider<OneSuite, BaseConfig>>,
        >,
    >,
>;

/// What one room, or one key package, has of the library.
pub(crate) struct Desk {
    pub(crate) client: Client<Config>,
    pub(crate) shelf: Shelf,
    pub(crate) keys: KeyShelf,
    pub(crate) entropy: Entropy,
    pub(crate) rules: Rules,
}

/// A device, as a member of rooms.
pub struct MlsDevice {
    primitives: Arc<dyn Provider>,
    secret: Arc<DeviceSecret>,
    pub(crate) account_key: AccountKey,
    identity: SigningIdentity,
}

/// A key package is good for so long, and a day before its time: clocks differ.
const PACKAGE_LIFETIME: Duration = Duration::from_hours(91 * 24);
const DAY: u64 = 24 * 60 * 60 * 1_000;

impl MlsDevice {
    /// The device of that address, with its key and its account's word for it.
    #[must_use]
    pub fn new(
        primitives: Arc<dyn Provider>,
        device: causerie_chat::DeviceAddress,
        secret: DeviceSecret,
        introduction: &Introduction,
    ) -> Self {
        let account_key = introduction.account_key;
        let member = RoomMember { device, account_key, device_key: secret.public() };
        let identity = credential::encode(&member, introduction);
        Self { primitives, secret: Arc::new(secret), account_key, identity }
    }

    /// Where this device is in the room, if it is.
    fn leaf_in(&self, info: &MlsMessage) -> Option<u32> {
        let tree: RatchetTreeExt = info.as_group_info()?.extensions().get_as().ok()??;
        let own = &self.identity.signature_key;
        let mut members = tree.tree_data().roster().members_iter();
        members.find(|it| it.signing_identity.signature_key == *own).map(|it| it.index)
    }

    pub(crate) fn desk(&self, shelf: Shelf) -> Desk {
        let (keys, entropy) = (KeyShelf::default(), Entropy::default());
        let rules = Rules::default();
        let suite = OneSuite::new(self.primitives.clone(), self.secret.clone(), entropy.clone());
        let client = Client::builder()
            .crypto_provider(suite)
            .identity_provider(Vouched)
            .key_package_repo(keys.clone())
            .group_state_storage(shelf.clone())
            .mls_rules(rules.clone())
            .extension_type(TERMS)
            .key_package_lifetime(PACKAGE_LIFETIME)
            // The suite knows the device's key; none is given into the state.
            .signing_identity(self.identity.clone(), Vec::new().into(), SUITE)
            .build();
        Desk { client, shelf, keys, entropy, rules }
    }
}

impl Groups for MlsDevice {
    fn create(
        &self,
        room: RoomId,
        charter: &RoomCharter,
        fresh: Fresh,
    ) -> Result<Box<dyn Group>, GroupRefused> {
        let is_open = charter.is_unowned() && charter.holds();
        if charter.role(&self.account_key) != RoomRole::Owner && !is_open {
            return Err(GroupRefused::NotEntitled);
        }
        let desk = self.desk(Shelf::default());
        let group = desk.entropy.during(&fresh.entropy, || {
            let context = Terms(charter.clone()).context()?;
            let id = room.as_bytes().to_vec();
            desk.client.create_group_with_id(
                id,
                context,
                ExtensionList::new(),
                Some(moment(&fresh)),
            )
        });
        let room = Room::new(desk, group.map_err(|error| refused(&error))?)?;
        Ok(Box::new(room))
    }

    fn join_public(
        &self,
        info: &[u8],
        fresh: Fresh,
    ) -> Result<(Box<dyn Group>, Vec<u8>), GroupRefused> {
        let info = message(info, MOST_OF_COMMIT)?;
        let desk = self.desk(Shelf::default());
        let joined = desk.entropy.during(&fresh.entropy, || {
            // Without the time, as below.
            let builder = desk.client.external_commit_builder()?;
            // Where this device is a member already, it takes its own place.
            let builder = match self.leaf_in(&info) {
                Some(leaf) => builder.with_removal(leaf),
                None => builder,
            };
            builder.build(info)
        });
        let (group, commit) = joined.map_err(|error| refused(&error))?;
        let commit = commit.to_bytes().map_err(|error| refused(&error))?;
        Ok((Box::new(Room::new(desk, group)?), commit))
    }

    fn load(&self, tree: &[u8], state: &[u8]) -> Result<Box<dyn Group>, GroupRefused> {
        let kept = Kept::decode(state, split(tree)?.0)?;
        let desk = self.desk(Shelf::new(kept.shelved));
        let room = Room::load(desk, tree, kept.ahead, kept.is_over)?;
        Ok(Box::new(room))
    }
}

impl Invitations for MlsDevice {
    fn invitable(&self, fresh: Fresh) -> Result<Invitable, GroupRefused> {
        let desk = self.desk(Shelf::default());
        let since = Fresh {
            at: causerie_chat::Timestamp::from_millis(fresh.at.millis().saturating_sub(DAY)),
            ..fresh
        };
        let package = desk.entropy.during(&since.entropy, || {
            let none = ExtensionList::new;
            desk.client.generate_key_package_message(none(), none(), Some(moment(&since)))
        });
        let package = package.and_then(|it| it.to_bytes()).map_err(|error| refused(&error))?;
        let (id, data) = desk.keys.take().ok_or(GroupRefused::Broken)?;
        Ok(Invitable { package, secret: secret_half(&id, &data).ok_or(GroupRefused::Broken)? })
    }

    fn join(
        &self,
        welcome: &[u8],
        secret: &[u8],
        fresh: Fresh,
    ) -> Result<Box<dyn Group>, GroupRefused> {
        let welcome = message(welcome, MOST_OF_COMMIT)?;
        let desk = self.desk(Shelf::default());
        let (id, data) = of_secret_half(secret).ok_or(GroupRefused::Broken)?;
        desk.keys.put(id, data);
        let joined = desk.entropy.during(&fresh.entropy, || {
            // How old the packages of those in it are was looked at when they were added; not all of them have changed their keys since (RFC 9420 §7.3).
            desk.client.join_group(None, &welcome, None)
        });
        let (group, _) = joined.map_err(|error| refused(&error))?;
        Ok(Box::new(Room::new(desk, group)?))
    }
}

const VERSION: u8 = 1;

/// As bytes: version (1 byte: 1), the name of the key package (32), and what the library keeps of it.
fn secret_half(id: &[u8], data: &KeyPackageData) -> Option<Zeroizing<Vec<u8>>> {
    let id: &[u8; 32] = id.try_into().ok()?;
    let data = Zeroizing::new(data.mls_encode_to_vec().ok()?);
    Some(Zeroizing::new([&[VERSION], id.as_slice(), data.as_slice()].concat()))
}

fn of_secret_half(bytes: &[u8]) -> Option<(Vec<u8>, KeyPackageData)> {
    let (&[VERSION], rest) = bytes.split_first_chunk()? else { return None };
    let (id, mut rest) = rest.split_first_chunk::<32>()?;
    let data = KeyPackageData::mls_decode(&mut rest).ok()?;
    rest.is_empty().then(|| (id.to_vec(), data))
}
