//! Reads a pack's TOML; every complaint names line and column, and the nearest valid key.

use super::board::{MajorityOf, VoteRule};
use super::combine;
use super::pack::{Pack, SCHEMA};
use std::borrow::Cow;

/// Gives parts with a spanned `id` their `id()`.
macro_rules! keyed {
    ($($part:ident),+) => {$(
        impl $part {
            /// The id.
            #[must_use]
            pub fn id(&self) -> &str {
                self.id.get_ref()
            }
        }
    )+};
}
pub(crate) use keyed;

/// A complaint about a pack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Whether the pack is unusable; else it is a value or a duty that is still open.
    pub error: bool,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what would be right.
    pub text: String,
    /// Clauses that demand what is missing.
    pub clauses: Vec<String>,
}

impl Finding {
    /// An error at a byte offset of the text.
    #[must_use]
    pub fn error(text: &str, offset: usize, what: String) -> Self {
        let (line, column) = place(text, offset);
        Self { error: true, line, column, text: what, clauses: Vec::new() }
    }
}

/// Line and column (both from 1, in characters) of a byte offset.
#[must_use]
pub fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// Reads one pack without what it extends.
///
/// # Errors
/// One [`Finding`] for malformed TOML, an unknown or repeated key, a value of the wrong kind, or another schema.
pub fn parse(text: &str) -> Result<Pack, Finding> {
    let mut pack: Pack = toml::from_str(text).map_err(|e| {
        let offset = e.span().map_or(0, |s| s.start);
        let mut what = explain(e.message());
        // A key that stands twice is named.
        if what == "duplicate key" {
            let key = e.span().and_then(|s| text.get(s)).map(str::trim).filter(|k| !k.is_empty() && !k.contains('\n'));
            what = key.map_or(what, |key| format!("the key \"{key}\" stands twice"));
        }
        Finding::error(text, offset, what)
    })?;
    if pack.schema != SCHEMA {
        let offset = text.find("schema").unwrap_or(0);
        let what = format!("schema {} is not known; this program reads schema {SCHEMA}", pack.schema);
        return Err(Finding::error(text, offset, what));
    }
    pack.calendar = pack.calendar_of_settings();
    Ok(pack)
}

/// Those lines of a pack's text that belong to the tables which are wanted, and what stands before the first table. It is
/// found by the heads of tables alone, without reading the text as TOML; a text that is laid out otherwise comes out broken.
#[must_use]
pub fn lines_of(text: &str, wanted: impl Fn(&str) -> bool) -> String {
    let (mut kept, mut keeps, mut quoted) = (String::new(), true, None);
    for line in text.split_inclusive('\n') {
        let head = line.trim_start().strip_prefix('[').filter(|_| quoted.is_none());
        if let Some(head) = head {
            let name = head.trim_start_matches(['[', ' ', '"', '\'']);
            let end = name.find(['.', ']', ' ', '"', '\'']).unwrap_or(name.len());
            keeps = name.get(..end).is_some_and(&wanted);
        }
        // A text of several lines may have lines that look like heads.
        let mut rest = line;
        while let Some((at, mark)) = opening(rest, quoted) {
            quoted = if quoted.is_some() { None } else { Some(mark) };
            rest = rest.get(at + mark.len()..).unwrap_or_default();
        }
        if keeps {
            kept.push_str(line);
        }
    }
    kept
}

/// Where a line begins a text of several lines, or ends the one that it is in, and by which mark.
fn opening(line: &str, within: Option<&'static str>) -> Option<(usize, &'static str)> {
    let marks = ["\"\"\"", "'''"].into_iter().filter(|mark| within.is_none_or(|own| own == *mark));
    marks.filter_map(|mark| line.find(mark).map(|at| (at, mark))).min()
}

/// Gives the text of a pack by its name.
pub type Find<'a> = &'a dyn Fn(&str) -> Option<Cow<'static, str>>;

/// Gives the JSON of a pack's TOML text, where it was made before.
pub type Ready<'a> = &'a dyn Fn(&str) -> Option<&'static str>;

/// As [`parse`], by the JSON of the text where there is one.
///
/// # Errors
/// As [`parse`].
pub fn parse_ready(text: &str, ready: Ready<'_>) -> Result<Pack, Finding> {
    match ready(text).and_then(|json| serde_json::from_str::<Pack>(json).ok()).filter(|p| p.schema == SCHEMA) {
        Some(mut pack) => {
            pack.calendar = pack.calendar_of_settings();
            Ok(pack)
        }
        None => parse(text),
    }
}

/// Reads a pack and everything that it extends; `find` gives the text of a pack by name.
///
/// # Errors
/// As [`parse`], and when the base is not found or packs extend each other in a circle.
pub fn load(text: &str, find: Find<'_>) -> Result<Pack, Finding> {
    load_ready(text, find, &|_| None)
}

/// As [`load`], by the JSON of the texts where there is one.
///
/// # Errors
/// As [`load`].
pub fn load_ready(text: &str, find: Find<'_>, ready: Ready<'_>) -> Result<Pack, Finding> {
    load_within(text, find, ready, &mut Vec::new())
}

fn load_within(text: &str, find: Find<'_>, ready: Ready<'_>, above: &mut Vec<String>) -> Result<Pack, Finding> {
    let pack = parse_ready(text, ready)?;
    let Some(base) = pack.extends.clone() else { return Ok(pack) };
    let offset = text.find("extends").unwrap_or(0);
    above.push(pack.name.clone());
    if above.contains(&base) {
        let what = format!("extends goes in a circle: {} -> {base}", above.join(" -> "));
        return Err(Finding::error(text, offset, what));
    }
    let Some(base_text) = find(&base) else {
        return Err(Finding::error(text, offset, format!("extends names \"{base}\", and there is no such pack")));
    };
    let base = load_within(&base_text, find, ready, above).map_err(|f| {
        Finding::error(text, offset, format!("in \"{base}\", line {}, column {}: {}", f.line, f.column, f.text))
    })?;
    let mut whole = combine::extend(base, pack);
    whole.calendar = whole.calendar_of_settings();
    Ok(whole)
}

/// The parser's message, with the nearest valid key where it lists what it expected.
fn explain(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let (Some(given), true) = (quoted.next(), message.starts_with("unknown")) else { return message.to_owned() };
    match nearest(given, quoted) {
        Some(near) => format!("unknown key or word \"{given}\"; did you mean \"{near}\"?"),
        None => message.to_owned(),
    }
}

/// The candidate with the smallest edit distance, if it is near enough to be meant.
#[must_use]
pub fn nearest<'a>(given: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|c| (distance(given, c), c))
        .min()
        .filter(|(d, c)| *d <= 1 + given.chars().count().max(c.chars().count()) / 2)
        .map(|(_, c)| c)
}

/// The edit distance in characters, in which two neighbours that changed places count once.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut before = None;
    for (i, ca) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let at = |row: &[usize], n: usize| row.get(n).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&row, j) + usize::from(ca != *cb)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            // Two neighbours that changed places are one slip.
            let swapped = j.checked_sub(1).filter(|k| before == Some(*cb) && b.get(*k) == Some(&ca));
            if let Some(k) = swapped {
                best = best.min(at(&above, k) + 1);
            }
            next.push(best);
        }
        above = std::mem::replace(&mut row, next);
        before = Some(ca);
    }
    row.last().copied().unwrap_or_default()
}

impl Pack {
    /// The rule under which a board of `seats` seats votes, from the board's table and the settings.
    #[must_use]
    pub fn vote_rule(&self, seats: usize) -> VoteRule {
        VoteRule {
            quorum: self.board.quorum.needed(seats),
            of: seats,
            threshold: self.board.threshold,
            majority_of: match self.setting("vote.majority_of") {
                Some("members") => MajorityOf::Members,
                Some("cast") => MajorityOf::Cast,
                _ => MajorityOf::Present,
            },
            min_in_favour: self.setting("vote.min_in_favour").and_then(|n| n.parse().ok()).unwrap_or(0),
            chair_casting: self.is_on("vote.chair_casting"),
        }
    }
}
