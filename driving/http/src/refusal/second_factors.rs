//! What is answered where a second factor stands in the way.

use causerie_chat::CodeRefused;
use causerie_edge::now;
use causerie_usecases::{
    directory::commands::{ConfirmSecondFactorError, NotPassed, OfferSecondFactorError},
    peer::commands::SignInError,
    ports::NotChanged,
};

use super::{
    DEVICE_REVOKED, QUOTA_EXCEEDED, Refusal, TOTP_ENABLED, TOTP_NOT_OFFERED, TOTP_RATE_LIMITED,
    TOTP_REQUIRED, TOTP_WRONG, UNAVAILABLE,
};

impl From<CodeRefused> for Refusal {
    fn from(refused: CodeRefused) -> Self {
        match refused {
            CodeRefused::Required => TOTP_REQUIRED,
            CodeRefused::Wrong => TOTP_WRONG,
            CodeRefused::Closed { until } => {
                let left = until.millis().saturating_sub(now().millis());
                TOTP_RATE_LIMITED.until(left.div_ceil(1_000).max(1))
            }
        }
    }
}

impl From<NotPassed> for Refusal {
    fn from(refused: NotPassed) -> Self {
        match refused {
            NotPassed::Refused(why) => why.into(),
            NotPassed::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<OfferSecondFactorError> for Refusal {
    fn from(refused: OfferSecondFactorError) -> Self {
        match refused {
            OfferSecondFactorError::Enabled => TOTP_ENABLED,
            OfferSecondFactorError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<ConfirmSecondFactorError> for Refusal {
    fn from(refused: ConfirmSecondFactorError) -> Self {
        match refused {
            ConfirmSecondFactorError::NotOffered => TOTP_NOT_OFFERED,
            ConfirmSecondFactorError::WrongCode => TOTP_WRONG,
            ConfirmSecondFactorError::Unavailable(cause) => cause.into(),
        }
    }
}

/// At a peer: what its directory said is handed on, by the code it gave.
impl From<NotChanged> for Refusal {
    fn from(refused: NotChanged) -> Self {
        match refused {
            NotChanged::Refused(code) => {
                let known = [
                    TOTP_REQUIRED,
                    TOTP_WRONG,
                    TOTP_RATE_LIMITED,
                    TOTP_ENABLED,
                    TOTP_NOT_OFFERED,
                    QUOTA_EXCEEDED,
                ];
                let known = known.into_iter().find(|refusal| refusal.code == code.as_str());
                known.unwrap_or(UNAVAILABLE.because("the directory refused"))
            }
            NotChanged::Unavailable(cause) => cause.into(),
        }
    }
}

/// Likewise.
impl From<SignInError> for Refusal {
    fn from(refused: SignInError) -> Self {
        match refused {
            SignInError::Refused(code) if code.as_str() == DEVICE_REVOKED.code => DEVICE_REVOKED,
            SignInError::Refused(code) => NotChanged::Refused(code).into(),
            SignInError::NoAnswer => UNAVAILABLE.because("the directory forgot the challenge"),
            SignInError::Unavailable(cause) => cause.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("TOTP_WRONG", "TOTP_WRONG", 401)]
    #[case("TOTP_RATE_LIMITED", "TOTP_RATE_LIMITED", 429)]
    #[case("TOTP_ENABLED", "TOTP_ENABLED", 409)]
    #[case("TOTP_NOT_OFFERED", "TOTP_NOT_OFFERED", 409)]
    #[case("SOLAR_FLARE", "UNAVAILABLE", 503)]
    fn what_the_directory_said_is_handed_on(
        #[case] said: &str,
        #[case] code: &str,
        #[case] status: u16,
    ) {
        let refusal = Refusal::from(NotChanged::Refused(said.parse().unwrap()));

        assert_eq!((refusal.code, refusal.status.as_u16()), (code, status));
    }
}
