//! What a planner writes.

pub mod schema;
