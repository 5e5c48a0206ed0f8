//! JUnit XML: the test cases are counted; what the suites claim only ever makes the outcome worse.
//!
//! Tools differ: the root is `testsuites` or one `testsuite`, suites nest, a repeated test carries `flakyFailure` or
//! `rerunFailure` beside or without a `failure`, `skipped` and `disabled` count apart, times have thousands
//! separators, and some tools list no case at all.

use super::fault::ReportError;
use super::markup::{Markup, Piece, Tag};
use super::{Format, Measures, Report, Tests, name};
use crate::base::text::so_many;

/// How a test case ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum End {
    #[default]
    Passed,
    Skipped,
    Failed,
    Error,
}

#[derive(Default)]
struct Case {
    title: String,
    end: End,
    retried: bool,
    depth: usize,
}

/// What suites claim in their attributes.
#[derive(Clone, Copy, Default)]
struct Claim {
    tests: u64,
    failures: u64,
    errors: u64,
    skipped: u64,
    given: bool,
}

impl Claim {
    fn of(tag: &Tag) -> Result<Self, ReportError> {
        let tests = tag.count("tests")?;
        let skipped = match (tag.count("skipped")?, tag.count("skips")?) {
            (Some(n), _) | (None, Some(n)) => n,
            (None, None) => 0,
        };
        let claim = Self {
            tests: tests.unwrap_or(0),
            failures: tag.count("failures")?.unwrap_or(0),
            errors: tag.count("errors")?.unwrap_or(0),
            skipped: skipped.saturating_add(tag.count("disabled")?.unwrap_or(0)),
            given: tests.is_some(),
        };
        let not_passed = claim.failures.saturating_add(claim.errors);
        if claim.given && not_passed > claim.tests {
            let wanted = format!("as many as its {not_passed} failures and errors");
            return Err(tag.figure("tests", &claim.tests.to_string(), &wanted));
        }
        Ok(claim)
    }

    fn add(&mut self, other: Self) {
        self.tests = self.tests.saturating_add(other.tests);
        self.failures = self.failures.saturating_add(other.failures);
        self.errors = self.errors.saturating_add(other.errors);
        self.skipped = self.skipped.saturating_add(other.skipped);
        self.given |= other.given;
    }
}

/// Reads a JUnit report.
pub(super) fn read(text: &str) -> Result<Report, ReportError> {
    let mut markup = Markup::new(text);
    let mut found = Tests::default();
    let mut report = Report::new(Format::Junit, Measures::Tests(found));
    let (mut root, mut tops) = (Claim::default(), Claim::default());
    let (mut case, mut suite_errors) = (None::<Case>, 0_u64);
    let (mut root_time, mut tops_time) = (None, Some(0_u64));
    while let Some(piece) = markup.next()? {
        match piece {
            Piece::Open(tag) => match tag.name.as_str() {
                "testsuites" if markup.depth() == 1 => {
                    root = Claim::of(&tag)?;
                    root_time = millis(&tag, &mut report);
                    began(&mut report, &tag);
                }
                "testsuite" => {
                    let claim = Claim::of(&tag)?;
                    if !markup.path().rev().skip(1).any(|outer| outer == "testsuite") {
                        tops.add(claim);
                        let time = millis(&tag, &mut report);
                        tops_time = tops_time.zip(time).map(|(a, b)| a.saturating_add(b));
                    }
                    began(&mut report, &tag);
                }
                "testcase" => case = Some(begin(&tag, markup.depth())),
                "failure" | "error" | "skipped" | "flakyFailure" | "flakyError" | "rerunFailure" | "rerunError" => {
                    match &mut case {
                        Some(case) if markup.depth() == case.depth + 1 => end(case, &tag.name),
                        Some(_) => {}
                        None if matches!(tag.name.as_str(), "failure" | "error") => {
                            suite_errors += 1;
                            name(&mut report.named, "an error of a whole suite");
                        }
                        None => {}
                    }
                }
                _ => {}
            },
            Piece::Close(closed) if closed == "testcase" => {
                if let Some(case) = case.take() {
                    count(&mut found, &mut report, &case);
                }
            }
            Piece::Close(_) => {}
        }
    }
    found.errors += suite_errors;
    found.total += suite_errors;
    let claim = if root.given { root } else { tops };
    settle(&mut found, claim, &mut report);
    found.took_ms = root_time.or(tops_time);
    if found.total == 0 {
        return Err(ReportError::Nothing { what: "no test" });
    }
    report.measures = Measures::Tests(found);
    Ok(report)
}

fn begin(tag: &Tag, depth: usize) -> Case {
    let title = match (tag.get("classname").filter(|c| !c.is_empty()), tag.get("name").unwrap_or("a test without name"))
    {
        (Some(class), name) => format!("{class}.{name}"),
        (None, name) => name.to_owned(),
    };
    let skipped = matches!(tag.get("status"), Some("notrun" | "skipped" | "disabled"));
    Case { title, depth, end: if skipped { End::Skipped } else { End::Passed }, retried: false }
}

fn end(case: &mut Case, element: &str) {
    let end = match element {
        "failure" => End::Failed,
        "error" => End::Error,
        "skipped" => End::Skipped,
        _ => {
            case.retried = true;
            return;
        }
    };
    case.end = case.end.max(end);
}

fn count(found: &mut Tests, report: &mut Report, case: &Case) {
    found.total += 1;
    match case.end {
        End::Passed => {
            found.passed += 1;
            found.flaky += u64::from(case.retried);
        }
        End::Skipped => found.skipped += 1,
        End::Failed => found.failed += 1,
        End::Error => found.errors += 1,
    }
    if case.end != End::Skipped {
        report.covers.insert(case.title.clone());
    }
    if case.end >= End::Failed {
        name(&mut report.named, &case.title);
    }
}

/// Sets what the suites claim beside what was counted; the worse figure stands.
fn settle(found: &mut Tests, claim: Claim, report: &mut Report) {
    if !claim.given {
        return;
    }
    if found.total == 0 {
        let skipped = claim.skipped.min(claim.tests - claim.failures - claim.errors);
        *found = Tests { total: claim.tests, failed: claim.failures, errors: claim.errors, skipped, ..*found };
        found.passed = found.total - found.failed - found.errors - found.skipped;
        report.remark("it lists no test case; the suites' own counts are taken");
        return;
    }
    // Tools that try a failing test again count its earlier tries in the suite.
    let missing = claim.tests.saturating_sub(found.total);
    if missing > 0 && found.flaky == 0 {
        report.remark(format!(
            "its suites tell of {} and list {}; what is not listed ({missing}) counts as not run",
            so_many(claim.tests, "test"),
            found.total
        ));
        found.total += missing;
        found.skipped += missing;
    }
    let (bad, told) = (found.failed + found.errors, claim.failures.saturating_add(claim.errors));
    if told > bad && found.flaky == 0 {
        let more = (told - bad).min(found.passed + found.skipped);
        report
            .remark(format!("its suites tell of {told} failures and errors and list {bad}; the larger figure counts"));
        let of_passed = more.min(found.passed);
        found.passed -= of_passed;
        found.skipped -= more - of_passed;
        found.failed += more;
    }
}

fn began(report: &mut Report, tag: &Tag) {
    let Some(at) = tag.get("timestamp").map(str::trim).filter(|t| !t.is_empty()) else { return };
    if report.began.as_deref().is_none_or(|known| at < known) {
        report.began = Some(crate::base::text::tame_line(at, 40));
    }
}

/// A time in seconds, with separators of thousands, as milliseconds; a time that cannot be is left out with a remark.
fn millis(tag: &Tag, report: &mut Report) -> Option<u64> {
    let text = tag.get("time").map(str::trim).filter(|t| !t.is_empty())?.replace(',', "");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |t: &str| t.chars().all(|c| c.is_ascii_digit());
    if !digits(whole) || !digits(part) || (whole.is_empty() && part.is_empty()) {
        // Exponents (`1e-05`) are written by some tools for times near nothing.
        if let Some(seconds) = text.parse::<f64>().ok().filter(|s| s.is_finite() && (0.0..1.0).contains(s)) {
            return Some(u64::from(seconds > 0.0));
        }
        report.remark(format!(
            "its time \"{}\" is no length of time and is left out",
            crate::base::text::tame_line(&text, 40)
        ));
        return None;
    }
    let millis: String = part.chars().chain("000".chars()).take(3).collect();
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    Some(whole.saturating_mul(1000).saturating_add(millis.parse().ok()?))
}
