use causerie_chat::{DeviceKey, Introduction, RoomMember};
use mls_rs::identity::{Credential, CredentialType, CustomCredential, SigningIdentity};

/// Ours, of those for private use (RFC 9420 §17.5).
pub(crate) const CREDENTIAL: CredentialType = CredentialType::new(0xf0ca);

/// The credential of a device: the length of its name (1 byte), its name, and its [`Introduction`], which names no other device.
pub(crate) fn encode(member: &RoomMember, introduction: &Introduction) -> SigningIdentity {
    let name = member.device.to_string();
    // A DNS name of at most 253 bytes.
    let mut data = vec![u8::try_from(name.len()).unwrap_or(u8::MAX)];
    data.extend_from_slice(name.as_bytes());
    data.extend_from_slice(&introduction.encode(&[]));
    let credential = Credential::Custom(CustomCredential::new(CREDENTIAL, data));
    SigningIdentity::new(credential, member.device_key.as_bytes().to_vec().into())
}

/// Whom the credential names, and by what; nothing if it is none of ours.
pub(crate) fn decode(identity: &SigningIdentity) -> Option<(RoomMember, Introduction)> {
    let Credential::Custom(credential) = &identity.credential else { return None };
    if credential.credential_type != CREDENTIAL {
        return None;
    }
    let (length, rest) = credential.data.split_first()?;
    let (name, rest) = rest.split_at_checked(usize::from(*length))?;
    let device = std::str::from_utf8(name).ok()?.parse().ok()?;
    let (introduction, others) = Introduction::decode(rest).ok()?;
    let key: [u8; 32] = identity.signature_key.as_ref().try_into().ok()?;
    let device_key = DeviceKey::try_from(key).ok()?;
    let account_key = introduction.account_key;
    others.is_empty().then_some((RoomMember { device, account_key, device_key }, introduction))
}

/// The bytes of the account key that a credential names, whoever it is: there are a thousand to look through.
pub(crate) fn account_bytes(identity: &SigningIdentity) -> Option<&[u8; 32]> {
    let Credential::Custom(credential) = &identity.credential else { return None };
    let (length, rest) = credential.data.split_first()?;
    // An introduction has it behind its version.
    rest.get(usize::from(*length) + 1..)?.first_chunk()
}

/// Whom the credential names, if that account took the device on under this name and key.
pub(crate) fn verified(identity: &SigningIdentity) -> Option<RoomMember> {
    let (member, introduction) = decode(identity)?;
    introduction.verify(&member.device, member.device_key).ok()?;
    Some(member)
}

#[cfg(test)]
mod tests {
    use causerie_chat::{AccountSecret, Device, DeviceSecret};
    use rstest::rstest;

    use super::*;

    fn bob() -> (RoomMember, SigningIdentity) {
        let (account, own) =
            (AccountSecret::from_seed(&[1; 32]), DeviceSecret::from_seed(&[2; 32]));
        let device: causerie_chat::DeviceAddress = "d1.bob.peers.example.org".parse().unwrap();
        let introduction = Introduction::sign(device.clone(), &account, &own);
        let member = RoomMember { device, account_key: account.public(), device_key: own.public() };
        let identity = encode(&member, &introduction);
        (member, identity)
    }

    fn data(identity: &SigningIdentity) -> Vec<u8> {
        identity.credential.as_custom().unwrap().data.clone()
    }

    fn with(identity: &SigningIdentity, data: Vec<u8>) -> SigningIdentity {
        let credential = Credential::Custom(CustomCredential::new(CREDENTIAL, data));
        SigningIdentity::new(credential, identity.signature_key.clone())
    }

    #[test]
    fn a_credential_has_fixed_bytes_and_names_whom_its_account_took_on() {
        let (member, identity) = bob();

        let data = data(&identity);

        assert_eq!(&data[..26], b"\x18d1.bob.peers.example.org\x01");
        assert_eq!(&data[26..58], member.account_key.as_bytes());
        assert_eq!(data.len(), 1 + 24 + 1 + 32 + 64);
        assert_eq!(verified(&identity), Some(member));
    }

    #[rstest]
    #[case::another_name(|data: &mut Vec<u8>| data[5] = b'p')]
    #[case::another_account(|data: &mut Vec<u8>| data[26..58].copy_from_slice(AccountSecret::from_seed(&[3; 32]).public().as_bytes()))]
    #[case::another_signature(|data: &mut Vec<u8>| data[60] ^= 1)]
    #[case::something_behind(|data: &mut Vec<u8>| data.push(0))]
    #[case::cut(|data: &mut Vec<u8>| data.truncate(100))]
    #[case::nothing(Vec::clear)]
    fn t51_a_credential_that_was_changed_names_nobody(#[case] change: fn(&mut Vec<u8>)) {
        let (_, identity) = bob();
        let mut changed = data(&identity);

        change(&mut changed);

        assert_eq!(verified(&with(&identity, changed)), None);
    }

    #[test]
    fn t51_a_credential_that_names_other_devices_too_is_none() {
        let (_, identity) = bob();
        let (own, introduction) = decode(&identity).unwrap();
        let signature = introduction.account_signature;
        let other = Device { id: "d2".parse().unwrap(), key: own.device_key, signature };
        let mut told = data(&identity)[..25].to_vec();

        told.extend_from_slice(&introduction.encode(&[other]));

        assert_eq!(verified(&with(&identity, told)), None);
    }

    #[test]
    fn t51_a_credential_names_nobody_with_another_key() {
        let (_, identity) = bob();
        let other = DeviceSecret::from_seed(&[4; 32]).public();
        let stolen = SigningIdentity::new(identity.credential, other.as_bytes().to_vec().into());

        assert_eq!(verified(&stolen), None);
    }
}
