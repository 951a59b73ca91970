//! Beacons on the networks a device is on, by multicast DNS (RFC 6762) and service discovery over it (RFC 6763).
//!
//! [`Mdns`] shows one instance of the service `_causerie._tcp`. Its name and its host's are the same 32 hexadecimal digits, others each hour
//! and nobody's name; its TXT record holds the marks; its SRV record names the port 9 (discard), for the real one is for contacts
//! alone and stands, hidden, in their marks. Its addresses are those of this machine. Why the marks tell nothing to others is said where they
//! are made, in `causerie-chat`.
//!
//! What others show is not trusted, and bounded: so many beacons, so many addresses of each, none that leads out of the neighbourhood, and
//! so much in all before what was heard is forgotten.

mod hearing;
mod mdns;
mod near;
mod networks;
mod record;
mod seen;

pub use mdns::Mdns;
pub use networks::Networks;
