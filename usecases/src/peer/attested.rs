use causerie_chat::Person;

/// The person as the directory has it, without the devices that the person did not take on: a directory can leave devices out, but
/// add none. Nothing if none is left.
pub(super) fn attested(mut person: Person) -> Option<Person> {
    let Person { address, account_key, devices } = &mut person;
    devices.retain(|device| device.verify(address, account_key).is_ok());
    (!person.devices.is_empty()).then_some(person)
}
