//! A record of any format into a typed change: text is tamed, words and dates are understood or warned of.

use super::change::{ForeignChange, Warning};
use super::dates::{self, Order};
use super::fault::RowError;
use super::layout::{Cell, Layout, Record};
use super::target::{Bind, Target};
use super::{change, words};
use crate::base::text::{self, LINE_MAX, PROSE_MAX};
use crate::base::time::{Moment, Span};
use crate::domain::change::states::State;
use chrono_tz::Tz;

/// The longest id of a record, in characters.
const ID_MAX: usize = 100;
/// Plans that begin longer before or after the opening of the record are doubted.
const FAR: Span = Span::hours(3 * 365 * 24);

/// How the dates of a file are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Clock {
    /// Zone of values as a person sees them.
    pub(super) shown: Tz,
    /// Zone of stored values.
    pub(super) stored: Tz,
    /// Order of day and month.
    pub(super) order: Order,
}

/// Makes a change of a record.
///
/// # Errors
/// [`RowError`] when the record has no id or title or is no change.
pub(super) fn fill(layout: &Layout, record: &Record, clock: Clock) -> Result<ForeignChange, RowError> {
    let refuse = |column: Option<&str>, reason: String| RowError {
        row: record.row,
        line: record.line,
        column: column.map(super::layout::shown),
        reason,
    };
    if let Some(flaw) = &record.flaw {
        return Err(refuse(None, flaw.clone()));
    }
    if record.cells.iter().all(|(_, cell)| cell.is_empty()) {
        return Err(refuse(None, "the record is empty".to_owned()));
    }
    let mut filler = Filler {
        layout,
        clock,
        whole_title: None,
        out: ForeignChange::empty(layout.dialect.format, record.row, record.line),
    };
    for (place, cell) in record.cells.iter().filter(|(_, cell)| !cell.is_empty()) {
        match layout.bound(*place) {
            Bind::To(target) => filler.set(*target, layout.name(*place), cell),
            Bind::Extra(name) => filler.extra(name, layout.name(*place), cell),
            Bind::Ignore | Bind::Unknown => {}
        }
    }
    let mut out = filler.out;
    if let Some(whole) = filler.whole_title {
        let described = out.description.map(|d| format!("{whole}\n\n{d}")).unwrap_or(whole);
        out.description = Some(text::tame_prose(&described));
    }
    if let Some(odd) = &record.odd {
        out.warnings.push(Warning { column: None, text: odd.clone() });
    }
    (layout.dialect.finish)(&mut out, &layout.mapping).map_err(|reason| refuse(None, reason))?;
    if out.source_id.is_empty() {
        return Err(refuse(None, format!("no id: {} is empty", layout.expected(Target::Id))));
    }
    if out.source_id.chars().count() > ID_MAX {
        let start: String = out.source_id.chars().take(40).collect();
        return Err(refuse(None, format!("the id \"{start}…\" is longer than {ID_MAX} characters")));
    }
    if layout.dialect.titled && out.title.is_empty() {
        return Err(refuse(
            None,
            format!("{} has no title: {} is empty", out.source_id, layout.expected(Target::Title)),
        ));
    }
    doubt(&mut out);
    out.seal();
    Ok(out)
}

struct Filler<'l> {
    layout: &'l Layout,
    clock: Clock,
    /// The title, where it is too long to be one.
    whole_title: Option<String>,
    out: ForeignChange,
}

impl Filler<'_> {
    fn set(&mut self, target: Target, column: &str, cell: &Cell) {
        match target {
            Target::Id => {
                // The id is compared, so it is never cut here; one that is too long is refused later.
                let id = self.line(column, cell, ID_MAX * 4);
                keep_first(&mut self.out.source_id, id);
            }
            Target::Title => {
                let title = self.title(column, cell);
                keep_first(&mut self.out.title, title);
            }
            Target::Type => {
                let kind = self.understood(
                    target,
                    column,
                    cell,
                    |word| change::ForeignType::ALL.into_iter().find(|t| t.word() == word),
                    self.layout.dialect.kind,
                );
                self.out.change_type = self.out.change_type.or(kind);
                self.keep_word("type_word", kind.map(change::ForeignType::word), cell);
            }
            Target::State => {
                let state = self.understood(
                    target,
                    column,
                    cell,
                    |word| State::ALL.into_iter().find(|s| s.word() == word),
                    self.layout.dialect.state,
                );
                self.out.state = self.out.state.or(state);
                self.keep_word("state_word", state.map(State::word), cell);
            }
            Target::Outcome => {
                let outcome = self.understood(
                    target,
                    column,
                    cell,
                    |word| change::ForeignOutcome::ALL.into_iter().find(|o| o.word() == word).map(Some),
                    self.layout.dialect.outcome,
                );
                self.out.outcome = self.out.outcome.or(outcome.flatten());
            }
            Target::Risk | Target::Impact | Target::Likelihood | Target::Priority => {
                let level = self.level(target, column, cell);
                if let Some(slot) = self.line_slot(target) {
                    slot.get_or_insert(level);
                }
            }
            Target::Affected => {
                let name = self.line(column, cell, LINE_MAX);
                if !name.is_empty() && !self.out.affected.contains(&name) {
                    self.out.affected.push(name);
                }
            }
            Target::CloseCode => {
                let code = self.layout.mapping.value(target, cell.words()).map(str::to_owned);
                let code = code.unwrap_or_else(|| self.line(column, cell, LINE_MAX));
                self.out.close_code.get_or_insert(code);
            }
            Target::Requester | Target::Owner | Target::Group => {
                let name = self.line(column, cell, LINE_MAX);
                if let Some(slot) = self.line_slot(target) {
                    slot.get_or_insert(name);
                }
            }
            Target::Description
            | Target::Justification
            | Target::ImplementationPlan
            | Target::TestPlan
            | Target::BackoutPlan
            | Target::CommunicationPlan
            | Target::CloseNotes => {
                let prose = self.prose(column, cell);
                if let Some(slot) = self.line_slot(target) {
                    // Two columns for one field are both worth reading.
                    match slot {
                        Some(have) if !have.contains(&prose) => {
                            *have = text::tame_prose(&format!("{have}\n\n{prose}"));
                        }
                        Some(_) => {}
                        None => *slot = Some(prose),
                    }
                }
            }
            Target::Opened
            | Target::PlannedStart
            | Target::PlannedEnd
            | Target::ActualStart
            | Target::ActualEnd
            | Target::Closed => {
                let at = self.moment(column, cell);
                if let Some(slot) = self.moment_slot(target) {
                    *slot = slot.or(at);
                }
            }
        }
    }

    fn line_slot(&mut self, target: Target) -> Option<&mut Option<String>> {
        Some(match target {
            Target::Requester => &mut self.out.requester,
            Target::Owner => &mut self.out.owner,
            Target::Group => &mut self.out.group,
            Target::Description => &mut self.out.description,
            Target::Justification => &mut self.out.justification,
            Target::Risk => &mut self.out.risk,
            Target::Impact => &mut self.out.impact,
            Target::Likelihood => &mut self.out.likelihood,
            Target::Priority => &mut self.out.priority,
            Target::ImplementationPlan => &mut self.out.implementation_plan,
            Target::TestPlan => &mut self.out.test_plan,
            Target::BackoutPlan => &mut self.out.backout_plan,
            Target::CommunicationPlan => &mut self.out.communication_plan,
            Target::CloseNotes => &mut self.out.close_notes,
            _ => return None,
        })
    }

    fn moment_slot(&mut self, target: Target) -> Option<&mut Option<Moment>> {
        Some(match target {
            Target::Opened => &mut self.out.opened,
            Target::PlannedStart => &mut self.out.planned_start,
            Target::PlannedEnd => &mut self.out.planned_end,
            Target::ActualStart => &mut self.out.actual_start,
            Target::ActualEnd => &mut self.out.actual_end,
            Target::Closed => &mut self.out.closed,
            _ => return None,
        })
    }

    fn warn(&mut self, column: &str, text: String) {
        self.out.warnings.push(Warning { column: Some(super::layout::shown(column)), text });
    }

    fn line(&mut self, column: &str, cell: &Cell, max: usize) -> String {
        let raw = cell.words();
        if raw.chars().any(|c| text::is_unsafe(c) && !matches!(c, '\n' | '\r' | '\t')) {
            self.warn(column, "control characters were made visible".to_owned());
        }
        let tamed = text::tame_line(&raw.replace('\t', " "), max);
        if tamed.ends_with('…') && !raw.ends_with('…') {
            self.warn(column, format!("was cut to {max} of {} characters", raw.chars().count()));
        }
        tamed
    }

    /// A title; of one that is too long, the whole is kept for the beginning of the description.
    fn title(&mut self, column: &str, cell: &Cell) -> String {
        let title = self.line(column, cell, LINE_MAX);
        let whole = text::tame_prose(cell.words());
        let length = whole.chars().count();
        if self.out.title.is_empty() && length > LINE_MAX && title.ends_with('…') {
            // In the place of the warning that only tells of the cut.
            self.out.warnings.pop();
            self.warn(
                column,
                format!("was cut to {LINE_MAX} of {length} characters; the whole title begins the description"),
            );
            self.whole_title = Some(whole);
        }
        title
    }

    fn prose(&mut self, column: &str, cell: &Cell) -> String {
        let raw = cell.words();
        if raw.chars().any(|c| text::is_unsafe(c) && !matches!(c, '\n' | '\r' | '\t')) {
            self.warn(column, "control characters were made visible".to_owned());
        }
        let length = raw.chars().count();
        if length > PROSE_MAX {
            self.warn(column, format!("was cut to {PROSE_MAX} of {length} characters"));
        }
        text::tame_prose(raw)
    }

    fn extra(&mut self, name: &str, column: &str, cell: &Cell) {
        let prose = self.prose(column, cell);
        match self.out.extra.get_mut(name) {
            Some(have) if have.len() + prose.len() > PROSE_MAX => {
                self.warn(column, "has more values than fit; the rest was left out".to_owned());
            }
            Some(have) => {
                have.push('\n');
                have.push_str(&prose);
            }
            None => {
                self.out.extra.insert(name.to_owned(), prose);
            }
        }
    }

    /// What a word means: the mapping is asked first, then the format; the shown word before the stored one.
    fn understood<T>(
        &mut self,
        target: Target,
        column: &str,
        cell: &Cell,
        mapped: impl Fn(&str) -> Option<T>,
        known: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let candidates = [cell.words(), cell.value.trim()];
        let by_mapping = candidates.iter().find_map(|w| self.layout.mapping.value(target, w)).and_then(mapped);
        let found = by_mapping.or_else(|| candidates.iter().filter(|w| !w.is_empty()).find_map(|w| known(w)));
        if found.is_none() {
            let word = text::tame_line(cell.words(), 60);
            let name = target.name();
            self.warn(column, format!("\"{word}\" is no {name} that is known; map it under [values.{name}]"));
        }
        found
    }

    /// Keeps the tool's own word where it says more than ours.
    fn keep_word(&mut self, name: &str, ours: Option<&str>, cell: &Cell) {
        let word = text::tame_line(cell.words(), 60);
        if !is_code(&word) && ours != Some(words::plain(&word).as_str()) {
            self.out.extra.entry(name.to_owned()).or_insert(word);
        }
    }

    fn level(&mut self, target: Target, column: &str, cell: &Cell) -> String {
        for word in [cell.words(), cell.value.trim()] {
            if let Some(said) = self.layout.mapping.value(target, word) {
                return said.to_owned();
            }
        }
        let word = self.line(column, cell, 60);
        // "3 - Low" and "Low (2)" say the number beside the word.
        let bare =
            word.split_once(" - ").filter(|(n, _)| n.trim().parse::<i64>().is_ok()).map_or(word.as_str(), |(_, w)| w);
        match bare.trim().parse::<i64>() {
            Ok(number) => match (self.layout.dialect.level)(target, number) {
                Some(word) => word.to_owned(),
                None => bare.trim().to_owned(),
            },
            Err(_) => bare.trim().to_lowercase(),
        }
    }

    fn moment(&mut self, column: &str, cell: &Cell) -> Option<Moment> {
        let stored = cell.value.trim();
        let (raw, zone) = match cell.shown.as_deref() {
            Some(shown) if stored.is_empty() => (shown.trim(), self.clock.shown),
            _ => (stored, self.clock.stored),
        };
        let said = text::tame_line(raw, 40);
        match dates::parse(raw, zone, self.clock.order) {
            Ok(None) => None,
            Ok(Some(dated)) => {
                if dated.skipped {
                    self.warn(column, format!("\"{said}\" does not exist in {zone}; read an hour later"));
                }
                Some(dated.at)
            }
            Err(why) => {
                self.warn(column, format!("\"{said}\" {why}; left out"));
                None
            }
        }
    }
}

fn keep_first(slot: &mut String, value: String) {
    if slot.is_empty() {
        *slot = value;
    }
}

/// Warns of dates that contradict each other; they are kept as the file has them.
fn doubt(out: &mut ForeignChange) {
    let mut doubts = Vec::new();
    let pairs = [
        ("the planned start", out.planned_start, "the planned end", out.planned_end),
        ("the actual start", out.actual_start, "the actual end", out.actual_end),
        ("the opening", out.opened, "the closing", out.closed),
    ];
    for (first, a, second, b) in pairs {
        if let (Some(a), Some(b)) = (a, b)
            && b < a
        {
            doubts.push(format!("{second} ({b}) lies before {first} ({a})"));
        }
    }
    if let (Some(opened), Some(start)) = (out.opened, out.planned_start) {
        let distance = start.since(opened).0.unsigned_abs();
        if distance > FAR.0.unsigned_abs() {
            doubts.push(format!("the planned start ({start}) lies more than three years from the opening ({opened})"));
        }
    }
    out.warnings.extend(doubts.into_iter().map(|text| Warning { column: None, text }));
}

/// Whether a stored value is a code rather than a word, for records whose dates are in UTC only then.
pub(super) fn is_code(word: &str) -> bool {
    let word = words::plain(word);
    !word.is_empty() && word.trim_start().parse::<i64>().is_ok()
}
