use async_trait::async_trait;
use causerie_chat::{AccountKey, Address, Device, DeviceKey, Person};
use causerie_usecases::ports::{People, Unavailable};
use causerie_wire as wire;
use reqwest::{Method, StatusCode};

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
                person
                    .and_then(vouched)
                    .map(Some)
                    .ok_or_else(|| NoAnswer::Nonsense(StatusCode::OK).into())
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
        devices: devices.filter(|devices| !devices.is_empty())?,
    })
}

fn device(raw: &wire::Device) -> Option<Device> {
    let key = DeviceKey::try_from(raw.key.array()?).ok()?;
    Some(Device { id: raw.id.parse().ok()?, key, signature: raw.signature.array::<64>()?.into() })
}

/// The person with those devices that they took on themselves: a directory cannot add one.
fn vouched(person: Person) -> Option<Person> {
    let Person { address, account_key, mut devices } = person;
    let told = devices.len();
    devices.retain(|device| device.verify(&address, &account_key).is_ok());
    if devices.len() < told {
        tracing::warn!("the directory names devices that their person did not take on");
    }
    (!devices.is_empty()).then_some(Person { address, account_key, devices })
}
