//! What is printed: for people, and for scripts.

mod cause;
mod change;
mod contacts;
mod conversations;
mod decided;
mod devices;
mod files;
mod found;
mod here;
mod history;
mod identity;
mod json;
mod message;
mod moderation;
mod moment;
mod paint;
mod presence;
mod printable;
mod qr;
mod receipts;
mod rooms;
mod second_factor;
mod status;
mod told;
mod unopened;
mod waiting;
mod whois;
mod why;

pub(crate) use cause::cause;
pub(crate) use change::{change, quote, timer};
pub(crate) use contacts::{contacts, ruled};
pub(crate) use conversations::conversations;
pub(crate) use decided::decided;
pub(crate) use devices::{asking, devices, link_code, revoked};
pub(crate) use files::{
    bytes, fetch_waits, fetched, file, file_name, files, printable, sent, shared, upload_waits,
    uploaded,
};
pub(crate) use found::found;
pub(crate) use here::Here;
pub(crate) use history::{history_not_given, history_progress};
pub(crate) use identity::identity;
pub(crate) use json::{Answer, json_line};
pub(crate) use message::{happened, message, removed, tick};
pub(crate) use moderation::{decided_in, decided_in_channel, muted};
pub(crate) use moment::Moment;
pub(crate) use paint::Paint;
pub(crate) use presence::{list, own_presence};
pub(crate) use printable::{Printable, first_words};
pub(crate) use receipts::receipts;
pub(crate) use rooms::{
    beginning as room_beginning, glance, room, room_called, room_event, room_typed, rooms, said,
};
pub(crate) use second_factor::{second_factor, second_factor_offered};
pub(crate) use status::{REVOKED, status};
pub(crate) use told::told;
pub(crate) use unopened::unopened;
pub(crate) use waiting::waiting;
pub(crate) use whois::whois;
pub(crate) use why::{Advised, Severity, severity, why};

#[cfg(test)]
mod samples;
