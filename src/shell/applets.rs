//! The table of all applets, by family. It must not know what any of them does.

mod awk;
mod basic;
mod columns;
mod compare;
mod dump;
mod find;
mod grep;
mod numbers;
mod order;
mod run;
mod sed;
mod sums;
mod translate;

use super::applet::Applet;

/// The families; each file has its own table.
const FAMILIES: &[&[Applet]] = &[
    awk::APPLETS,
    basic::APPLETS,
    grep::APPLETS,
    sed::APPLETS,
    columns::APPLETS,
    order::APPLETS,
    sums::APPLETS,
    translate::APPLETS,
    compare::APPLETS,
    dump::APPLETS,
    find::APPLETS,
    numbers::APPLETS,
    run::APPLETS,
];

/// The applet of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Applet> {
    FAMILIES.iter().flat_map(|family| family.iter()).find(|applet| applet.name == name)
}

/// The names of all applets, sorted.
#[must_use]
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = FAMILIES.iter().flat_map(|family| family.iter()).map(|applet| applet.name).collect();
    names.sort_unstable();
    names
}
