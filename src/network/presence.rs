//! Presence: how many days or rooms a group touches.

use super::{Assignment, Attribute, Network};
use crate::problem::SessionId;

/// A cost on the number of days or rooms in which a group has a session.
#[derive(Clone, Debug)]
pub struct Presence {
    /// The group.
    pub members: Vec<SessionId>,
    /// What is counted.
    pub of: Attribute,
    /// How many cost nothing.
    pub free: i64,
}

impl Presence {
    /// The number of days or rooms touched beyond those that are free.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let mut touched = vec![false; self.of.values(network)];
        for &session in &self.members {
            if let Some(cell) = at.get(session) {
                touched[self.of.of(network, cell)] = true;
            }
        }
        let count = touched.iter().filter(|&&touched| touched).count() as i64;
        (count - self.free).max(0)
    }
}
