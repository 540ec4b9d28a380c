//! The conformance suite: runs over every rule of the registry, without naming any.
//!
//! A rule that is added joins by being registered. See `src/rules/mod.rs` for the two ways in which a rule says what
//! it means.

mod corners;
mod random;
mod rules;
