use causerie_usecases::ports::GroupRefused;
use mls_rs::error::MlsError;

use crate::{identity::NotVouchedFor, rules::Broken};

/// What a caller can make of an error of the library.
pub(crate) fn refused(error: &MlsError) -> GroupRefused {
    match error {
        MlsError::MlsRulesError(rule) => match rule.inner_dyn_error().downcast_ref::<Broken>() {
            Some(Broken::Full) => GroupRefused::Full,
            Some(Broken::NotPublic) => GroupRefused::NotPublic,
            Some(Broken::NotEntitled) => GroupRefused::NotEntitled,
            Some(Broken::NotAllowed) | None => GroupRefused::NotAllowed,
        },
        MlsError::IdentityProviderError(by) if by.inner_dyn_error().is::<NotVouchedFor>() => {
            GroupRefused::NotVouchedFor
        }
        MlsError::InvalidSuccessor | MlsError::DifferentIdentityInUpdate(_) => {
            GroupRefused::NotVouchedFor
        }
        MlsError::SerializationError(_) | MlsError::UnexpectedMessageType => {
            GroupRefused::Malformed
        }
        MlsError::GroupIdMismatch => GroupRefused::WrongRoom,
        MlsError::EpochNotFound | MlsError::InvalidEpoch => GroupRefused::EarlierEpoch,
        MlsError::KeyMissing(_) | MlsError::InvalidFutureGeneration(_) => GroupRefused::OutOfReach,
        MlsError::CantProcessMessageFromSelf => GroupRefused::Own,
        MlsError::DuplicateLeafData(_) => GroupRefused::AlreadyMember,
        MlsError::InvalidLifetime { .. } => GroupRefused::Expired,
        MlsError::WelcomeKeyPackageNotFound => GroupRefused::NotForUs,
        MlsError::GroupNotFound => GroupRefused::Broken,
        MlsError::LeafNotFound(_) | MlsError::RemovingNonExistingMember => GroupRefused::NotAMember,
        MlsError::InvalidProposalTypeForSender
        | MlsError::ExternalCommitRemovesOtherIdentity
        | MlsError::InvalidProposalTypeInExternalCommit(_)
        | MlsError::CommitterSelfRemoval
        | MlsError::GroupUsedAfterReInit => GroupRefused::NotAllowed,
        _ => GroupRefused::CannotOpen,
    }
}

/// Whether the library found that out before it used up a key.
pub(crate) fn is_harmless(error: &MlsError) -> bool {
    matches!(
        error,
        MlsError::KeyMissing(_)
            | MlsError::InvalidFutureGeneration(_)
            | MlsError::EpochNotFound
            | MlsError::CantProcessMessageFromSelf
    )
}
