//! What is answered where devices are linked and revoked.

use causerie_chat::{Cause, NoSuchList};
use causerie_usecases::{
    directory::commands::PublishDevicesError,
    peer::NoDeviceChange,
    ports::{NotChanged, NotLinked},
};

use super::{
    DEVICE_IN_USE, DEVICE_REVOKED, DEVICES_STALE, FIRST_DEVICE, FORBIDDEN, INVALID_SIG,
    LINK_FORGED, LINK_USED, NO_SUCH_DEVICE, NO_SUCH_LINK, NOT_FIRST_DEVICE, QUOTA_EXCEEDED,
    Refusal, TOO_MANY_DEVICES, UNAVAILABLE,
};

impl From<PublishDevicesError> for Refusal {
    fn from(refused: PublishDevicesError) -> Self {
        match refused {
            PublishDevicesError::NotTheirs => FORBIDDEN,
            PublishDevicesError::BadSignature => INVALID_SIG,
            PublishDevicesError::Stale => DEVICES_STALE,
            PublishDevicesError::InUse => DEVICE_IN_USE,
            PublishDevicesError::SecondFactor(why) => why.into(),
            PublishDevicesError::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<NotLinked> for Refusal {
    fn from(refused: NotLinked) -> Self {
        match refused {
            NotLinked::NoSuchLink => NO_SUCH_LINK,
            NotLinked::Used => LINK_USED,
            NotLinked::Full => QUOTA_EXCEEDED,
            NotLinked::Refused(_) => UNAVAILABLE.because("the directory refused"),
            NotLinked::Unavailable(cause) => cause.into(),
        }
    }
}

/// At a peer: what its directory said is handed on, by the code it gave.
impl From<NoDeviceChange> for Refusal {
    fn from(refused: NoDeviceChange) -> Self {
        match refused {
            NoDeviceChange::NotFirst => NOT_FIRST_DEVICE,
            NoDeviceChange::NoSuchList(NoSuchList::TooMany) => TOO_MANY_DEVICES,
            NoDeviceChange::NoSuchList(NoSuchList::Twice) => DEVICE_IN_USE,
            NoDeviceChange::NoSuchList(NoSuchList::Unknown) => NO_SUCH_DEVICE,
            NoDeviceChange::NoSuchList(NoSuchList::First) => FIRST_DEVICE,
            NoDeviceChange::Forged => LINK_FORGED,
            NoDeviceChange::NothingAsked => NO_SUCH_LINK.because("no device has asked yet"),
            NoDeviceChange::NotLinked(NotLinked::Refused(code))
            | NoDeviceChange::NotChanged(NotChanged::Refused(code)) => handed_on(code),
            NoDeviceChange::NotLinked(refused) => refused.into(),
            NoDeviceChange::NotChanged(refused) => refused.into(),
            NoDeviceChange::Unavailable(cause) => cause.into(),
        }
    }
}

fn handed_on(code: Cause) -> Refusal {
    let known = [DEVICES_STALE, DEVICE_IN_USE, DEVICE_REVOKED, INVALID_SIG];
    let known = known.into_iter().find(|refusal| refusal.code == code.as_str());
    known.unwrap_or_else(|| NotChanged::Refused(code).into())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("DEVICES_STALE", "DEVICES_STALE", 409)]
    #[case("DEVICE_IN_USE", "DEVICE_IN_USE", 409)]
    #[case("TOTP_REQUIRED", "TOTP_REQUIRED", 401)]
    #[case("SOLAR_FLARE", "UNAVAILABLE", 503)]
    fn what_the_directory_said_is_handed_on(
        #[case] said: &str,
        #[case] code: &str,
        #[case] status: u16,
    ) {
        let refusal =
            Refusal::from(NoDeviceChange::from(NotChanged::Refused(said.parse().unwrap())));

        assert_eq!((refusal.code, refusal.status.as_u16()), (code, status));
    }
}
