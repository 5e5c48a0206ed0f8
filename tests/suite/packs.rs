//! The built-in packs: they read, their names resolve, their vectors pass, and their clauses are carried.

use quorate::policy::{check, clause, read};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::PathBuf;

const PACKS: [&str; 5] = ["teleseal", "ghostquant", "aivo", "devsecopsbook", "three-env"];

fn text(name: &str) -> Option<Cow<'static, str>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/policies").join(format!("{name}.toml"));
    std::fs::read_to_string(path).ok().map(Cow::Owned)
}

fn table() -> Vec<clause::Clause> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/policies/clauses.csv");
    clause::read(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn errors(name: &str) -> Vec<String> {
    check::check(&text(name).unwrap_or_else(|| panic!("no pack {name}")), &text, &table())
        .into_iter()
        .filter(|f| f.error)
        .map(|f| format!("{name}.toml:{}:{}: {}", f.line, f.column, f.text))
        .collect()
}

#[test]
fn the_foundation_is_sound() {
    assert_eq!(errors("base"), Vec::<String>::new());
}

#[test]
fn teleseal_is_sound() {
    sound("teleseal");
}

#[test]
fn ghostquant_is_sound() {
    sound("ghostquant");
}

#[test]
fn aivo_is_sound() {
    sound("aivo");
}

#[test]
fn devsecopsbook_is_sound() {
    sound("devsecopsbook");
}

#[test]
fn three_env_is_sound() {
    sound("three-env");
}

fn sound(name: &str) {
    assert_eq!(errors(name), Vec::<String>::new());
    let pack = read::load(&text(name).unwrap(), &text).unwrap();
    let carried = clause::carried(&pack);
    let silent: BTreeSet<_> = table()
        .into_iter()
        .filter(|c| c.pack == name && (matches!(c.area.as_str(), "decide" | "pack") || c.kind == "quorum"))
        .filter(|c| !carried.contains_key(&c.id))
        .map(|c| c.id)
        .collect();
    assert_eq!(silent, BTreeSet::new(), "clauses that nothing carries");
    assert!(PACKS.contains(&name) && !pack.vectors.is_empty());
}
