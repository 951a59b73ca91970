use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use causerie_chat::RoomMember;
use mls_rs::identity::SigningIdentity;

use crate::credential;

/// Credentials of one room that were read before: to read one checks two keys, which takes as long as adding somebody does to the tree, and each change asks
/// for all of them more than once.
#[derive(Default)]
pub(crate) struct Seen(Mutex<HashMap<Vec<u8>, (SigningIdentity, RoomMember)>>);

impl Seen {
    /// Those of members who went are forgotten when there are so many.
    const MOST: usize = 2 * RoomMember::MOST;

    /// Whom the credential names; nothing if it is none of ours.
    pub(crate) fn member(&self, identity: &SigningIdentity) -> Option<RoomMember> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key: &[u8] = identity.signature_key.as_ref();
        if let Some((of, member)) = seen.get(key)
            && of == identity
        {
            return Some(member.clone());
        }
        let (member, _) = credential::decode(identity)?;
        if seen.len() >= Self::MOST {
            seen.clear();
        }
        seen.insert(key.to_vec(), (identity.clone(), member.clone()));
        Some(member)
    }
}

#[cfg(test)]
mod tests {
    use causerie_chat::{AccountSecret, DeviceSecret, Introduction};

    use super::*;

    #[test]
    fn another_credential_of_the_same_key_is_read_anew() {
        let own = DeviceSecret::from_seed(&[2; 32]);
        let of = |account: u8, name: &str| {
            let account = AccountSecret::from_seed(&[account; 32]);
            let device: causerie_chat::DeviceAddress = name.parse().unwrap();
            let introduction = Introduction::sign(device.clone(), &account, &own);
            let account_key = account.public();
            let member = RoomMember { device, account_key, device_key: own.public() };
            (credential::encode(&member, &introduction), member)
        };
        let seen = Seen::default();

        for (identity, member) in [of(1, "d1.bob.peers.x"), of(3, "d2.eve.peers.x")] {
            assert_eq!(seen.member(&identity), Some(member.clone()));
            assert_eq!(seen.member(&identity), Some(member));
        }
    }

    #[test]
    fn what_is_no_credential_names_nobody_however_often() {
        let bytes = vec![1; 32];
        let basic = mls_rs::identity::basic::BasicCredential::new(b"bob".to_vec());
        let identity = SigningIdentity::new(basic.into_credential(), bytes.into());
        let seen = Seen::default();

        assert_eq!([seen.member(&identity), seen.member(&identity)], [None, None]);
    }

    #[test]
    fn no_more_is_remembered_than_twice_a_full_room() {
        let seen = Seen::default();
        let account = AccountSecret::from_seed(&[1; 32]);
        let device: causerie_chat::DeviceAddress = "d1.bob.peers.x".parse().unwrap();
        for n in 0..=Seen::MOST {
            let mut seed = [2; 32];
            seed[..8].copy_from_slice(&n.to_be_bytes());
            let own = DeviceSecret::from_seed(&seed);
            let introduction = Introduction::sign(device.clone(), &account, &own);
            let (account_key, device_key) = (account.public(), own.public());
            let member = RoomMember { device: device.clone(), account_key, device_key };
            assert!(seen.member(&credential::encode(&member, &introduction)).is_some());
        }

        assert_eq!(seen.0.lock().unwrap().len(), 1);
    }
}
