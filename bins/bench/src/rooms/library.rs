//! The bare library, as its users have it.

use std::{error::Error, hint::black_box, sync::Arc};

use causerie_aws_lc::AwsLc;
use causerie_chat::DeviceSecret;
use causerie_edge::randomness;
use causerie_mls::bare_client;
use mls_rs::{
    Client, ExtensionList, Group, GroupStateStorage, MlsMessage, client_builder::MlsConfig,
};

use super::{Costs, TEXT};
use crate::clock::{micros_each, processor_time};

/// Two members of a group of so many.
pub(super) struct Library<C: MlsConfig> {
    client: Client<C>,
    first: Group<C>,
    second: Group<C>,
    /// Whether the state is written after each operation.
    writes: bool,
}

/// A group of `members` that is kept in `storage`, which each of two members has one of.
pub(super) fn library<Storage>(
    members: usize,
    writes: bool,
    storage: [Storage; 2],
) -> Result<Library<impl MlsConfig>, Box<dyn Error>>
where
    Storage: GroupStateStorage + Clone,
{
    let [of_first, of_second] = storage;
    let client = member("first", of_first)?;
    let second = member("second", of_second.clone())?;
    let mut first = client.create_group(ExtensionList::new(), ExtensionList::new(), None)?;
    let mut builder = first.commit_builder().add_member(package(&second)?)?;
    for number in 2..members {
        let other = member(&format!("p{number}"), of_second.clone())?;
        builder = builder.add_member(package(&other)?)?;
    }
    let welcome = builder.build()?.welcome_messages.pop().ok_or("nobody is welcome")?;
    first.apply_pending_commit()?;
    let (mut second, _) = second.join_group(None, &welcome, None)?;
    first.write_to_storage()?;
    second.write_to_storage()?;
    Ok(Library { client, first, second, writes })
}

fn member<Storage>(
    name: &str,
    storage: Storage,
) -> Result<Client<impl MlsConfig + use<Storage>>, Box<dyn Error>>
where
    Storage: GroupStateStorage + Clone,
{
    let drawn = randomness()?;
    let own = DeviceSecret::from_seed(&drawn.bytes(&AwsLc, b"device"));
    let seed = *drawn.bytes(&AwsLc, b"library");
    Ok(bare_client(Arc::new(AwsLc), own, name, seed, storage))
}

fn package<C: MlsConfig>(of: &Client<C>) -> Result<MlsMessage, Box<dyn Error>> {
    Ok(of.generate_key_package_message(ExtensionList::new(), ExtensionList::new(), None)?)
}

/// What was sealed.
type Texts = Vec<Vec<u8>>;

impl<C: MlsConfig> Library<C> {
    /// Does all there is to do, `texts` texts among it; the new member is one whom `guest` makes.
    pub(super) fn measure<G: MlsConfig>(
        &mut self,
        texts: usize,
        guest: &Client<G>,
    ) -> Result<Costs, Box<dyn Error>> {
        let before = processor_time();
        let mut group =
            self.client.create_group(ExtensionList::new(), ExtensionList::new(), None)?;
        if self.writes {
            group.write_to_storage()?;
        }
        let create = micros_each(before, 1);
        let (send, said) = self.send(texts)?;
        let receive = self.receive(&said)?;
        let add = self.add(&package(guest)?.to_bytes()?)?;
        let remove = self.remove()?;
        Ok([create, add, remove, send, receive])
    }

    fn send(&mut self, texts: usize) -> Result<(f64, Texts), Box<dyn Error>> {
        let (before, mut said) = (processor_time(), Vec::with_capacity(texts));
        for _ in 0..texts {
            let sealed = self.first.encrypt_application_message(&TEXT, Vec::new())?;
            said.push(sealed.to_bytes()?);
            if self.writes {
                self.first.write_to_storage()?;
            }
        }
        Ok((micros_each(before, texts), said))
    }

    fn receive(&mut self, said: &[Vec<u8>]) -> Result<f64, Box<dyn Error>> {
        let before = processor_time();
        for sealed in said {
            let message = MlsMessage::from_bytes(sealed)?;
            black_box(self.second.process_incoming_message(message)?);
            if self.writes {
                self.second.write_to_storage()?;
            }
        }
        Ok(micros_each(before, said.len()))
    }

    fn add(&mut self, package: &[u8]) -> Result<f64, Box<dyn Error>> {
        let before = processor_time();
        let package = MlsMessage::from_bytes(package)?;
        let made = self.first.commit_builder().add_member(package)?.build()?;
        let commit = made.commit_message.to_bytes()?;
        for welcome in &made.welcome_messages {
            black_box(welcome.to_bytes()?);
        }
        self.go_on()?;
        let took = micros_each(before, 1);
        self.second.process_incoming_message(MlsMessage::from_bytes(&commit)?)?;
        Ok(took)
    }

    fn remove(&mut self) -> Result<f64, Box<dyn Error>> {
        let guest = self.first.member_with_identity(GUEST.as_bytes())?.index;
        let before = processor_time();
        let made = self.first.commit_builder().remove_member(guest)?.build()?;
        let commit = made.commit_message.to_bytes()?;
        self.go_on()?;
        let took = micros_each(before, 1);
        self.second.process_incoming_message(MlsMessage::from_bytes(&commit)?)?;
        Ok(took)
    }

    /// The commit is kept until it was accepted, and applied then.
    fn go_on(&mut self) -> Result<(), Box<dyn Error>> {
        if self.writes {
            self.first.write_to_storage()?;
        }
        self.first.apply_pending_commit()?;
        if self.writes {
            self.first.write_to_storage()?;
        }
        Ok(())
    }
}

/// Who comes and goes.
const GUEST: &str = "guest";

/// Whom the library adds.
pub(super) fn guest() -> Result<Client<impl MlsConfig>, Box<dyn Error>> {
    member(GUEST, mls_rs::storage_provider::in_memory::InMemoryGroupStateStorage::new())
}
