//! What a learner has done since the start of an exercise, check by check: what is as it was at the start, and what was
//! never written, has not been tried. It must not know what is withheld for that.

use std::collections::HashSet;

use serde_json::Value as Json;

use super::cluster;
use super::report::Structure;
use super::verdict::{CheckResult, ClusterWord, FindingKind};
use crate::manifest::{Judgement, Node};

/// The text that an exercise starts with, graded as far as is needed to see what changed.
#[derive(Debug, Default)]
pub struct Start {
    /// For every leaf whether it holds; empty where the start has no Pod.
    leaves: Vec<bool>,
    /// What each check says of the start: its id, how it is wrong, where, and what is there.
    said: HashSet<Said>,
    /// What the API server refuses.
    refusals: HashSet<String>,
    /// What would run; null where the start has no Pod.
    spec: Json,
}

type Said = (String, Option<FindingKind>, Option<String>, Option<String>);

fn said(check: &CheckResult) -> Said {
    (check.id.clone(), check.kind, check.path.clone(), check.actual.clone())
}

impl Start {
    /// A start that has no Pod in it.
    #[must_use]
    pub fn without_pod(cluster: &ClusterWord) -> Self {
        let refusals = cluster.refusals.iter().map(|refusal| refusal.message.clone()).collect();
        Self { refusals, ..Self::default() }
    }

    /// A start with a Pod.
    #[must_use]
    pub fn with_pod(cluster: &ClusterWord, structure: &Structure, pod: &Node, judgement: &Judgement) -> Self {
        Self {
            leaves: structure.leaves.clone(),
            said: structure.checks.iter().map(said).collect(),
            spec: what_runs(pod, judgement),
            ..Self::without_pod(cluster)
        }
    }

    /// Notes of each refusal whether the start had it already.
    pub fn mark_refusals(&self, cluster: &mut ClusterWord) {
        for refusal in &mut cluster.refusals {
            refusal.tried = !self.refusals.contains(&refusal.message);
        }
    }

    /// Notes of each check about fields whether it was tried. `owners` says which leaf belongs to which check.
    pub fn mark_structure(&self, checks: &mut [CheckResult], structure: &Structure, owners: &[Option<usize>]) {
        let leaves = &structure.leaves;
        for (index, check) in checks.iter_mut().enumerate() {
            let own = || (0..leaves.len()).filter(|leaf| owners.get(*leaf).copied().flatten() == Some(index));
            let at_start = |leaf: &usize| self.leaves.get(*leaf).copied().unwrap_or(false);
            let (now, then) = (own().filter(|leaf| leaves[*leaf]).count(), own().filter(at_start).count());
            let missing = own().filter(|leaf| structure.missing.contains(leaf)).count();
            // What was right at the start is no secret. Else something must be written that the start had not, and no more
            // than half may be missing: a name alone is no try at a container.
            let was_right = then > 0 && then == own().count();
            let is_written = check.kind != Some(FindingKind::Missing) && !self.said.contains(&said(check));
            let is_begun = (now > then || is_written) && 2 * missing <= own().count();
            check.tried = check.passed || was_right || is_begun;
        }
    }

    /// Whether another Pod would run than at the start.
    #[must_use]
    pub fn runs_otherwise(&self, pod: &Node, judgement: &Judgement) -> bool {
        what_runs(pod, judgement) != self.spec
    }
}

/// The Pod's `spec` by its meaning: as it would be stored, and as it is written where the API server refuses it.
fn what_runs(pod: &Node, judgement: &Judgement) -> Json {
    match cluster::stored(judgement, pod) {
        Some(stored) => stored["spec"].clone(),
        None => pod.get("spec").map(cluster::to_json).unwrap_or_default(),
    }
}
