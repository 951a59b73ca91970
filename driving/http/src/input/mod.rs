//! Parts of a request, bounded before they are parsed, and refused in our own words.

mod blobs;
mod body;
mod cbor;
mod json;
mod query;
mod rooms;
mod segments;

pub(crate) use blobs::{BlobListBody, announces, blob_body};
pub(crate) use cbor::Cbor;
pub(crate) use json::Json;
pub(crate) use query::Query;
pub(crate) use rooms::RoomBody;
pub(crate) use segments::Segments;
