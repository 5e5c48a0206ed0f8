//! What was announced already beside what is announced now: the same window, one that takes as much, and freezes in it.

use super::{Calendar, Freeze, Opening};
use crate::domain::desk::Desk;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::schedule::Stretch;
use crate::policy::verdict::Reason;

/// Times and whom they are for, of a window or freeze that is announced.
pub(super) struct Meant<'a> {
    pub times: Stretch,
    pub environments: &'a [String],
    pub systems: &'a [String],
}

/// What a window meets: another that takes all that it would is told, and each freeze that goes before it.
///
/// # Errors
/// The same window is announced already.
pub(super) fn window(known: &Calendar, desk: &Desk, new: &Meant<'_>, types: &[String]) -> Result<Vec<Reason>, Refusal> {
    if let Some(same) = known.windows.iter().find(|w| is(w, new, types)) {
        let text = format!("{} ({}) is open for the same changes at the same time already", same.id(), same.title);
        let remedy = format!("keep that one, or end it first: quorate window end {}", same.no);
        return Err(Refusal::new(Kind::AlreadyDone, text, remedy));
    }
    let covering = known.windows.iter().find(|w| {
        let within = w.holds().is_some_and(|(from, until)| from <= new.times.0 && new.times.1 <= until);
        let wider = [(&w.environments, new.environments), (&w.systems, new.systems), (&w.types, types)];
        within && wider.iter().all(|(all, some)| covers(all, some))
    });
    let wider = covering.map(|w| Reason {
        rule: "windows-overlap".into(),
        text: format!("{} ({}) is open then for the same changes: the new one adds nothing to it", w.id(), w.title),
        remedy: format!("end the one that is not meant: quorate window end {}", w.no),
        ..Reason::default()
    });
    let frozen = known.freezes.iter().filter_map(|freeze| contrary(freeze, desk, new));
    Ok(wider.into_iter().chain(frozen).collect())
}

/// The windows that a freeze shuts.
pub(super) fn freeze<'a>(known: &'a Calendar, new: &'a Meant<'_>) -> impl Iterator<Item = Reason> + 'a {
    let shut = known.windows.iter().filter(|w| {
        let open = w.holds().is_some_and(|holds| overlap(holds, new.times));
        open && meets(&w.environments, new.environments) && meets(&w.systems, new.systems)
    });
    shut.map(|w| Reason {
        rule: "freeze-over-window".into(),
        text: format!("{} ({}) is open then, and the freeze goes before it", w.id(), w.title),
        remedy: format!("end the window (quorate window end {}), or choose another time", w.no),
        ..Reason::default()
    })
}

/// A freeze that goes before a window.
fn contrary(freeze: &Freeze, desk: &Desk, new: &Meant<'_>) -> Option<Reason> {
    let (from, until) = freeze.holds().into_iter().find(|holds| overlap(*holds, new.times))?;
    if !meets(&freeze.environments, new.environments) || !meets(&freeze.systems, new.systems) {
        return None;
    }
    let (id, title, no) = (freeze.id(), &freeze.title, freeze.no);
    Some(Reason {
        rule: "freeze-over-window".into(),
        text: format!(
            "{id} ({title}) holds from {} to {}, and goes before the window",
            desk.told(from),
            desk.told(until)
        ),
        remedy: format!("choose another time, or end the freeze: quorate freeze end {no}"),
        ..Reason::default()
    })
}

fn is(window: &Opening, new: &Meant<'_>, types: &[String]) -> bool {
    let same = [(&window.environments, new.environments), (&window.systems, new.systems), (&window.types, types)];
    window.holds() == Some(new.times) && same.iter().all(|(a, b)| covers(a, b) && covers(b, a))
}

/// Whether whoever is for all of these is for all of those; none named is for everything.
fn covers(all: &[String], some: &[String]) -> bool {
    all.is_empty() || !some.is_empty() && some.iter().all(|word| all.contains(word))
}

fn meets(a: &[String], b: &[String]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|word| b.contains(word))
}

const fn overlap(a: Stretch, b: Stretch) -> bool {
    a.0.0 < b.1.0 && b.0.0 < a.1.0
}
