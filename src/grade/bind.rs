//! What the free names of an expectation stand for in a learner's Pod: the choice that gives most points. It must not know
//! how the choice is shown.

use super::compare::{Miss, Part, Setting, Sink, Walk};
use super::expectation::{Expectation, Field, LeafId, Test, Want};
use crate::exercise::CheckSpec;
use crate::manifest::{Node, Value};

/// The most names that are tried for one free name.
const CANDIDATES: usize = 6;
/// The most combinations that are tried; beyond it one name after the other is improved.
const COMBINATIONS: usize = 64;
/// The most items of a list in which names are looked for.
const ITEMS: usize = 64;

/// What every free name stands for; `None` where nothing fits.
pub type Names<'a> = Vec<Option<&'a str>>;

/// Finds the best choice of names. The first with which `enough` leaves hold is taken at once; with all of them none can be
/// better.
pub fn bind<'a>(
    expectation: &'a Expectation,
    checks: &[CheckSpec],
    pod: &'a Node,
    setting: Setting<'a, '_>,
    enough: usize,
) -> Names<'a> {
    let candidates = candidates(expectation, pod);
    let mut search = Search { expectation, checks, pod, setting, enough, best: None };
    let combinations = candidates.iter().try_fold(1_usize, |product, list| product.checked_mul(list.len()));
    if combinations == Some(1) {
        return candidates.into_iter().flatten().collect();
    }
    if combinations.is_some_and(|count| count <= COMBINATIONS) {
        search.all(&candidates, &mut Vec::new());
    } else {
        search.one_by_one(&candidates);
    }
    search.best.map_or_else(|| vec![None; expectation.free.len()], |(_, names)| names)
}

/// A search under way.
struct Search<'a, 'b> {
    expectation: &'a Expectation,
    checks: &'b [CheckSpec],
    pod: &'a Node,
    setting: Setting<'a, 'b>,
    /// How many leaves must hold for the search to end.
    enough: usize,
    best: Option<(Worth, Names<'a>)>,
}

impl<'a> Search<'a, '_> {
    fn all(&mut self, candidates: &[Vec<Option<&'a str>>], chosen: &mut Names<'a>) {
        let Some(list) = candidates.get(chosen.len()) else {
            self.consider(chosen.clone());
            return;
        };
        for name in list {
            if self.is_over() {
                return;
            }
            if self.is_taken(chosen, chosen.len(), *name).is_none() {
                chosen.push(*name);
                self.all(candidates, chosen);
                chosen.pop();
            }
        }
    }

    /// Starts with the likeliest names and improves each in turn; twice is enough for names that depend on each other. A
    /// volume's name that another one has is changed with it.
    fn one_by_one(&mut self, candidates: &[Vec<Option<&'a str>>]) {
        let mut current: Names<'a> = Vec::with_capacity(candidates.len());
        for (index, list) in candidates.iter().enumerate() {
            let free = list.iter().copied().find(|name| self.is_taken(&current, index, *name).is_none());
            current.push(free.flatten());
        }
        self.consider(current.clone());
        for _ in 0..2 {
            for (index, list) in candidates.iter().enumerate().take(64) {
                for name in list {
                    if self.is_over() {
                        return;
                    }
                    let mut trial = current.clone();
                    if let Some(other) = self.is_taken(&current, index, *name) {
                        trial[other] = current[index];
                    }
                    trial[index] = *name;
                    self.consider(trial);
                }
                if let Some((_, best)) = &self.best {
                    current.clone_from(best);
                }
            }
        }
    }

    fn consider(&mut self, names: Names<'a>) {
        let mut passes = Passes { leaves: vec![false; self.expectation.owners.len()] };
        let setting = Setting { names: &names, ..self.setting };
        Walk::new(setting, &mut passes).pod(&self.expectation.fields, self.pod);
        let value = worth(&passes.leaves, &self.expectation.owners, self.checks);
        if self.best.as_ref().is_none_or(|(best, _)| value > *best) {
            self.best = Some((value, names));
        }
    }

    fn is_over(&self) -> bool {
        self.best.as_ref().is_some_and(|((_, holding, _), _)| *holding >= self.enough)
    }

    /// The other volume that has this name already: two volumes that are wanted are not one volume.
    fn is_taken(&self, names: &Names<'a>, index: usize, name: Option<&'a str>) -> Option<usize> {
        let is_volume = |index: usize| self.expectation.free.get(index).is_some_and(|free| free.is_volume);
        let same = |other: &usize| *other != index && is_volume(*other) && names[*other] == name;
        if name.is_none() || !is_volume(index) { None } else { (0..names.len()).find(same) }
    }
}

/// What a choice of names is worth: the points, then the fields that hold. Where two choices are worth the same, the checks
/// that come first count more: who names a thing first is right, who names it otherwise later is wrong.
type Worth = (u32, usize, Vec<u32>);

fn worth(leaves: &[bool], owners: &[Option<usize>], checks: &[CheckSpec]) -> Worth {
    let mut counts = vec![(0, 0); checks.len()];
    for (passes, owner) in leaves.iter().zip(owners) {
        if let Some(count) = owner.and_then(|owner| counts.get_mut(owner)) {
            count.0 += usize::from(*passes);
            count.1 += 1;
        }
    }
    let points: Vec<u32> =
        counts.iter().zip(checks).map(|((right, all), check)| share(check.points, *right, *all)).collect();
    (points.iter().sum(), leaves.iter().filter(|passes| **passes).count(), points)
}

/// The points of a check in proportion to its fields, rounded down; all of them only when all hold.
#[must_use]
pub fn share(max: u32, right: usize, all: usize) -> u32 {
    let product = u64::from(max) * u64::try_from(right).unwrap_or(0);
    let share = product.checked_div(u64::try_from(all).unwrap_or(0)).unwrap_or(0);
    u32::try_from(share).unwrap_or(0)
}

/// Hears which leaves hold.
struct Passes {
    leaves: Vec<bool>,
}

impl<'a> Sink<'a> for Passes {
    const HEARS_WRONG: bool = false;

    fn right(&mut self, leaf: LeafId, _solid: bool, _got: Option<&'a Node>) {
        self.leaves[leaf] = true;
    }

    fn wrong(&mut self, _miss: Miss<'a>, _path: &[Part<'a>]) {}
}

/// The names that the text uses where a free name is wanted, the most frequent first.
fn candidates<'a>(expectation: &'a Expectation, pod: &'a Node) -> Vec<Vec<Option<&'a str>>> {
    let mut seen: Vec<Vec<(&str, usize)>> = vec![Vec::new(); expectation.free.len()];
    gather(&expectation.fields, pod, &mut seen);
    let volumes = expectation.free.iter().filter(|free| free.is_volume).count();
    seen.into_iter()
        .zip(&expectation.free)
        .map(|(mut names, free)| {
            names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            let mut list: Vec<Option<&str>> = names.into_iter().take(CANDIDATES).map(|(name, _)| Some(name)).collect();
            if list.is_empty() || (free.is_volume && volumes > 1) {
                list.push(None);
            }
            list
        })
        .collect()
}

fn gather<'a>(fields: &'a [Field], node: &'a Node, seen: &mut [Vec<(&'a str, usize)>]) {
    for field in fields {
        let Some(got) = node.get(&field.key) else { continue };
        match &field.want {
            Want::Leaf(_, test) => gather_leaf(test, got, seen),
            Want::Fields(inner) => gather(inner, got, seen),
            Want::List(list) => {
                for item in &list.items {
                    let named = item.text("name").and_then(|name| {
                        got.items().iter().find(|got| got.get("name").and_then(Node::as_str) == Some(name))
                    });
                    match named {
                        Some(named) => gather(&item.fields, named, seen),
                        None => got.items().iter().take(ITEMS).for_each(|got| gather(&item.fields, got, seen)),
                    }
                }
            }
        }
    }
}

fn gather_leaf<'a>(test: &'a Test, got: &'a Node, seen: &mut [Vec<(&'a str, usize)>]) {
    match (test, &got.value) {
        (Test::Free(index), Value::String(name)) => {
            let Some(names) = seen.get_mut(*index) else { return };
            match names.iter().position(|(known, _)| known == name) {
                Some(at) => names[at].1 += 1,
                None if names.len() < 256 => names.push((name, 1)),
                None => {}
            }
        }
        (Test::Values { items, .. } | Test::ContainsItems(items), Value::Sequence(gots)) => {
            for test in items {
                gots.iter().take(ITEMS).for_each(|got| gather_leaf(test, got, seen));
            }
        }
        _ => {}
    }
}
