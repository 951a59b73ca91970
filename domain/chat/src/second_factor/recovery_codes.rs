use super::RecoveryCode;

/// The recovery codes that an account gets at once, each for one use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryCodes([RecoveryCode; Self::COUNT]);

impl RecoveryCodes {
    /// How many there are.
    pub const COUNT: usize = 10;

    /// The codes, in the order they are shown in.
    #[must_use]
    pub fn as_slice(&self) -> &[RecoveryCode] {
        &self.0
    }
}

impl From<[RecoveryCode; Self::COUNT]> for RecoveryCodes {
    fn from(codes: [RecoveryCode; Self::COUNT]) -> Self {
        Self(codes)
    }
}
