//! Reports of test and scan tools to typed measures: JUnit XML, Cobertura XML, LCOV, SARIF and checks of
//! checksums, told apart by content.
//!
//! Nothing is rounded up: a share is kept as two counts, and in hundredths of a percent it is rounded down
//! ([`Share::down`]) or up ([`Share::up`]), so that "at least" and "over" are both exact.

mod checksums;
mod cobertura;
mod fault;
mod junit;
mod lcov;
mod markup;
mod sarif;

pub use fault::ReportError;

use crate::base::text::tame_line;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

/// So many failing tests or findings are named; the rest is counted.
const NAMED_MAX: usize = 20;
/// A name is cut to so many characters.
const NAME_MAX: usize = 160;

/// A format of reports.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// JUnit XML, of any tool that writes it.
    Junit,
    /// Cobertura XML.
    Cobertura,
    /// LCOV tracefile.
    Lcov,
    /// SARIF 2.1.0.
    Sarif,
    /// What `sha256sum --check` prints.
    Checksums,
}

impl Format {
    /// Its name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Junit => "JUnit XML",
            Self::Cobertura => "Cobertura XML",
            Self::Lcov => "LCOV",
            Self::Sarif => "SARIF",
            Self::Checksums => "checksums",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A share of a whole, exact.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Share {
    /// How many count.
    pub part: u64,
    /// Of how many.
    pub whole: u64,
}

impl Share {
    /// In hundredths of a percent, rounded down; `None` of nothing.
    #[must_use]
    pub fn down(self) -> Option<i64> {
        let part = u128::from(self.part) * 10_000;
        i64::try_from(part.checked_div(u128::from(self.whole))?).ok()
    }

    /// In hundredths of a percent, rounded up; `None` of nothing.
    #[must_use]
    pub fn up(self) -> Option<i64> {
        let part = u128::from(self.part) * 10_000;
        let whole = u128::from(self.whole);
        (whole > 0).then(|| i64::try_from(part.div_ceil(whole)).ok()).flatten()
    }
}

/// A run of tests. `passed + failed + errors + skipped == total`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tests {
    /// Tests in the run.
    pub total: u64,
    /// Passed, those that passed on a later try included.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
    /// Ended in an error.
    pub errors: u64,
    /// Not run; they count as not passed.
    pub skipped: u64,
    /// Passed on a later try only.
    pub flaky: u64,
    /// How long the run took, in milliseconds, where every suite tells.
    pub took_ms: Option<u64>,
}

/// Coverage of code by tests.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// Lines covered, of those that can be.
    pub lines: Share,
    /// Branches taken, where the report tells of branches.
    pub branches: Share,
}

/// Findings of a scan that are open: neither suppressed nor absent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Scan {
    /// Runs of tools in the report.
    pub runs: u64,
    /// Runs that say they did not succeed.
    pub incomplete: u64,
    /// Open findings of level `error`.
    pub errors: u64,
    /// Open findings of level `warning`.
    pub warnings: u64,
    /// Open findings of level `note`.
    pub notes: u64,
    /// Open findings whose rule has a security severity of 9.0 or more.
    pub critical: u64,
    /// Open findings whose rule has a security severity from 7.0 to 8.9.
    pub high: u64,
    /// Open findings that the baseline did not have.
    pub new: u64,
    /// Findings suppressed with nobody's objection.
    pub suppressed: u64,
}

/// Files whose checksums were compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Checks {
    /// Files compared.
    pub files: u64,
    /// Files that are not what was expected, or cannot be read.
    pub differing: u64,
}

/// What a report measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measures {
    /// Of a JUnit report.
    Tests(Tests),
    /// Of a Cobertura or LCOV report.
    Coverage(Coverage),
    /// Of a SARIF report.
    Scan(Scan),
    /// Of a check of checksums.
    Checks(Checks),
}

impl Measures {
    /// The measures by name: counts, shares in hundredths of a percent (rounded down, and up under `NAME_up`), and
    /// `minutes` rounded up.
    #[must_use]
    pub fn numbers(&self) -> Vec<(&'static str, i64)> {
        let n = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let mut numbers = Vec::new();
        let mut share = |down: &'static str, up: &'static str, share: Share| {
            for (name, value) in [(down, share.down()), (up, share.up())] {
                numbers.extend(value.map(|v| (name, v)));
            }
        };
        match self {
            Self::Tests(t) => {
                share("pass_rate", "pass_rate_up", Share { part: t.passed, whole: t.total });
                let counts = [t.total, t.passed, t.failed, t.errors, t.skipped, t.flaky];
                let names = ["tests", "passed", "failed", "errors", "skipped", "flaky"];
                numbers.extend(names.into_iter().zip(counts.map(n)));
                numbers.extend(t.took_ms.map(|ms| ("minutes", n(ms.div_ceil(60_000)))));
            }
            Self::Coverage(c) => {
                share("coverage", "coverage_up", c.lines);
                share("branch_coverage", "branch_coverage_up", c.branches);
                numbers.extend([("lines", n(c.lines.whole)), ("lines_covered", n(c.lines.part))]);
            }
            Self::Scan(s) => {
                let counts = [s.runs, s.incomplete, s.errors, s.warnings, s.notes, s.critical, s.high, s.new];
                let names = ["runs", "incomplete", "errors", "warnings", "notes", "critical", "high", "new"];
                numbers.extend(names.into_iter().zip(counts.map(n)));
                numbers.push(("findings", n(s.errors + s.warnings + s.notes)));
                numbers.push(("suppressed", n(s.suppressed)));
            }
            Self::Checks(c) => numbers.extend([("files", n(c.files)), ("differing", n(c.differing))]),
        }
        numbers
    }

    /// The measure that counts what a report names; none where it names nothing.
    #[must_use]
    pub const fn names(&self) -> Option<&'static str> {
        match self {
            Self::Tests(_) => Some("failed"),
            Self::Coverage(_) => None,
            Self::Scan(_) => Some("errors"),
            Self::Checks(_) => Some("differing"),
        }
    }
}

/// A report that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Its format.
    pub format: Format,
    /// What it measures.
    pub measures: Measures,
    /// When the run began, as the report writes it.
    pub began: Option<String>,
    /// Tools that made it, where it names them.
    pub tools: Vec<String>,
    /// Tests that failed, findings of level `error`, or files that differ, at most twenty.
    pub named: Vec<String>,
    /// What has a result in it: tests that ran, files that were compared.
    pub covers: BTreeSet<String>,
    /// What is odd about it and was read nevertheless.
    pub remarks: Vec<String>,
}

impl Report {
    fn new(format: Format, measures: Measures) -> Self {
        Self {
            format,
            measures,
            began: None,
            tools: Vec::new(),
            named: Vec::new(),
            covers: BTreeSet::new(),
            remarks: Vec::new(),
        }
    }

    fn remark(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.remarks.contains(&text) {
            self.remarks.push(text);
        }
    }
}

/// Adds a name to a list that stays short, made safe for one line.
fn name(named: &mut Vec<String>, text: &str) {
    if named.len() < NAMED_MAX {
        named.push(tame_line(text, NAME_MAX));
    }
}

/// Reads a report of at most `cap` bytes, whichever of the formats it has.
///
/// # Errors
/// [`ReportError`] with line and column where the content is not of a known format, cut, contradictory, of an encoding
/// other than it says, declares entities, or holds a figure that cannot be (a coverage of 101 %, a negative count).
pub fn read(bytes: &[u8], cap: u64) -> Result<Report, ReportError> {
    if bytes.len() as u64 > cap {
        return Err(ReportError::TooLarge { size: bytes.len() as u64, cap });
    }
    let text = decode(bytes)?;
    match detect(&text)? {
        Format::Junit => junit::read(&text),
        Format::Cobertura => cobertura::read(&text),
        Format::Lcov => lcov::read(&text),
        Format::Sarif => sarif::read(&text),
        Format::Checksums => checksums::read(&text),
    }
}

/// The format by content: the root element, the first letters of a record, a checked file, or an object with `runs`.
fn detect(text: &str) -> Result<Format, ReportError> {
    let start = text.trim_start();
    match start.chars().next() {
        None => Err(ReportError::Empty),
        Some('{') => Ok(Format::Sarif),
        Some('<') => markup::root(text),
        Some(_) => {
            let record = |l: &str| ["TN:", "SF:", "VER:"].iter().any(|r| l.starts_with(r));
            let line = start.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with('#'));
            match line {
                Some(line) if record(line) => Ok(Format::Lcov),
                Some(line) if checksums::is_line(line) => Ok(Format::Checksums),
                _ => Err(ReportError::Unknown),
            }
        }
    }
}

/// The text of a report: UTF-8, UTF-16 with its mark, or the encoding that an XML declaration names.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ReportError> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        return match encoding.decode_without_bom_handling_and_without_replacement(body) {
            Some(text) => Ok(text),
            None => Err(ReportError::Encoding { what: format!("it begins as {} and is not", encoding.name()) }),
        };
    }
    let head = String::from_utf8_lossy(bytes.get(..200.min(bytes.len())).unwrap_or_default());
    let declared = head.strip_prefix("<?xml").and_then(|rest| {
        let rest = rest.split_once("?>")?.0.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        Some(rest.get(1..)?.split(quote).next()?.to_owned())
    });
    let Some(label) = declared else {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(e) => Err(not_utf8(bytes, e)),
        };
    };
    let shown = tame_line(&label, 40);
    let Some(encoding) = encoding_rs::Encoding::for_label(label.as_bytes()) else {
        return Err(ReportError::Encoding {
            what: format!("it declares the encoding \"{shown}\", which is not known"),
        });
    };
    if encoding == encoding_rs::UTF_8 {
        return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|e| not_utf8(bytes, e));
    }
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if encoding.is_ascii_compatible() => Ok(text),
        _ => Err(ReportError::Encoding { what: format!("it declares the encoding \"{shown}\" and is not in it") }),
    }
}

fn not_utf8(bytes: &[u8], e: std::str::Utf8Error) -> ReportError {
    let good = bytes.get(..e.valid_up_to()).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default();
    ReportError::Encoding { what: format!("it is not UTF-8 from {} on", fault::place(good, good.len())) }
}

#[cfg(test)]
mod tests;
