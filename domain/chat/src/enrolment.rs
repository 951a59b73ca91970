use crate::{
    AccountKey, AccountSecret, BadSignature, DeviceAddress, DeviceKey, DeviceSecret, Signature,
};

/// A claim that a device belongs to a person, signed by both of their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The device, and through it the person and the directory.
    pub device: DeviceAddress,
    /// The person's key.
    pub account_key: AccountKey,
    /// The device's key.
    pub device_key: DeviceKey,
    /// The person takes the device on.
    pub account_signature: Signature,
    /// The device agrees, which shows that its key is held and not copied.
    pub device_signature: Signature,
}

impl Enrolment {
    /// Signs the claim with both keys.
    #[must_use]
    pub fn sign(device: DeviceAddress, account: &AccountSecret, own: &DeviceSecret) -> Self {
        let (account_key, device_key) = (account.public(), own.public());
        let bytes = |role| statement(role, &device, &account_key, &device_key);
        let account_signature = account.sign(&bytes(ACCOUNT));
        let device_signature = own.sign(&bytes(DEVICE));
        Self { device, account_key, device_key, account_signature, device_signature }
    }

    /// The proof that both keys signed.
    pub fn verify(self) -> Result<VerifiedEnrolment, BadSignature> {
        let bytes = |role| statement(role, &self.device, &self.account_key, &self.device_key);
        self.account_key.verify(&bytes(ACCOUNT), &self.account_signature)?;
        self.device_key.verify(&bytes(DEVICE), &self.device_signature)?;
        Ok(VerifiedEnrolment(self))
    }
}

/// An [`Enrolment`] whose two signatures were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedEnrolment(Enrolment);

impl VerifiedEnrolment {
    /// What was verified.
    #[must_use]
    pub fn enrolment(&self) -> &Enrolment {
        &self.0
    }
}

/// Whether `account` took the device on.
pub(crate) fn verify_by_account(
    device: &DeviceAddress,
    account: &AccountKey,
    key: &DeviceKey,
    signature: &Signature,
) -> Result<(), BadSignature> {
    account.verify(&statement(ACCOUNT, device, account, key), signature)
}

/// The account takes the device on.
pub(crate) fn sign_by_account(
    device: &DeviceAddress,
    account: &AccountSecret,
    key: &DeviceKey,
) -> Signature {
    account.sign(&statement(ACCOUNT, device, &account.public(), key))
}

const ACCOUNT: &str = "causerie v1 enrolment, by the account key";
const DEVICE: &str = "causerie v1 enrolment, by the device key";

/// The signed bytes: the role and the device's name, each behind its length in one byte, then both keys.
fn statement(
    role: &str,
    device: &DeviceAddress,
    account_key: &AccountKey,
    device_key: &DeviceKey,
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(384);
    for text in [role, &device.to_string()] {
        // Both are shorter than 256: the roles above, and DNS names of at most 253 bytes.
        bytes.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes.extend_from_slice(account_key.as_bytes());
    bytes.extend_from_slice(device_key.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn enrolment() -> Enrolment {
        let (account, own) =
            (AccountSecret::from_seed(&[1; 32]), DeviceSecret::from_seed(&[2; 32]));
        Enrolment::sign("d1.bob.peers.example.org".parse().unwrap(), &account, &own)
    }

    #[test]
    fn what_both_keys_signed_is_verified() {
        assert_eq!(enrolment().verify().unwrap().enrolment(), &enrolment());
    }

    #[test]
    fn the_signed_bytes_are_fixed() {
        let claim = enrolment();
        let bytes = statement(DEVICE, &claim.device, &claim.account_key, &claim.device_key);

        assert_eq!(bytes.len(), 1 + 40 + 1 + 24 + 64);
        assert_eq!(&bytes[..41], b"\x28causerie v1 enrolment, by the device key");
        assert_eq!(&bytes[41..66], b"\x18d1.bob.peers.example.org");
        assert_eq!(&bytes[66..98], claim.account_key.as_bytes());
    }

    #[rstest]
    #[case::another_name(|e: &mut Enrolment| e.device = "d1.eve.peers.example.org".parse().unwrap())]
    #[case::another_domain(|e: &mut Enrolment| e.device = "d1.bob.peers.example.com".parse().unwrap())]
    #[case::another_account(|e: &mut Enrolment| e.account_key = AccountSecret::from_seed(&[3; 32]).public())]
    #[case::another_device(|e: &mut Enrolment| e.device_key = DeviceSecret::from_seed(&[3; 32]).public())]
    #[case::no_account_signature(|e: &mut Enrolment| e.account_signature = [0; 64].into())]
    #[case::no_device_signature(|e: &mut Enrolment| e.device_signature = [0; 64].into())]
    fn a_change_of_anything_is_refused(#[case] change: fn(&mut Enrolment)) {
        let mut claim = enrolment();

        change(&mut claim);

        assert_eq!(claim.verify(), Err(BadSignature));
    }

    #[test]
    fn t01_a_key_in_the_other_ones_slot_is_refused() {
        let claim = enrolment();
        let swapped = Enrolment {
            account_key: AccountKey::try_from(*claim.device_key.as_bytes()).unwrap(),
            device_key: DeviceKey::try_from(*claim.account_key.as_bytes()).unwrap(),
            account_signature: claim.device_signature,
            device_signature: claim.account_signature,
            device: claim.device,
        };

        assert_eq!(swapped.verify(), Err(BadSignature));
    }

    #[test]
    fn t01_the_same_key_in_both_roles_needs_two_different_signatures() {
        let seed = [5; 32];
        let (account, own) = (AccountSecret::from_seed(&seed), DeviceSecret::from_seed(&seed));
        let mut claim =
            Enrolment::sign("d1.bob.peers.example.org".parse().unwrap(), &account, &own);

        claim.device_signature = claim.account_signature;

        assert_eq!(claim.verify(), Err(BadSignature));
    }
}
