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

/// What a clock and a rule lean on is there: a misspelt name is found by the check, not when it is too late.
#[test]
fn names_that_a_clock_or_rule_leans_on_are_known() {
    let clock = "[[clock]]\nid = \"c\"\ntitle = \"C\"\nstart = \"created\"\nstop = \"decided\"\n";
    let setting = "[[setting]]\nid = \"escalation.limit\"\nvalue = \"2d\"\ntext = \"How long\"\n";
    let rule = "[[rule]]\nid = \"r\"\neffect = \"warn\"\nacts = [\"submit\"]\ntext = \"so\"\n";
    let errors = |tables: &str| -> Vec<String> {
        let text = format!("schema = 1\nname = \"p\"\ntitle = \"P\"\n{tables}");
        let found = check::check(&text, &|_| None, &[]);
        found.into_iter().filter(|f| f.error).map(|f| format!("{}:{}: {}", f.line, f.column, f.text)).collect()
    };
    assert_eq!(errors(&format!("{setting}{clock}limit_setting = \"escalation.limit\"\n")), Vec::<String>::new());
    let found = errors(&format!("{setting}{clock}limit_setting = \"escalation.limt\"\n"));
    assert!(found[0].starts_with("13:17: there is no setting \"escalation.limt\"; did you mean"), "{found:?}");
    let found = errors(&format!("{rule}same = [\"q\", \"review.peer\"]\n"));
    assert!(found.iter().any(|f| f.contains("there is no rule \"q\"")), "{found:?}");
    assert!(found.iter().any(|f| f.contains("there is no review \"peer\"")), "{found:?}");
}

/// A remedy that is a command for evidence says by what it is given, and of what is signed off also that.
#[test]
fn a_remedy_about_evidence_is_a_command_that_is_whole() {
    for name in ["base", "aivo", "teleseal", "three-env", "ghostquant", "devsecopsbook"] {
        let pack = read::load(&text(name).unwrap(), &text).unwrap();
        for rule in &pack.rules {
            for command in rule.remedy.split("quorate run evidence ID ").skip(1) {
                let whole = ["--file", "--value", "--outcome", "--tag"].iter().any(|flag| command.contains(flag));
                assert!(whole, "{name}: {}: {}", rule.id(), rule.remedy);
                let kind = command.split_whitespace().nth(1).unwrap();
                let signed = pack.tests.iter().any(|t| t.id() == kind && !t.signed.is_empty());
                assert!(!signed || command.contains("--signed-off"), "{name}: {}: {}", rule.id(), rule.remedy);
                // Of several environments one is named; the only one goes without saying.
                let which = pack.tests.iter().any(|t| t.id() == kind && t.environments.len() > 1);
                assert!(!which || command.contains("--env"), "{name}: {}: {}", rule.id(), rule.remedy);
            }
        }
    }
}

/// AV-5.2-01, TS-4.2-04: what keeps a meeting from closing is not answered by a deferral that the pack refuses.
#[test]
fn no_remedy_offers_a_deferral_that_its_pack_refuses() {
    for name in ["aivo", "teleseal"] {
        let pack = read::load(&text(name).unwrap(), &text).unwrap();
        assert!(pack.rules.iter().any(|r| r.id() == "no-deferral"), "{name}");
        let closing = pack.rules.iter().filter(|r| r.acts.contains(&quorate::policy::act::Act::MeetingClose));
        for rule in closing {
            assert!(!rule.remedy.contains("defer"), "{name}: {}: {}", rule.id(), rule.remedy);
        }
    }
}
