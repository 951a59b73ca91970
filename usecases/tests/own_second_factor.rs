//! A peer's part in its person's second factor: it asks the directory, about nobody else.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use causerie_chat::{
    Address, RecoveryCode, RecoveryCodes, SecondFactorCode, SecondFactorStanding, TotpCode,
    TotpSecret,
};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{
            ConfirmSecondFactor, ConfirmSecondFactorHandler, OfferSecondFactor,
            OfferSecondFactorHandler, RemoveSecondFactor, RemoveSecondFactorHandler,
        },
        queries::{ReadSecondFactor, ReadSecondFactorHandler},
    },
    ports::{NotChanged, SecondFactorAnswers, SecondFactorDesk, Unavailable},
};
use given::address;

/// Writes down what it is asked; refuses the code 000000.
#[derive(Default)]
struct Desk(Mutex<Vec<String>>);

impl Desk {
    fn hear(&self, what: &str, who: &Address, code: &str) -> Result<(), NotChanged> {
        self.0.lock().unwrap().push(format!("{what} {who} {code}"));
        if code == "000000" {
            return Err(NotChanged::Refused("TOTP_WRONG".parse().unwrap()));
        }
        Ok(())
    }
}

#[async_trait]
impl SecondFactorDesk for Desk {
    async fn offer(
        &self,
        who: &Address,
        secret: &TotpSecret,
        codes: &RecoveryCodes,
    ) -> Result<(), NotChanged> {
        let last = codes.as_slice().last().unwrap().expose();
        self.hear("offer", who, &format!("{} {}", *secret.expose(), *last))
    }

    async fn confirm(&self, who: &Address, code: &TotpCode) -> Result<(), NotChanged> {
        self.hear("confirm", who, code.expose())
    }

    async fn remove(&self, who: &Address, code: &SecondFactorCode) -> Result<(), NotChanged> {
        self.hear("remove", who, &code.expose())
    }
}

#[async_trait]
impl SecondFactorAnswers for Desk {
    async fn standing(&self, who: &Address) -> Result<SecondFactorStanding, Unavailable> {
        assert_eq!(*who, address("alice"));
        Ok(SecondFactorStanding::Offered)
    }
}

#[tokio::test]
async fn what_a_person_decides_is_asked_of_the_directory_in_their_name() {
    let desk = Arc::new(Desk::default());
    let me = || address("alice");
    let secret = TotpSecret::from_random(*b"12345678901234567890");
    let codes = std::array::from_fn(|_| RecoveryCode::from_random(*b"0123456789")).into();

    let offer = OfferSecondFactorHandler { me: me(), desk: desk.clone() };
    offer.handle(OfferSecondFactor { secret, codes }).await.unwrap();
    let confirm = ConfirmSecondFactorHandler { me: me(), desk: desk.clone() };
    confirm.handle(ConfirmSecondFactor { code: "123456".parse().unwrap() }).await.unwrap();
    let remove = RemoveSecondFactorHandler { me: me(), desk: desk.clone() };
    remove.handle(RemoveSecondFactor { code: "654321".parse().unwrap() }).await.unwrap();
    let read = ReadSecondFactorHandler { me: me(), answers: desk.clone() };
    let standing = read.handle(ReadSecondFactor).await.unwrap();

    assert_eq!(standing, SecondFactorStanding::Offered);
    assert_eq!(
        *desk.0.lock().unwrap(),
        [
            "offer alice@example.org GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ gayt-emzu-gu3d-oobz",
            "confirm alice@example.org 123456",
            "remove alice@example.org 654321",
        ]
    );
}

#[tokio::test]
async fn a_refusal_of_the_directory_is_handed_on() {
    let desk = Arc::new(Desk::default());
    let remove = RemoveSecondFactorHandler { me: address("alice"), desk };

    let refused = remove.handle(RemoveSecondFactor { code: "000000".parse().unwrap() }).await;

    assert!(matches!(refused, Err(NotChanged::Refused(code)) if code.as_str() == "TOTP_WRONG"));
}
