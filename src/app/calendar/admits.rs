//! Whom a window takes, for those who look at a calendar.

use crate::app::show::conditions::words;
use crate::domain::calendar::Opening;
use crate::policy::pack::{Pack, Path};
use crate::policy::rule::When;
use crate::policy::window::Window;

/// Whom a window takes, in words, and whether that is emergencies only.
#[derive(Clone, Default)]
pub(super) struct Admits {
    pub words: String,
    pub urgent: bool,
}

/// Whom a window of a pack takes; no words where that is every change.
pub(super) fn admits(pack: &Pack, window: &Window) -> Admits {
    let mut when = window.when.clone();
    if pack.types.iter().all(|t| when.change_type.iter().any(|known| known == t.id())) {
        when.change_type.clear();
    }
    let words = if when == When::default() { String::new() } else { words(&when) };
    Admits { words, urgent: only_urgent(pack, &window.when.change_type) }
}

/// Whom a window that was announced takes.
pub(super) fn announced(pack: &Pack, window: &Opening) -> Admits {
    let of = |what: &str, list: &[String]| (!list.is_empty()).then(|| format!("{what} {}", list.join(" or ")));
    let parts = [of("environment", &window.environments), of("system", &window.systems), of("type", &window.types)];
    let words = parts.into_iter().flatten().collect::<Vec<_>>().join(" and ");
    Admits { words, urgent: only_urgent(pack, &window.types) }
}

fn only_urgent(pack: &Pack, types: &[String]) -> bool {
    let urgent = |id: &String| pack.change_type(id).is_some_and(|t| t.path == Path::Urgent);
    !types.is_empty() && types.iter().all(urgent)
}
