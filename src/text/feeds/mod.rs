//! Foreign change records to typed rows: bytes in, rows out, in bounded memory.
//!
//! [`read`] gives a [`Feed`], which yields a [`ForeignChange`] for each good record, says of each other one why it was
//! left out, and ends with a [`FeedError`] where the file itself is broken. What concerns the whole file is in
//! [`Feed::notes`].

mod bpi2014;
pub mod change;
pub mod dates;
mod decode;
pub mod fault;
mod fill;
mod itop;
mod jira;
mod json;
mod layout;
pub mod mapping;
mod servicenow;
pub mod systems;
mod table;
pub mod target;
mod words;
mod xml;

use crate::base::text::so_many;
use change::ForeignChange;
use chrono_tz::Tz;
use decode::Decoded;
use fault::{At, FeedError, Notes, ReadError, RowError};
use fill::Clock;
use layout::{Dialect, Layout, Record};
use mapping::Mapping;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::io::Read;
use std::str::FromStr;
use target::{Bind, Target};

/// Records looked at before the first is given, to find out the order of day and month.
const AHEAD: usize = 200;
/// Bytes that they may take together.
const AHEAD_BYTES: usize = 2 * 1024 * 1024;

/// A tool whose exports can be read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// ServiceNow `change_request`: JSON, CSV, XML.
    ServiceNow,
    /// Jira: CSV.
    Jira,
    /// The change log of the BPI Challenge 2014: CSV.
    Bpi2014,
    /// iTop changes: XML, CSV, JSON.
    Itop,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::ServiceNow, Self::Jira, Self::Bpi2014, Self::Itop];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ServiceNow => "servicenow",
            Self::Jira => "jira",
            Self::Bpi2014 => "bpi2014",
            Self::Itop => "itop",
        }
    }

    fn dialect(self) -> &'static Dialect {
        match self {
            Self::ServiceNow => &servicenow::DIALECT,
            Self::Jira => &jira::DIALECT,
            Self::Bpi2014 => &bpi2014::DIALECT,
            Self::Itop => &itop::DIALECT,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no format.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("\"{0}\" is no format: servicenow, jira, bpi2014 or itop")]
pub struct FormatError(pub String);

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        let wanted = text.to_lowercase();
        Self::ALL.into_iter().find(|f| f.name() == wanted).ok_or_else(|| FormatError(layout::shown(text)))
    }
}

enum Source<'a> {
    Table(table::Table<'a>),
    Json(json::Json<'a>),
    Xml(xml::Xml<'a>),
}

/// The records of a file, one after the other.
pub struct Feed<'a> {
    source: Source<'a>,
    layout: Layout,
    clock: Clock,
    ahead: VecDeque<Record>,
    broken: Option<FeedError>,
    ended: bool,
    seen: HashMap<String, u64>,
    groups: Option<bpi2014::Groups>,
    records: u64,
    remarks: Vec<String>,
}

/// Begins to read a file. `tz` is the zone of local times where neither the format nor the mapping says another.
///
/// # Errors
/// [`FeedError`] when the file is empty, no text, of another kind, or lacks a column for the id or title.
pub fn read<'a>(format: Format, reader: impl Read + 'a, mapping: &Mapping, tz: Tz) -> Result<Feed<'a>, FeedError> {
    let mut input = Decoded::new(reader);
    let at = At { line: 1, column: 1 };
    let first = input.first().map_err(|source| FeedError::Io { at, read: 0, source })?;
    if let Some(what) = input.foreign() {
        let what = format!("this is {what}, not an export of {format} as text; export it again as CSV, JSON or XML");
        return Err(FeedError::Syntax { at, what, read: 0 });
    }
    let mut layout = Layout::new(format.dialect(), mapping.clone());
    let both = matches!(format, Format::ServiceNow | Format::Itop);
    let source = match first {
        Some(b'{' | b'[') if both => Source::Json(json::Json::open(input)),
        Some(b'<') if both => Source::Xml(xml::Xml::open(input)),
        Some(b'{' | b'[' | b'<') => {
            let what = format!("headings of a CSV export of {format} are expected; this looks like JSON or XML");
            return Err(FeedError::Syntax { at, what, read: 0 });
        }
        _ => Source::Table(table::Table::open(input, &mut layout)?),
    };
    let mut remarks = Vec::new();
    if let Source::Table(table) = &source {
        for target in [Some(Target::Id), layout.dialect.titled.then_some(Target::Title)].into_iter().flatten() {
            if !layout.fills(target) {
                let (expected, found) = (layout.expected(target), layout.found());
                return Err(FeedError::NoColumn { target: target.name(), expected, found });
            }
        }
        remarks.clone_from(&table.remarks);
    }
    let own = if format == Format::Bpi2014 { Tz::Europe__Amsterdam } else { tz };
    let zone = mapping.zone.unwrap_or(own);
    let mut feed = Feed {
        source,
        layout,
        clock: Clock { shown: zone, stored: zone, order: dates::Order::DayFirst },
        ahead: VecDeque::new(),
        broken: None,
        ended: false,
        seen: HashMap::new(),
        groups: (format == Format::Bpi2014).then(bpi2014::Groups::default),
        records: 0,
        remarks,
    };
    feed.look_ahead();
    Ok(feed)
}

impl Feed<'_> {
    /// Bytes of the file taken so far, for a progress bar.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.input().bytes_read()
    }

    /// What is worth knowing of the file as a whole; complete when the feed has ended.
    #[must_use]
    pub fn notes(&self) -> Notes {
        let input = self.input();
        let mut remarks = self.remarks.clone();
        if input.odd > 0 {
            let how = if input.encoding == "UTF-8" { "read as windows-1252" } else { "replaced" };
            remarks.push(if input.odd == 1 {
                format!("1 character was not {} and was {how}", input.encoding)
            } else {
                format!("{} characters were not {} and were {how}", input.odd, input.encoding)
            });
        }
        let nameless = self.layout.nameless();
        if nameless > 0 {
            remarks.push(format!(
                "a column without a name holds text in {}; it was not read",
                so_many(nameless, "record")
            ));
        }
        if let Source::Xml(xml) = &self.source
            && xml.unknown_entities > 0
        {
            remarks.push(format!("left as written: {} that nothing knows", so_many(xml.unknown_entities, "entity")));
        }
        Notes {
            records: self.records,
            encoding: input.encoding,
            unknown_columns: self.layout.unknown(),
            unused_mappings: self.layout.unused(),
            remarks,
        }
    }

    fn input(&self) -> &Decoded<'_> {
        match &self.source {
            Source::Table(table) => table.input(),
            Source::Json(json) => json.input(),
            Source::Xml(xml) => xml.input(),
        }
    }

    fn pull(&mut self) -> Option<Record> {
        if self.ended {
            return None;
        }
        let next = match &mut self.source {
            Source::Table(table) => table.next(),
            Source::Json(json) => json.next(&mut self.layout),
            Source::Xml(xml) => xml.next(&mut self.layout),
        };
        match next {
            Ok(Some(record)) => Some(record),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(e) => {
                self.ended = true;
                self.broken = Some(e);
                None
            }
        }
    }

    /// Reads the first records to see whether their dates put the day or the month first.
    fn look_ahead(&mut self) {
        let mut bytes = 0;
        while self.ahead.len() < AHEAD && bytes < AHEAD_BYTES {
            let Some(record) = self.pull() else { break };
            bytes += record.cells.iter().map(|(_, c)| c.value.len() + 64).sum::<usize>();
            self.ahead.push_back(record);
        }
        if let Some(order) = self.layout.mapping.order {
            self.clock.order = order;
            return;
        }
        let (mut day, mut month, mut open) = (0_u64, 0_u64, None);
        for (place, cell) in self.ahead.iter().flat_map(|r| &r.cells) {
            if !matches!(self.layout.bound(*place), Bind::To(target) if target.is_moment()) {
                continue;
            }
            let raw = if cell.value.trim().is_empty() { cell.words() } else { cell.value.trim() };
            match dates::proves(raw) {
                Some(dates::Order::DayFirst) => day += 1,
                Some(dates::Order::MonthFirst) => month += 1,
                None if open.is_none()
                    && dates::parse(raw, chrono_tz::UTC, self.clock.order)
                        .is_ok_and(|d| d.is_some_and(|d| d.either)) =>
                {
                    open = Some(layout::shown(raw));
                }
                None => {}
            }
        }
        if month > 0 && day == 0 {
            self.clock.order = dates::Order::MonthFirst;
        }
        // The log of the challenge is known to put the day first.
        let doubtful = (day > 0) == (month > 0) && self.groups.is_none();
        if let Some(example) = open.filter(|_| doubtful) {
            self.remarks.push(format!(
                "dates such as {example} are read with the day first; if the month comes first, say so in a mapping \
                 file: [dates] order = \"month-first\""
            ));
        }
    }

    /// The next record as a change, or why not.
    fn step(&mut self) -> Option<Result<ForeignChange, RowError>> {
        let record = self.ahead.pop_front().or_else(|| self.pull())?;
        self.records += 1;
        self.layout.count(&record);
        let mut clock = self.clock;
        if self.layout.dialect.format == Format::ServiceNow && !matches!(self.source, Source::Table(_)) {
            clock = servicenow::clock(&self.layout, &record, clock);
        }
        Some(fill::fill(&self.layout, &record, clock).and_then(|change| self.first_of(change)))
    }

    /// Refuses a change whose id was read before, except where a change has several rows.
    fn first_of(&mut self, change: ForeignChange) -> Result<ForeignChange, RowError> {
        if self.groups.is_some() {
            return Ok(change);
        }
        if let Some(before) = self.seen.get(&change.source_id) {
            return Err(RowError {
                row: change.row,
                line: change.line,
                column: None,
                reason: format!("{} stands already in record {before}; that one is taken", change.source_id),
            });
        }
        self.seen.insert(change.source_id.clone(), change.row);
        Ok(change)
    }
}

impl Iterator for Feed<'_> {
    type Item = Result<ForeignChange, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.groups.as_ref().is_some_and(bpi2014::Groups::full) {
                return self.groups.as_mut()?.pop().map(Ok);
            }
            match (self.step(), &mut self.groups) {
                (Some(Ok(change)), Some(groups)) => {
                    if let Err(e) = groups.add(change) {
                        return Some(Err(ReadError::Row(e)));
                    }
                }
                (Some(Ok(change)), None) => return Some(Ok(change)),
                (Some(Err(e)), _) => return Some(Err(ReadError::Row(e))),
                (None, groups) => {
                    if let Some(change) = groups.as_mut().and_then(bpi2014::Groups::pop) {
                        return Some(Ok(change));
                    }
                    return self.broken.take().map(|e| Err(ReadError::Feed(e)));
                }
            }
        }
    }
}
