//! Clique rows: of sessions that can never overlap, at most one runs at any moment.
//!
//! One row per clique and moment instead of one per pair; they come from all hard constraints together (see
//! [`ConflictGraph`]), so that a clique can be larger than any of the rules that it comes from (Atamtürk, Nemhauser &
//! Savelsbergh, *Conflict graphs in solving integer programming problems*, EJOR 121, 2000).

use super::runs;
use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::Terms;
use crate::network::ConflictGraph;
use crate::problem::SessionId;

pub(in crate::engines::mip) fn rows(to: &mut Formulation<'_>, conflicts: &ConflictGraph) {
    let network = to.network;
    for clique in conflicts.cliques() {
        let mut spans = Vec::new();
        for &session in &clique {
            for &(time, column) in &to.starts[session as usize] {
                spans.push((network.padded(SessionId(session), time, 0, 0), column));
            }
        }
        for run in runs(network.segments.len(), spans.iter().map(|span| span.0.clone()), |_| false) {
            let covering = spans.iter().filter(|(span, _)| span.contains(&run.start));
            let terms: Terms = covering.map(|&(_, column)| (column, 1)).collect();
            if terms.len() > 1 {
                to.model.at_most(terms, 1);
            }
        }
    }
}
