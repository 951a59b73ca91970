//! Registering at a directory.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::Arc;

use causerie_chat::Enrolment;
use causerie_memory::MemoryDirectory;
use causerie_usecases::{
    CommandHandler,
    directory::commands::{RegisterPerson, RegisterPersonError, RegisterPersonHandler},
    ports::People,
};
use given::{address, at, device, person, secrets};

fn directory() -> (Arc<MemoryDirectory>, RegisterPersonHandler) {
    let store = Arc::new(MemoryDirectory::default());
    let domain = "example.org".parse().unwrap();
    (store.clone(), RegisterPersonHandler { domain, registry: store })
}

fn bob() -> Enrolment {
    let (account, own) = secrets("bob");
    Enrolment::sign(device("bob"), &account, &own)
}

#[tokio::test]
async fn who_registers_is_on_record() {
    let (store, register) = directory();

    register.handle(RegisterPerson { enrolment: bob(), at: at(1) }).await.unwrap();

    assert_eq!(store.person(&address("bob")).await.unwrap(), Some(person("bob")));
}

#[tokio::test]
async fn the_same_registration_again_changes_nothing() {
    let (store, register) = directory();
    register.handle(RegisterPerson { enrolment: bob(), at: at(1) }).await.unwrap();

    register.handle(RegisterPerson { enrolment: bob(), at: at(2) }).await.unwrap();

    assert_eq!(store.person(&address("bob")).await.unwrap(), Some(person("bob")));
}

#[tokio::test]
async fn a_name_is_not_given_to_a_second_key() {
    let (store, register) = directory();
    register.handle(RegisterPerson { enrolment: bob(), at: at(1) }).await.unwrap();
    let (account, own) = secrets("eve");
    let enrolment = Enrolment::sign(device("bob"), &account, &own);

    let refused = register.handle(RegisterPerson { enrolment, at: at(2) }).await;

    assert!(matches!(refused, Err(RegisterPersonError::NameInUse)));
    assert_eq!(store.person(&address("bob")).await.unwrap(), Some(person("bob")));
}

#[tokio::test]
async fn t43_a_key_is_not_bound_to_a_second_name() {
    let (store, register) = directory();
    register.handle(RegisterPerson { enrolment: bob(), at: at(1) }).await.unwrap();
    let (account, own) = secrets("bob");
    let enrolment = Enrolment::sign(device("robert"), &account, &own);

    let refused = register.handle(RegisterPerson { enrolment, at: at(2) }).await;

    assert!(matches!(refused, Err(RegisterPersonError::KeyInUse)));
    assert_eq!(store.person(&address("robert")).await.unwrap(), None);
}

#[tokio::test]
async fn a_forged_enrolment_is_refused() {
    let (store, register) = directory();
    let enrolment = Enrolment { account_signature: [0; 64].into(), ..bob() };

    let refused = register.handle(RegisterPerson { enrolment, at: at(1) }).await;

    assert!(matches!(refused, Err(RegisterPersonError::BadSignature)));
    assert_eq!(store.person(&address("bob")).await.unwrap(), None);
}

#[tokio::test]
async fn another_directorys_name_is_refused() {
    let (_, register) = directory();
    let (account, own) = secrets("bob");
    let elsewhere = "d1.bob.peers.example.com".parse().unwrap();
    let enrolment = Enrolment::sign(elsewhere, &account, &own);

    let refused = register.handle(RegisterPerson { enrolment, at: at(1) }).await;

    assert!(matches!(refused, Err(RegisterPersonError::ForeignDomain)));
}
