//! Rooms: what this device does in them, one step after the other in each.

mod changing;
mod checking;
mod doubts;
mod entering;
mod fellows;
mod following;
mod going;
mod hearing;
mod live;
mod lost;
mod open;
mod pace;
mod post;
mod saying;
mod seats;
mod ward;
mod wishing;

pub(in crate::peer) use changing::WantedChange;
pub use changing::{NotChanged, RoomChanging};
pub(in crate::peer) use entering::Entrance;
pub use entering::RoomEntering;
pub use fellows::Fellows;
pub use following::{NotFollowed, RoomFollowing};
pub(in crate::peer) use hearing::Arrival;
pub use hearing::RoomHearing;
pub use live::{LiveRooms, NotEntered};
pub use lost::LostRoom;
pub use open::OpenInvitations;
pub use post::RoomPost;
pub use saying::{NotSaidInRoom, RoomSaying};
pub use ward::PublicWard;
pub(in crate::peer) use wishing::Wanted;
pub use wishing::{NotAsked, RoomWishing};
