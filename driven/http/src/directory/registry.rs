use async_trait::async_trait;
use causerie_chat::{Timestamp, VerifiedEnrolment};
use causerie_usecases::ports::{NotRegistered, Registry};
use causerie_wire::RegisterPerson;
use reqwest::Method;

use super::DirectoryClient;
use crate::call::NoAnswer;

#[async_trait]
impl Registry for DirectoryClient {
    async fn register(
        &self,
        enrolment: &VerifiedEnrolment,
        _at: Timestamp,
    ) -> Result<(), NotRegistered> {
        let enrolment = enrolment.enrolment();
        let path = format!("people/{}", enrolment.device.person.username);
        let body = RegisterPerson {
            device: enrolment.device.device.to_string(),
            account_key: enrolment.account_key.as_bytes().into(),
            device_key: enrolment.device_key.as_bytes().into(),
            account_signature: enrolment.account_signature.as_bytes().into(),
            device_signature: enrolment.device_signature.as_bytes().into(),
        };
        let request = self.request(Method::PUT, &path).json(&body);
        self.call("directory.register", request).await.map(drop).map_err(refused)
    }
}

fn refused(answer: NoAnswer) -> NotRegistered {
    match answer.refusal() {
        Some(code) if code.as_str() == "NAME_IN_USE" => NotRegistered::NameInUse,
        Some(code) if code.as_str() == "KEY_IN_USE" => NotRegistered::KeyInUse,
        Some(code) => NotRegistered::Refused(code),
        None => NotRegistered::Unavailable(answer.into()),
    }
}
