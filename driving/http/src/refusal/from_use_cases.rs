use std::error::Error;

use causerie_chat::{Cause, EnvelopeId};
use causerie_edge::{NoEntropy, chain};
use causerie_usecases::{
    directory::commands::{
        OpenChallengeError, PublishAddressError, PublishPreKeysError, RegisterPersonError,
        RequestCredentialError,
    },
    peer::{
        ChangeError,
        commands::{
            AllowReceiptsError, DecideContactError, DecideIdentityError, SendMessageError,
            SetTimerError,
        },
    },
    ports::{NotAcknowledged, NotClaimed, NotListed, Unavailable},
};
use causerie_wire::RefusedEnvelope;

use super::{
    BAD_KEY, BAD_REQUEST, BLOCKED, CHALLENGE_SPENT, CURSOR_AHEAD, DEVICE_REVOKED,
    DIRECTORY_UNREACHABLE, ENVELOPES_REFUSED, ID_IN_USE, IDENTITY_CHANGED, INVALID_SIG, KEY_IN_USE,
    NAME_IN_USE, NO_PRE_KEYS, NO_SUCH_CHALLENGE, NO_SUCH_ROOM, NOT_ACCEPTED, NOT_CHANGEABLE,
    NOT_FOUND, NOT_IN_ROOM, QUOTA_EXCEEDED, Refusal, SAFETY_NUMBER_MISMATCH, TOO_LATE, UNAVAILABLE,
    UNKNOWN_DOMAIN, USER_NOT_FOUND, public_channel::muted,
};

impl From<RegisterPersonError> for Refusal {
    fn from(refused: RegisterPersonError) -> Self {
        match refused {
            RegisterPersonError::ForeignDomain => UNKNOWN_DOMAIN,
            RegisterPersonError::BadSignature => INVALID_SIG,
            RegisterPersonError::NameInUse => NAME_IN_USE,
            RegisterPersonError::KeyInUse => KEY_IN_USE,
            RegisterPersonError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<OpenChallengeError> for Refusal {
    fn from(refused: OpenChallengeError) -> Self {
        match refused {
            OpenChallengeError::TooMany => UNAVAILABLE.because("too many challenges are open"),
            OpenChallengeError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<RequestCredentialError> for Refusal {
    fn from(refused: RequestCredentialError) -> Self {
        match refused {
            RequestCredentialError::NoSuchChallenge => NO_SUCH_CHALLENGE,
            RequestCredentialError::Spent => CHALLENGE_SPENT,
            RequestCredentialError::BadSignature => INVALID_SIG,
            RequestCredentialError::Revoked => DEVICE_REVOKED,
            RequestCredentialError::SecondFactor(why) => why.into(),
            RequestCredentialError::BadRequest => {
                BAD_REQUEST.because("not a usable certificate request")
            }
            RequestCredentialError::Unavailable(cause) => cause.into(),
        }
    }
}

/// At a peer: what its directory said is handed on.
impl From<NotListed> for Refusal {
    fn from(refused: NotListed) -> Self {
        match refused {
            NotListed::TooOften => QUOTA_EXCEEDED,
            NotListed::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<PublishAddressError> for Refusal {
    fn from(refused: PublishAddressError) -> Self {
        match refused {
            PublishAddressError::UnknownDevice => USER_NOT_FOUND,
            PublishAddressError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<PublishPreKeysError> for Refusal {
    fn from(refused: PublishPreKeysError) -> Self {
        match refused {
            PublishPreKeysError::BadSignature => INVALID_SIG,
            PublishPreKeysError::Inconsistent => {
                BAD_REQUEST.because("the bundles do not belong together")
            }
            PublishPreKeysError::OtherKey => {
                BAD_KEY.because("the bundles are signed by another key than the device's")
            }
            PublishPreKeysError::UnusableKey => BAD_KEY.because("a key in a bundle is unusable"),
            PublishPreKeysError::UnknownDevice => USER_NOT_FOUND,
            PublishPreKeysError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<NotClaimed> for Refusal {
    fn from(refused: NotClaimed) -> Self {
        match refused {
            NotClaimed::NoPreKeys => NO_PRE_KEYS,
            NotClaimed::IdInUse => ID_IN_USE.because("another claim has that id"),
            NotClaimed::Revoked => DEVICE_REVOKED,
            NotClaimed::QuotaExceeded => QUOTA_EXCEEDED.because("too many pre-keys were claimed"),
            NotClaimed::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<SendMessageError> for Refusal {
    fn from(refused: SendMessageError) -> Self {
        match refused {
            SendMessageError::UnknownRecipient => USER_NOT_FOUND,
            SendMessageError::UnknownDomain => UNKNOWN_DOMAIN,
            SendMessageError::DirectoryUnreachable(cause) => {
                log(&cause);
                DIRECTORY_UNREACHABLE
            }
            SendMessageError::IdentityChanged => IDENTITY_CHANGED,
            SendMessageError::ReplyElsewhere => {
                BAD_REQUEST.because("what is answered was not said in that conversation")
            }
            SendMessageError::Blocked => BLOCKED,
            SendMessageError::NoOtherDevice => {
                BAD_REQUEST.because("that is you, and you have no other device it could go to")
            }
            SendMessageError::NoSuchRoom => NO_SUCH_ROOM,
            SendMessageError::NotInRoom => NOT_IN_ROOM,
            SendMessageError::Muted(until) => muted(until),
            SendMessageError::NotSealed(cause) => {
                log(&cause);
                UNAVAILABLE.because("what is kept of that room is broken")
            }
            SendMessageError::IdInUse => ID_IN_USE,
            SendMessageError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<ChangeError> for Refusal {
    fn from(refused: ChangeError) -> Self {
        match refused {
            ChangeError::NoSuchMessage => {
                NOT_FOUND.because("there is no such message here, or it is not this person's")
            }
            ChangeError::NotChangeable => NOT_CHANGEABLE,
            ChangeError::TooLate => TOO_LATE,
            ChangeError::NotAccepted => NOT_ACCEPTED,
            ChangeError::IdentityChanged => IDENTITY_CHANGED,
            ChangeError::NotInRoom => NOT_IN_ROOM,
            ChangeError::Muted(until) => muted(until),
            ChangeError::NotSealed(cause) => {
                log(&cause);
                UNAVAILABLE.because("what is kept of that room is broken")
            }
            ChangeError::IdInUse => ID_IN_USE,
            ChangeError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<SetTimerError> for Refusal {
    fn from(refused: SetTimerError) -> Self {
        match refused {
            SetTimerError::Unknown => {
                USER_NOT_FOUND.because("this device knows nobody by that name")
            }
            SetTimerError::NoSuchRoom => NO_SUCH_ROOM,
            SetTimerError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<DecideContactError> for Refusal {
    fn from(refused: DecideContactError) -> Self {
        match refused {
            DecideContactError::Unknown => USER_NOT_FOUND,
            DecideContactError::Oneself => BAD_REQUEST.because("that is you"),
            DecideContactError::UnknownDomain => UNKNOWN_DOMAIN,
            DecideContactError::DirectoryUnreachable(cause) => {
                log(&cause);
                DIRECTORY_UNREACHABLE
            }
            DecideContactError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<DecideIdentityError> for Refusal {
    fn from(refused: DecideIdentityError) -> Self {
        match refused {
            DecideIdentityError::Unknown => {
                USER_NOT_FOUND.because("this device knows nobody by that name")
            }
            DecideIdentityError::Mismatch => SAFETY_NUMBER_MISMATCH,
            DecideIdentityError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<AllowReceiptsError> for Refusal {
    fn from(refused: AllowReceiptsError) -> Self {
        match refused {
            AllowReceiptsError::Unknown => {
                USER_NOT_FOUND.because("this device knows nobody by that name")
            }
            AllowReceiptsError::Unavailable(cause) => cause.into(),
        }
    }
}

/// Envelopes that are refused, each for its reason.
impl From<Vec<(EnvelopeId, Cause)>> for Refusal {
    fn from(these: Vec<(EnvelopeId, Cause)>) -> Self {
        let one = |(id, cause): (EnvelopeId, Cause)| RefusedEnvelope {
            id: id.to_string(),
            code: cause.to_string(),
        };
        ENVELOPES_REFUSED.of(these.into_iter().map(one).collect())
    }
}

impl From<NotAcknowledged> for Refusal {
    fn from(refused: NotAcknowledged) -> Self {
        match refused {
            NotAcknowledged::Ahead => CURSOR_AHEAD,
            NotAcknowledged::Unavailable(cause) => cause.into(),
        }
    }
}

/// The log says what broke; the caller learns only that something did.
impl From<Unavailable> for Refusal {
    fn from(broken: Unavailable) -> Self {
        log(&broken);
        UNAVAILABLE
    }
}

impl From<NoEntropy> for Refusal {
    fn from(broken: NoEntropy) -> Self {
        log(&broken);
        UNAVAILABLE
    }
}

pub(super) fn log(broken: &(dyn Error + 'static)) {
    tracing::error!("{}", chain(broken));
}
