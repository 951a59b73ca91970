//! Enrolling, announcing where a device listens, and leaving: what a peer tells its directory.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, NetworkAddress, Timestamp, VerifiedEnrolment};
use causerie_memory::{MemoryDirectory, MemoryNeighbours};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{Announce, AnnounceHandler, Enrol, EnrolHandler, Leave, LeaveHandler},
    ports::{Announcements, NotAnnounced, NotRegistered, People, Registry, Unavailable},
};
use given::{address, at, device, person, secrets};

/// Writes down what it is told.
#[derive(Default)]
struct Told {
    enrolments: Mutex<Vec<(VerifiedEnrolment, Timestamp)>>,
    announced: Mutex<Vec<(DeviceAddress, NetworkAddress, u64)>>,
    retracted: Mutex<Vec<DeviceAddress>>,
}

#[async_trait]
impl Registry for Told {
    async fn register(
        &self,
        enrolment: &VerifiedEnrolment,
        at: Timestamp,
    ) -> Result<(), NotRegistered> {
        self.enrolments.lock().unwrap().push((enrolment.clone(), at));
        Ok(())
    }
}

#[async_trait]
impl Announcements for Told {
    async fn announce(
        &self,
        device: &DeviceAddress,
        address: &NetworkAddress,
        time_to_live: u64,
    ) -> Result<(), NotAnnounced> {
        self.announced.lock().unwrap().push((device.clone(), address.clone(), time_to_live));
        Ok(())
    }

    async fn retract(&self, device: &DeviceAddress) -> Result<(), Unavailable> {
        self.retracted.lock().unwrap().push(device.clone());
        Ok(())
    }
}

/// Bob's device, or one that says so with somebody else's keys.
fn enrol(keys_of: &str, registry: Arc<dyn Registry>) -> EnrolHandler {
    let (account, own) = secrets(keys_of);
    EnrolHandler { device: device("bob"), account: Arc::new(account), own: Arc::new(own), registry }
}

#[tokio::test]
async fn a_device_enrols_with_a_claim_that_both_of_its_keys_signed() {
    let told = Arc::new(Told::default());
    let (account, own) = secrets("bob");

    enrol("bob", told.clone()).handle(Enrol { at: at(3) }).await.unwrap();

    let (enrolment, when) = told.enrolments.lock().unwrap().remove(0);
    let claim = enrolment.enrolment().clone();
    assert_eq!((&claim.device, when), (&device("bob"), at(3)));
    assert_eq!((claim.account_key, claim.device_key), (account.public(), own.public()));
    assert!(claim.verify().is_ok());
}

#[tokio::test]
async fn a_person_who_enrols_twice_is_on_record_once() {
    let directory = Arc::new(MemoryDirectory::default());
    let enrol = enrol("bob", directory.clone());

    enrol.handle(Enrol { at: at(3) }).await.unwrap();
    enrol.handle(Enrol { at: at(4) }).await.unwrap();

    assert_eq!(directory.person(&address("bob")).await.unwrap(), Some(person("bob")));
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused() {
    let directory = Arc::new(MemoryDirectory::default());
    enrol("bob", directory.clone()).handle(Enrol { at: at(3) }).await.unwrap();

    let refused = enrol("eve", directory.clone()).handle(Enrol { at: at(4) }).await;

    assert!(matches!(refused, Err(NotRegistered::NameInUse)));
    assert_eq!(directory.person(&address("bob")).await.unwrap(), Some(person("bob")));
}

#[tokio::test]
async fn a_device_announces_where_it_listens_under_its_own_name() {
    let told = Arc::new(Told::default());
    let announce = AnnounceHandler { device: device("bob"), announcements: told.clone() };
    let here: NetworkAddress = "192.0.2.7:7500".parse().unwrap();

    announce.handle(Announce { address: here.clone(), time_to_live: 90_000 }).await.unwrap();

    assert_eq!(*told.announced.lock().unwrap(), [(device("bob"), here, 90_000)]);
}

#[tokio::test]
async fn a_device_that_leaves_takes_its_own_address_back() {
    let told = Arc::new(Told::default());
    let beacons = Arc::new(MemoryNeighbours::default());
    let leave = LeaveHandler { device: device("bob"), announcements: told.clone(), beacons };

    leave.handle(Leave).await.unwrap();

    assert_eq!(*told.retracted.lock().unwrap(), [device("bob")]);
}
