use async_trait::async_trait;
use causerie_chat::{DeviceList, SecondFactorCode};
use causerie_usecases::ports::{DeviceListDesk, NotChanged};
use causerie_wire::{Hidden, PublishDevices};

use super::DirectoryClient;

#[async_trait]
impl DeviceListDesk for DirectoryClient {
    async fn publish(
        &self,
        list: &DeviceList,
        code: Option<&SecondFactorCode>,
    ) -> Result<(), NotChanged> {
        let path = format!("people/{}/devices", list.person.username);
        let code = code.map(|code| Hidden((*code.expose()).clone()));
        let body = PublishDevices { list: list.encode().into(), code };
        self.put("directory.publish_devices", &path, &body).await
    }
}
