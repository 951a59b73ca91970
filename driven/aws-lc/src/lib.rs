//! The primitives of `causerie-session` on AWS-LC, the library that rustls brings along.
//!
//! It gives byte for byte what [`causerie_session::RustCrypto`] gives and accepts and refuses the same, only faster where
//! that matters: the contract suite in `tests/` holds both to the same promises, to published vectors and to each other.

mod aws_lc;
mod small_order;

pub use aws_lc::AwsLc;
