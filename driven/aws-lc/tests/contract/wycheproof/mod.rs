//! The vectors of Wycheproof, all of those that the types of [`causerie_session::Provider`] can express (T62).

mod agreement;
mod encapsulation;
mod hashing;
mod sealing;
mod signing;
