use causerie_chat::Person;

/// The person as the directory has it, without the devices that the person did not take on: a directory can leave devices out, but
/// add none. Nothing if none is left, or if it shows a list that the person did not sign.
pub(super) fn attested(mut person: Person) -> Option<Person> {
    if let Some(list) = &person.list {
        let theirs = list.person == person.address && list.verify(&person.account_key).is_ok();
        return theirs.then(|| Person::listed(person.account_key, list.clone()));
    }
    let Person { address, account_key, devices, .. } = &mut person;
    devices.retain(|device| device.verify(address, account_key).is_ok());
    (!person.devices.is_empty()).then_some(person)
}
