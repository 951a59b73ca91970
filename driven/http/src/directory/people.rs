use async_trait::async_trait;
use causerie_chat::{AccountKey, Address, Device, DeviceKey, DeviceList, Person};
use causerie_usecases::ports::{People, Unavailable};
use causerie_wire as wire;
use reqwest::{Method, StatusCode};
use thiserror::Error;
use tracing::warn;

use super::DirectoryClient;
use crate::call::NoAnswer;

#[async_trait]
impl People for DirectoryClient {
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable> {
        if who.domain != self.domain {
            return Ok(None);
        }
        let path = format!("people/{}", who.username);
        match self.call("directory.who_is", self.request(Method::GET, &path)).await {
            Ok(answer) => {
                let person = read(&answer.json()?).filter(|person| person.address == *who);
                let person = person.ok_or(NoAnswer::Nonsense(StatusCode::OK))?;
                vouched(person).map(Some).map_err(Unavailable::new)
            }
            Err(refused) if refused.is_absence() => Ok(None),
            Err(failed) => Err(failed.into()),
        }
    }
}

fn read(raw: &wire::Person) -> Option<Person> {
    let devices: Option<Vec<Device>> = raw.devices.iter().map(device).collect();
    Some(Person {
        address: raw.address.parse().ok()?,
        account_key: AccountKey::try_from(raw.account_key.array()?).ok()?,
        devices: devices?,
        list: match &raw.device_list {
            Some(list) => Some(DeviceList::decode(&list.0).ok()?),
            None => None,
        },
    })
}

fn device(raw: &wire::Device) -> Option<Device> {
    let key = DeviceKey::try_from(raw.key.array()?).ok()?;
    Some(Device { id: raw.id.parse().ok()?, key, signature: raw.signature.array::<64>()?.into() })
}

/// The person with those devices that they took on themselves: a directory cannot add one (T4, T6). Where there is a list, it is what they
/// signed.
fn vouched(mut person: Person) -> Result<Person, NoDeviceVouchedFor> {
    if let Some(list) = &person.list {
        let theirs = list.person == person.address && list.verify(&person.account_key).is_ok();
        let listed = theirs.then(|| Person::listed(person.account_key, list.clone()));
        return listed.ok_or(NoDeviceVouchedFor);
    }
    let told = person.devices.len();
    person.devices.retain(|device| device.verify(&person.address, &person.account_key).is_ok());
    let dropped = told - person.devices.len();
    if dropped > 0 {
        warn!(dropped, "the directory names devices that their person did not take on");
    }
    if person.devices.is_empty() { Err(NoDeviceVouchedFor) } else { Ok(person) }
}

/// The directory knows the person, and names no device that is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("none of the devices the directory names is signed by the person's account key")]
struct NoDeviceVouchedFor;

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use causerie_chat::{AccountSecret, DeviceAddress, DeviceSecret, Introduction};
    use tracing_subscriber::fmt::MakeWriter;

    use super::*;

    #[test]
    fn t06_a_device_that_was_slipped_in_is_dropped_and_the_log_says_so_and_names_no_one() {
        let log = Log::default();
        let subscriber =
            tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).finish();
        let mut told = bob();
        told.devices.push(Device { id: "d2".parse().unwrap(), ..told.devices[0].clone() });

        let found = tracing::subscriber::with_default(subscriber, || vouched(told));

        assert_eq!(found, Ok(bob()));
        let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert!(logged.contains("WARN") && logged.contains("dropped=1"), "{logged}");
        let key = bob().devices[0].key.to_string();
        for name in ["bob", "example", "d1", "d2", &key] {
            assert!(!logged.contains(name), "{logged}");
        }
    }

    #[test]
    fn of_somebody_whose_devices_are_all_theirs_the_log_says_nothing() {
        let log = Log::default();
        let subscriber =
            tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).finish();

        let found = tracing::subscriber::with_default(subscriber, || vouched(bob()));

        assert_eq!(found, Ok(bob()));
        assert!(log.0.lock().unwrap().is_empty());
    }

    fn bob() -> Person {
        let (account, own) =
            (AccountSecret::from_seed(&[1; 32]), DeviceSecret::from_seed(&[2; 32]));
        let device: DeviceAddress = "d1.bob.peers.example.org".parse().unwrap();
        let introduction = Introduction::sign(device.clone(), &account, &own);
        let devices = vec![introduction.verify(&device, own.public()).unwrap()];
        Person { address: device.person, account_key: account.public(), devices, list: None }
    }

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'a> MakeWriter<'a> for Log {
        type Writer = Self;

        fn make_writer(&'a self) -> Self {
            self.clone()
        }
    }
}
