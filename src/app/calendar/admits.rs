//! Whom a window takes, for those who look at a calendar.

use crate::app::show::conditions::words;
use crate::domain::calendar::Opening;
use crate::policy::pack::{Pack, Path};
use crate::policy::rule::When;
use crate::policy::window::{Freeze, Window};

/// Whom something in the calendar is for: the conditions of a window, whether that is emergencies only, and the same in words;
/// of a freeze the words for what it binds.
#[derive(Clone, Default)]
pub(super) struct Whom {
    pub admits: String,
    pub urgent: bool,
    pub words: String,
    /// Of a freeze that holds until a setting says otherwise.
    pub standing: bool,
}

impl Whom {
    fn of(admits: String, urgent: bool) -> Self {
        let words = match admits.as_str() {
            "" => String::new(),
            _ if urgent => format!("only {admits}"),
            _ => format!("for {admits}"),
        };
        Self { admits, urgent, words, standing: false }
    }

    fn bound(what: &str) -> Self {
        Self { words: format!("binds {what}"), ..Self::default() }
    }
}

/// Whom a window of a pack takes; no words where that is every change.
pub(super) fn admits(pack: &Pack, window: &Window) -> Whom {
    let mut when = window.when.clone();
    if pack.types.iter().all(|t| when.change_type.iter().any(|known| known == t.id())) {
        when.change_type.clear();
    }
    Whom::of(said(&when), only_urgent(pack, &window.when.change_type))
}

/// Whom a window that was announced takes.
pub(super) fn announced(pack: &Pack, window: &Opening) -> Whom {
    let admits = parts(&[("environment", &window.environments), ("system", &window.systems), ("type", &window.types)]);
    Whom::of(admits, only_urgent(pack, &window.types))
}

/// What a freeze of a pack binds.
pub(super) fn bound(freeze: &Freeze) -> Whom {
    Whom::bound(&or_all(said(&freeze.when)))
}

/// What a freeze that was announced binds.
pub(super) fn binds(environments: &[String], systems: &[String]) -> Whom {
    Whom::bound(&those(environments, systems))
}

/// Environments and systems in words; `all` where none are named.
pub(super) fn those(environments: &[String], systems: &[String]) -> String {
    or_all(parts(&[("environment", environments), ("system", systems)]))
}

fn or_all(words: String) -> String {
    if words.is_empty() { "all".into() } else { words }
}

fn said(when: &When) -> String {
    if *when == When::default() { String::new() } else { words(when) }
}

fn parts(all: &[(&str, &[String])]) -> String {
    let named = all.iter().filter(|(_, list)| !list.is_empty());
    named.map(|(what, list)| format!("{what} {}", list.join(" or "))).collect::<Vec<_>>().join(" and ")
}

fn only_urgent(pack: &Pack, types: &[String]) -> bool {
    let urgent = |id: &String| pack.change_type(id).is_some_and(|t| t.path == Path::Urgent);
    !types.is_empty() && types.iter().all(urgent)
}
