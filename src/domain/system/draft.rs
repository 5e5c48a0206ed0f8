//! Systems as people or a file give them, and everything that is wrong with them.

use super::events::Entry;
use super::{Systems, key};
use crate::base::text::{self, LINE_MAX};
use crate::policy::pack::Pack;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The longest id of a system, in characters.
const ID_MAX: usize = 64;

/// A system as it is given. What is not given stays as it was, or empty for a new one.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SystemDraft {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Option<String>,
    /// Tier: the id or title of a tier of the pack.
    pub tier: Option<String>,
    /// Owner.
    pub owner: Option<String>,
    /// Site.
    pub site: Option<String>,
    /// What it depends on.
    pub depends_on: Option<Vec<String>>,
    /// Place in the order of recovery, as text.
    pub priority: Option<String>,
    /// Kinds of sensitive data that it handles.
    pub data: Option<Vec<String>>,
}

/// Something that is wrong with one of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Which one, from 0.
    pub index: usize,
    /// The part at fault: `id`, `title`, `tier`, `owner`, `site`, `depends_on`, `priority`, `data`.
    pub part: &'static str,
    /// What is wrong, and what would be right.
    pub text: String,
}

/// The systems as entries, laid over what is recorded; only those that differ from it.
///
/// # Errors
/// All faults at once: ids that are none or are there twice, tiers and kinds of data that the pack does not have, dependencies on a system
/// that is neither recorded nor among them, on itself, or in a circle.
pub fn read(pack: &Pack, known: &Systems, drafts: &[SystemDraft]) -> Result<Vec<Entry>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        let mut fault = |part: &'static str, text: String| faults.push(Fault { index, part, text });
        let id = match text::line(&draft.id, ID_MAX) {
            Ok(id) if id.is_empty() => {
                fault("id", "a system needs an id".into());
                String::new()
            }
            Ok(id) if id.contains([',', ';', '/']) => {
                fault("id", format!("\"{id}\": an id has no comma, semicolon or slash"));
                id
            }
            Ok(id) => id,
            Err(wrong) => {
                fault("id", wrong.to_string());
                String::new()
            }
        };
        if !id.is_empty()
            && let Some(before) = first.insert(key(&id), index)
        {
            fault("id", format!("\"{id}\" is there twice; record {} names it first", before + 1));
        }
        // A system keeps the spelling under which it was first recorded.
        let before = known.find(&id).map(|s| &s.entry);
        let id = before.map_or(id, |s| s.id.clone());
        let mut line = |part: &'static str, given: &Option<String>, was: Option<&String>| match given {
            None => was.cloned().unwrap_or_default(),
            Some(given) => text::line(given, LINE_MAX).unwrap_or_else(|wrong| {
                fault(part, wrong.to_string());
                String::new()
            }),
        };
        let title = line("title", &draft.title, before.map(|s| &s.title));
        let owner = line("owner", &draft.owner, before.map(|s| &s.owner));
        let site = line("site", &draft.site, before.map(|s| &s.site));
        let tier = line("tier", &draft.tier, before.map(|s| &s.tier));
        let tier = tier_of(pack, &tier).unwrap_or_else(|| {
            let listed = pack.tiers.iter().map(|t| t.id.as_str()).collect::<Vec<_>>().join(", ");
            fault("tier", format!("\"{tier}\" is no tier of the pack; tiers are {listed}"));
            String::new()
        });
        let priority = match draft.priority.as_deref().map(str::trim) {
            None => before.and_then(|s| s.priority),
            Some("") => None,
            Some(word) => match word.parse::<u32>() {
                Ok(n) if n > 0 => Some(n),
                _ => {
                    fault("priority", format!("\"{}\" is no whole number from 1", text::visible(word)));
                    None
                }
            },
        };
        let depends_on = match &draft.depends_on {
            None => before.map(|s| s.depends_on.clone()).unwrap_or_default(),
            Some(given) => given.iter().map(|d| d.trim().to_owned()).filter(|d| !d.is_empty()).collect(),
        };
        let data = match &draft.data {
            None => before.map(|s| s.data.clone()).unwrap_or_default(),
            Some(given) => data_of(pack, given).unwrap_or_else(|wrong| {
                fault("data", wrong);
                Vec::new()
            }),
        };
        entries.push(Entry { id, title, tier, owner, site, depends_on, priority, data });
    }
    dependencies(known, &mut entries, &mut faults);
    if !faults.is_empty() {
        faults.sort_by_key(|f| f.index);
        return Err(faults);
    }
    entries.retain(|e| known.find(&e.id).is_none_or(|s| s.entry != *e));
    Ok(entries)
}

/// The id of a tier by id or title; anything where the pack has no tiers, nothing where none is given.
fn tier_of(pack: &Pack, given: &str) -> Option<String> {
    if given.is_empty() || pack.tiers.is_empty() {
        return Some(given.to_owned());
    }
    let same = |a: &str| a.eq_ignore_ascii_case(given);
    pack.tiers.iter().find(|t| same(&t.id) || same(&t.title)).map(|t| t.id.clone())
}

/// Kinds of data by the ids of the pack's table, each once; any words where the pack has none.
fn data_of(pack: &Pack, given: &[String]) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = Vec::new();
    for word in given.iter().map(|w| w.trim()).filter(|w| !w.is_empty()) {
        let kind = pack.data.iter().find(|d| d.is_called(word)).map(|d| d.id.clone());
        let id = match kind {
            Some(id) => id,
            None if pack.data.is_empty() => text::line(word, ID_MAX).map_err(|e| e.to_string())?,
            None => {
                let listed = pack.data.iter().map(|d| format!("{} ({})", d.id, d.text)).collect::<Vec<_>>().join(", ");
                return Err(format!("\"{}\" is no kind of data of the pack; it knows {listed}", text::visible(word)));
            }
        };
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found.sort();
    Ok(found)
}

/// Names dependencies as they are recorded, and finds those that lead nowhere or round in a circle.
fn dependencies(known: &Systems, entries: &mut [Entry], faults: &mut Vec<Fault>) {
    let own: BTreeMap<String, String> = entries.iter().map(|e| (key(&e.id), e.id.clone())).collect();
    for (index, entry) in entries.iter_mut().enumerate() {
        let mut fault = |text: String| faults.push(Fault { index, part: "depends_on", text });
        let mut named: Vec<String> = Vec::new();
        for on in &entry.depends_on {
            let found = own.get(&key(on)).or_else(|| known.find(on).map(|s| &s.entry.id));
            match found {
                _ if key(on) == key(&entry.id) => fault(format!("{} depends on itself", entry.id)),
                None => fault(format!(
                    "{} depends on \"{}\", and there is no such system; record it first, or in the same file",
                    entry.id,
                    text::visible(on)
                )),
                Some(id) if named.contains(id) => fault(format!("{} names {id} twice", entry.id)),
                Some(id) => named.push(id.clone()),
            }
        }
        entry.depends_on = named;
    }
    let mut edges: BTreeMap<String, Vec<String>> =
        known.in_use().map(|s| (key(&s.entry.id), s.entry.depends_on.iter().map(|d| key(d)).collect())).collect();
    edges.extend(entries.iter().map(|e| (key(&e.id), e.depends_on.iter().map(|d| key(d)).collect())));
    for circle in circles(&edges) {
        let at = entries.iter().position(|e| circle.contains(&key(&e.id)));
        if let Some(index) = at {
            let mut names: Vec<&str> = circle.iter().map(String::as_str).collect();
            names.extend(circle.first().map(String::as_str));
            let text = format!("dependencies go in a circle: {}", names.join(" -> "));
            faults.push(Fault { index, part: "depends_on", text });
        }
    }
}

/// Circles of a graph, each once: what is left when everything that needs nothing more is taken away, again and again.
fn circles(edges: &BTreeMap<String, Vec<String>>) -> Vec<Vec<String>> {
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (from, to) in edges {
        let there = to.iter().filter(|t| edges.contains_key(*t));
        open.insert(from, there.clone().count());
        for on in there {
            users.entry(on).or_default().push(from);
        }
    }
    let mut free: Vec<&str> = open.iter().filter(|(_, n)| **n == 0).map(|(id, _)| *id).collect();
    while let Some(done) = free.pop() {
        open.remove(done);
        for user in users.get(done).into_iter().flatten() {
            if let Some(left) = open.get_mut(user) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    free.push(user);
                }
            }
        }
    }
    let mut found: Vec<Vec<String>> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let ids: Vec<&str> = open.keys().copied().collect();
    for start in ids {
        let mut path: Vec<&str> = Vec::new();
        let mut at = start;
        while !seen.contains(at) {
            seen.insert(at);
            path.push(at);
            let next = edges.get(at).into_iter().flatten().find(|n| open.contains_key(n.as_str()));
            let Some(next) = next else { break };
            at = next;
        }
        if let Some(from) = path.iter().position(|p| *p == at) {
            found.push(path.iter().skip(from).map(|p| (*p).to_owned()).collect());
        }
    }
    found
}
