//! What a provider of the session's primitives promises, checked over both of them, against the vectors of the standards
//! and of Wycheproof, against each other and against AWS-LC's own ML-KEM.
#![allow(clippy::unwrap_used, reason = "helper functions of tests fail by panicking")]

mod agreement;
mod aws_kem;
mod edge_signatures;
mod encapsulation;
mod hashing;
mod hex;
mod padded;
mod same_bytes;
mod sealing;
mod signing;
mod small_order_keys;
mod speccheck;
mod wycheproof;
