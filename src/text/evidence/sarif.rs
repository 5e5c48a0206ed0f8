//! SARIF 2.1.0: results with their level (their own, else their rule's, else `warning`), suppressions and baseline.

use super::fault::ReportError;
use super::{Format, Measures, Report, Scan, name};
use crate::base::text::tame_line;
use crate::text::feeds::fault::At;
use serde::Deserialize;

#[derive(Deserialize)]
struct Log {
    version: String,
    #[serde(default)]
    runs: Option<Vec<Run>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    #[serde(default)]
    results: Option<Vec<Finding>>,
    #[serde(default)]
    invocations: Option<Vec<Invocation>>,
}

#[derive(Deserialize)]
struct Tool {
    driver: Component,
    #[serde(default)]
    extensions: Option<Vec<Component>>,
}

#[derive(Deserialize)]
struct Component {
    name: String,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    rules: Option<Vec<Rule>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    #[serde(default)]
    default_configuration: Option<Configuration>,
    #[serde(default)]
    properties: Option<Properties>,
}

#[derive(Deserialize)]
struct Configuration {
    #[serde(default)]
    level: Option<String>,
}

#[derive(Deserialize)]
struct Properties {
    /// GitHub's convention: a CVSS score as text, `9.0`.
    #[serde(default, rename = "security-severity")]
    severity: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    #[serde(default)]
    execution_successful: Option<bool>,
    #[serde(default)]
    start_time_utc: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    #[serde(default)]
    rule_id: Option<String>,
    #[serde(default)]
    rule_index: Option<i64>,
    #[serde(default)]
    rule: Option<Reference>,
    #[serde(default)]
    level: Option<String>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    baseline_state: Option<String>,
    #[serde(default)]
    suppressions: Option<Vec<Suppression>>,
    #[serde(default)]
    message: Option<Message>,
    #[serde(default)]
    locations: Option<Vec<Location>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(default)]
    physical_location: Option<Physical>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    #[serde(default)]
    artifact_location: Option<Artifact>,
}

#[derive(Deserialize)]
struct Artifact {
    #[serde(default)]
    uri: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reference {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    index: Option<i64>,
    #[serde(default)]
    tool_component: Option<ComponentReference>,
}

#[derive(Deserialize)]
struct ComponentReference {
    #[serde(default)]
    index: Option<i64>,
}

#[derive(Deserialize)]
struct Suppression {
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    text: Option<String>,
}

/// Reads a SARIF log.
pub(super) fn read(text: &str) -> Result<Report, ReportError> {
    let log: Log = serde_json::from_str(text).map_err(|e| {
        let at = At { line: e.line() as u64, column: e.column() as u64 };
        let told = e.to_string();
        let what = tame_line(told.rsplit_once(" at line").map_or(told.as_str(), |(what, _)| what), 160);
        if e.is_eof() { ReportError::Cut { at, what } } else { ReportError::Syntax { at, what } }
    })?;
    if log.version != "2.1.0" {
        let what = format!("SARIF {} is not read; have the tool write 2.1.0", tame_line(&log.version, 20));
        return Err(ReportError::Syntax { at: At { line: 1, column: 1 }, what });
    }
    let runs = log.runs.unwrap_or_default();
    if runs.is_empty() {
        return Err(ReportError::Nothing { what: "no run of a tool" });
    }
    let mut scan = Scan::default();
    let mut report = Report::new(Format::Sarif, Measures::Scan(scan));
    for run in &runs {
        scan.runs += 1;
        let version = run.tool.driver.version.as_deref().unwrap_or_default();
        report.tools.push(tame_line(format!("{} {version}", run.tool.driver.name).trim(), 80));
        let invocations = run.invocations.as_deref().unwrap_or_default();
        if invocations.iter().any(|i| i.execution_successful == Some(false)) {
            scan.incomplete += 1;
            report.remark(format!("the run of {} did not succeed", tame_line(&run.tool.driver.name, 60)));
        }
        if run.results.is_none() {
            scan.incomplete += u64::from(!invocations.iter().any(|i| i.execution_successful == Some(false)));
            report.remark(format!("the run of {} has no results, not even none", tame_line(&run.tool.driver.name, 60)));
        }
        for start in invocations.iter().filter_map(|i| i.start_time_utc.as_deref()) {
            if report.began.as_deref().is_none_or(|known| start < known) {
                report.began = Some(tame_line(start, 40));
            }
        }
        for finding in run.results.as_deref().unwrap_or_default() {
            add(&mut scan, &mut report, run, finding);
        }
    }
    report.measures = Measures::Scan(scan);
    Ok(report)
}

fn add(scan: &mut Scan, report: &mut Report, run: &Run, finding: &Finding) {
    let rule = rule_of(run, finding);
    let level = level(finding, rule);
    // A result may also tell what was checked and found in order.
    if level == "none" || finding.baseline_state.as_deref() == Some("absent") {
        return;
    }
    let agreed = |s: &Suppression| s.status.as_deref().is_none_or(|status| status == "accepted");
    if finding.suppressions.as_deref().is_some_and(|all| !all.is_empty() && all.iter().all(agreed)) {
        scan.suppressed += 1;
        return;
    }
    match level {
        "note" => scan.notes += 1,
        "warning" => scan.warnings += 1,
        _ => scan.errors += 1,
    }
    if !matches!(level, "error" | "warning" | "note") {
        report.remark(format!("the level \"{}\" is none of SARIF's: it counts as error", tame_line(level, 40)));
    }
    scan.new += u64::from(finding.baseline_state.as_deref() == Some("new"));
    match severity(rule) {
        Some(90..) => scan.critical += 1,
        Some(70..) => scan.high += 1,
        _ => {}
    }
    if level == "error" {
        let id = finding.rule_id.as_deref().or_else(|| rule.map(|r| r.id.as_str())).unwrap_or("a finding without rule");
        let place = finding.locations.iter().flatten().find_map(|l| {
            l.physical_location.as_ref()?.artifact_location.as_ref()?.uri.as_deref().filter(|uri| !uri.is_empty())
        });
        let place = place.map_or_else(String::new, |uri| format!(" in {uri}"));
        match finding.message.as_ref().and_then(|m| m.text.as_deref()) {
            Some(text) => name(&mut report.named, &format!("{id}{place}: {text}")),
            None => name(&mut report.named, &format!("{id}{place}")),
        }
    }
}

/// The level of a result (SARIF 2.1.0, 3.27.10): of another kind than `fail` and `open`/`review` there is none.
fn level<'f>(finding: &'f Finding, rule: Option<&'f Rule>) -> &'f str {
    match finding.kind.as_deref() {
        None | Some("fail" | "open" | "review") => {}
        Some("pass" | "informational" | "notApplicable") => return "none",
        Some(_) => return finding.level.as_deref().unwrap_or("warning"),
    }
    let of_rule = || rule.and_then(|r| r.default_configuration.as_ref()).and_then(|c| c.level.as_deref());
    finding.level.as_deref().or_else(of_rule).unwrap_or("warning")
}

fn rule_of<'r>(run: &'r Run, finding: &Finding) -> Option<&'r Rule> {
    let reference = finding.rule.as_ref();
    let extension = reference.and_then(|r| r.tool_component.as_ref()).and_then(|c| c.index);
    let component = match extension.and_then(|i| usize::try_from(i).ok()) {
        Some(i) => run.tool.extensions.as_deref().unwrap_or_default().get(i)?,
        None => &run.tool.driver,
    };
    let rules = component.rules.as_deref().unwrap_or_default();
    let index = finding.rule_index.or_else(|| reference.and_then(|r| r.index)).and_then(|i| usize::try_from(i).ok());
    if let Some(rule) = index.and_then(|i| rules.get(i)) {
        return Some(rule);
    }
    let id = finding.rule_id.as_deref().or_else(|| reference.and_then(|r| r.id.as_deref()))?;
    // An id may name a part of a rule: CA1000/1 belongs to CA1000.
    rules.iter().find(|r| r.id == id).or_else(|| {
        let whole = id.rsplit_once('/')?.0;
        rules.iter().find(|r| r.id == whole)
    })
}

/// The rule's security severity in tenths.
fn severity(rule: Option<&Rule>) -> Option<u32> {
    let value = rule?.properties.as_ref()?.severity.as_ref()?;
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let tenth = part.chars().next()?.to_digit(10)?;
    Some(whole.parse::<u32>().ok()?.saturating_mul(10).saturating_add(tenth))
}
