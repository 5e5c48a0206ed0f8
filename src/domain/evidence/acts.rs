//! What may be done to the evidence on a change.

use super::command::{EvidenceCommand, FoundTag, New, Paper};
use super::displaced::displaced;
use super::events::EvidenceEvent;
use super::{File, Proof, naming, newest};
use crate::base::text::{self, LINE_MAX};
use crate::base::time::{Moment, Span};
use crate::domain::change::acts::{Case, facts_for};
use crate::domain::change::facts;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::diary::told;
use crate::policy::evidence::{self, Test, Unit, read_value};
use crate::policy::pack::Pack;
use crate::policy::read::nearest;
use crate::policy::verdict::Reason;
use std::collections::BTreeMap;

/// A clock elsewhere may be ahead by so many seconds.
const AHEAD: i64 = 300;
/// So far a report's own time and the one that is given may lie apart, in seconds: some reports tell no zone.
const APART: i64 = 24 * 3600;
/// So many files make one piece of evidence.
const FILES_MAX: usize = 16;

/// Decides a command on the evidence on a change.
///
/// # Errors
/// A refusal; nothing has happened then.
pub(crate) fn decide(case: &mut Case<'_>, command: &EvidenceCommand) -> Result<(), Refusal> {
    match command {
        EvidenceCommand::Add(new) => add(case, new),
    }
}

pub(super) fn wrong(text: impl Into<String>, remedy: impl Into<String>) -> Refusal {
    Refusal::new(Kind::InvalidInput, text, remedy)
}

fn add(case: &mut Case<'_>, new: &New) -> Result<(), Refusal> {
    let pack = case.desk.pack.clone();
    let test = kind(&pack, &new.test)?;
    let environment = place(&pack, test, new.environment.as_deref())?;
    let says = !new.values.is_empty() || !new.files.is_empty() || new.passed.is_some() || new.sign;
    let says = says || !new.named.is_empty() || !new.covers.is_empty();
    if !says && new.note.is_none() && new.link.is_none() && new.tag.is_none() {
        let remedy = "give --file REPORT, --value NAME=NUMBER, --outcome pass|fail, --signed-off, --note or --link";
        return Err(Refusal::new(Kind::Missing, format!("{}: nothing is given as evidence", test.title), remedy));
    }
    if new.files.len() > FILES_MAX {
        return Err(wrong(format!("{} files; at most {FILES_MAX} make one piece", new.files.len()), "add them apart"));
    }
    let mut values = figures(test, new)?;
    let named = naming::named(test, new, &mut values)?;
    let covered = naming::covered(case.change, test, new)?;
    let measured = moment(case, new, &pack)?;
    let signed = role(case, test, new.sign)?;
    let outcome = new.passed.map_or("", |passed| if passed { "pass" } else { "fail" });
    let params = [
        ("test", test.id()),
        ("environment", environment.as_deref().unwrap_or_default()),
        ("outcome", outcome),
        ("role", signed.as_deref().unwrap_or_default()),
        ("link", new.link.as_deref().unwrap_or_default()),
        ("tag", new.tag.as_ref().map_or("", |t| &t.tag.name)),
    ];
    case.in_state(Act::Evidence)?;
    let mut known = facts_for(case.world, case.desk, case.change, &params);
    known.moments.insert("act.measured", measured);
    case.judged(Act::Evidence, &known)?;
    if let Some(found) = &new.tag {
        tag_fits(case, test, found)?;
    }
    let proof = Proof {
        passed: new.passed,
        signed,
        note: case.say(new.note.as_deref())?,
        link: new.link.as_deref().map(link).transpose()?,
        files: new.files.iter().map(|paper| file(case, paper)).collect::<Result<_, _>>()?,
        tag: new.tag.as_ref().map(|found| found.tag.clone()),
        named,
        covered,
    };
    for paper in &new.files {
        case.decided.warnings.extend(paper.remarks.iter().map(|r| warning(format!("{}: {r}", paper.name), &[])));
    }
    case.add(EvidenceEvent::Added {
        no: case.change.evidence.last().map_or(1, |e| e.no + 1),
        test: test.id().to_owned(),
        environment,
        values,
        revision: case.change.revision_digest(),
        measured,
        proof,
    });
    stands(case, test, new.passed)
}

/// What the pack says to the piece just added: a claim that it passed must be true, and what it lacks is told.
fn stands(case: &mut Case<'_>, test: &Test, claimed: Option<bool>) -> Result<(), Refusal> {
    let so_far = case.so_far();
    case.decided.warnings.extend(case.change.lapsing(&so_far, &case.desk.pack));
    let Some(name) = so_far.evidence.last().and_then(|e| e.names().last()) else { return Ok(()) };
    let known = facts::of(case.world, case.desk, &so_far);
    let before = newest(&case.change.evidence, &name);
    // What is older than what stands is kept, and counts for nothing.
    if let (Some(counts), Some(piece)) = (newest(&so_far.evidence, &name), so_far.evidence.last())
        && counts.no != piece.no
    {
        let text = format!(
            "{}: piece {} was measured {}, and piece {}, measured {}, counts: the newest does",
            test.title,
            piece.no,
            told(piece.measured, case.desk.pack.calendar.tz),
            counts.no,
            told(counts.measured, case.desk.pack.calendar.tz)
        );
        case.decided.warnings.push(warning(text, &test.cited()));
        return Ok(());
    }
    let known_before = facts::of(case.world, case.desk, case.change);
    let pack = case.desk.pack.clone();
    for judge in if pack.members.is_empty() { std::slice::from_ref(&*pack) } else { &pack.members } {
        let Some(test) = judge.test(test.id()) else { continue };
        let Some(standing) = evidence::standing(judge, &name, &known) else { continue };
        let why = standing.why.join("; ");
        if claimed == Some(true) && matches!(standing.word, "early" | "fail" | "incomplete" | "unsigned") {
            let text = format!("{} cannot be recorded as passed: {why}", test.title);
            let remedy = "record what was measured without --outcome pass; it counts once it meets this";
            return Err(Refusal::new(Kind::Policy, text, remedy).citing(&standing.clauses));
        }
        if !standing.passes() && !why.is_empty() {
            let text = format!("{} does not count as passed: {why}", test.title);
            case.decided.warnings.push(warning(text, &standing.clauses));
        }
        let passed = evidence::standing(judge, &name, &known_before).is_some_and(|s| s.passes());
        if let (true, Some(before), Some(now)) = (passed, before, so_far.evidence.last()) {
            let told = displaced(test, before, now, standing.passes());
            case.decided.warnings.extend(told.map(|text| warning(text, &test.cited())));
        }
        let odd = evidence::unmet(judge, test, &name, &known, true);
        case.decided.warnings.extend(odd.why.iter().map(|why| warning(format!("{}: {why}", test.title), &odd.clauses)));
    }
    Ok(())
}

fn warning(text: String, clauses: &[String]) -> Reason {
    Reason { rule: "evidence".into(), text, clauses: clauses.to_vec(), ..Reason::default() }
}

fn kind<'p>(pack: &'p Pack, given: &str) -> Result<&'p Test, Refusal> {
    if let Some(test) = pack.tests.iter().find(|t| t.id() == given) {
        return Ok(test);
    }
    let ids = || pack.tests.iter().map(Test::id);
    let near = nearest(given, ids()).map_or_else(String::new, |n| format!("; did you mean {n}?"));
    let text = format!("the pack {} has no kind of test \"{}\"{near}", pack.name, text::visible(given));
    Err(wrong(text, format!("choose of {}", ids().collect::<Vec<_>>().join(", "))))
}

/// The environment of the piece: one that the test may be of. A test in an earlier environment than that of the change is
/// part of its way there.
fn place(pack: &Pack, test: &Test, given: Option<&str>) -> Result<Option<String>, Refusal> {
    let every = || pack.field("environment").map(|f| f.choices.clone()).unwrap_or_default();
    let allowed = if test.environments.is_empty() { every() } else { test.environments.clone() };
    let given = given.map(|e| pack.environment(e).unwrap_or(e));
    match given {
        Some(e) if !allowed.is_empty() && !allowed.iter().any(|a| a == e) => {
            let text = format!("{} is not of \"{}\"", test.title, text::visible(e));
            Err(wrong(text, format!("choose of {}", allowed.join(", "))))
        }
        Some(e) => Ok(Some(e.to_owned())),
        None => match test.environments.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(only.clone())),
            several => {
                let text = format!("{} says in which environment it was made", test.title);
                Err(Refusal::new(Kind::Missing, text, format!("give --env, of {}", several.join(", "))))
            }
        },
    }
}

/// The figures of the files and those entered by hand; no measure comes from two places.
fn figures(test: &Test, new: &New) -> Result<BTreeMap<String, i64>, Refusal> {
    let mut values: BTreeMap<String, i64> = BTreeMap::new();
    for paper in &new.files {
        for (name, value) in &paper.numbers {
            if values.insert(name.clone(), *value).is_some_and(|other| other != *value) {
                let text = format!("{} comes from two files", name.replace('_', " "));
                return Err(wrong(text, "give them as two pieces of evidence"));
            }
        }
    }
    for (name, given) in &new.values {
        let known = || test.values.keys().map(String::as_str).chain(evidence::READ.iter().map(|(n, _)| *n));
        let Some(unit) = test.unit(name).filter(|_| !name.ends_with("_up") && name != "annotated") else {
            let near = nearest(name, known()).map_or_else(String::new, |n| format!("; did you mean {n}?"));
            let own = test.values.keys().cloned().collect::<Vec<_>>().join(", ");
            let remedy = if own.is_empty() {
                "name a measure such as pass_rate or coverage".into()
            } else {
                format!("choose of {own}")
            };
            return Err(wrong(format!("{} has no measure \"{}\"{near}", test.title, text::visible(name)), remedy));
        };
        if values.contains_key(name) {
            return Err(wrong(format!("{name} stands in the report already"), "leave out --value, or the file"));
        }
        let refuse = |what| {
            let text = format!("{name}: \"{}\" {what}", text::tame_line(given, 40));
            wrong(text, format!("give --value {name}=NUMBER")).citing(&test.cited())
        };
        let (down, up) = read_value(unit, given).map_err(refuse)?;
        values.insert(name.clone(), down);
        if unit == Unit::Percent {
            values.insert(format!("{name}_up"), up);
        }
    }
    if new.tag.is_some() {
        values.insert("annotated".into(), 1);
    }
    derive(&mut values);
    Ok(values)
}

/// How far a count is off what was expected (`X` and `X_expected`), in hundredths of a percent and rounded up.
fn derive(values: &mut BTreeMap<String, i64>) {
    let pairs: Vec<(String, i64, i64)> = values
        .iter()
        .filter_map(|(name, expected)| {
            let name = name.strip_suffix("_expected")?;
            Some((name.to_owned(), *values.get(name)?, *expected))
        })
        .collect();
    for (name, have, expected) in pairs {
        let off = i128::from(have.abs_diff(expected)) * 10_000;
        let whole = i128::from(expected.max(1));
        let deviation = i64::try_from((off + whole - 1) / whole).unwrap_or(i64::MAX);
        values.insert(format!("{name}_deviation"), deviation);
    }
}

/// When it was measured: as given, else as the oldest report says, else now. Nothing is measured in the future.
fn moment(case: &mut Case<'_>, new: &New, pack: &Pack) -> Result<Moment, Refusal> {
    let now = case.desk.now;
    let mut read: Vec<Moment> = Vec::new();
    for paper in &new.files {
        let Some(began) = &paper.began else { continue };
        // Some tools write fractions of a second without a zone.
        let whole = began.split_once('.').map_or(began.as_str(), |(whole, _)| whole);
        match Moment::parse(began, pack.calendar.tz).or_else(|_| Moment::parse(whole, pack.calendar.tz)) {
            Ok(at) => read.push(at),
            Err(_) => {
                let text = format!(
                    "{}: its time \"{}\" is not understood; now is taken",
                    paper.name,
                    text::tame_line(began, 40)
                );
                case.decided.warnings.push(warning(text, &[]));
            }
        }
    }
    if let (Some(given), Some(stamp)) = (new.measured, read.iter().min())
        && given.since(*stamp).as_seconds().abs() > APART
    {
        let tz = pack.calendar.tz;
        let text =
            format!("the report says that it is of {}, and --measured says {}", told(*stamp, tz), told(given, tz));
        return Err(wrong(text, "leave --measured out, or give the report of that run"));
    }
    read.extend(new.tag.as_ref().map(|t| t.tag.at));
    let measured = new.measured.or_else(|| read.into_iter().min()).unwrap_or(now);
    if measured > now.plus(Span::seconds(AHEAD)) {
        let tz = pack.calendar.tz;
        let text = format!("it would have been measured {}, which is still to come", told(measured, tz));
        return Err(wrong(text, "give --measured TIME, or set the clock of the tool right"));
    }
    Ok(measured.min(now))
}

/// The role in which the actor signs it off.
fn role(case: &Case<'_>, test: &Test, sign: bool) -> Result<Option<String>, Refusal> {
    if !sign {
        return Ok(None);
    }
    if test.signed.is_empty() {
        let text = format!("{} is not signed off; it passes by what it measures", test.title);
        return Err(wrong(text, "leave out --signed-off"));
    }
    let known = facts::of(case.world, case.desk, case.change);
    let held = known.words("actor.roles").unwrap_or_default();
    let role = test.signed.iter().find(|role| held.contains(role)).cloned();
    role.map(Some).ok_or_else(|| {
        let text =
            format!("{} is signed off by {}, and {} is not", test.title, test.signed.join(" or "), case.desk.actor);
        Refusal::new(Kind::NotPermitted, text, "ask somebody who holds the role").citing(&test.clauses)
    })
}

/// A link that a browser opens as a page, and as nothing else.
pub(crate) fn link(given: &str) -> Result<String, Refusal> {
    let line = text::line(given, LINE_MAX).map_err(|e| wrong(format!("--link: {e}"), "shorten or clean it"))?;
    if line.starts_with("https://") || line.starts_with("http://") {
        Ok(line)
    } else {
        Err(wrong(format!("\"{line}\" is no link"), "give one that begins with https://"))
    }
}

fn file(case: &mut Case<'_>, paper: &Paper) -> Result<File, Refusal> {
    let name =
        text::line(&paper.name, LINE_MAX).map_err(|e| wrong(format!("the file's name: {e}"), "rename the file"))?;
    let body = paper.body.as_deref().map(|body| case.scribe.say(body));
    Ok(File { name, digest: paper.digest, size: paper.size, format: paper.format.clone(), body })
}

/// A tag of a baseline is annotated, names this change and no other, is on a branch, and stays where it was.
fn tag_fits(case: &Case<'_>, test: &Test, found: &FoundTag) -> Result<(), Refusal> {
    let (tag, no) = (&found.tag, case.change.no);
    let clauses = test.cited();
    let refuse = |text: String, remedy: &str| Err(Refusal::new(Kind::Policy, text, remedy).citing(&clauses));
    if !found.annotated {
        let text = format!("the tag {} is lightweight: it has neither a promoter nor a time", tag.name);
        return refuse(text, "make an annotated one: git tag --annotate NAME --message \"CHG-N ...\"");
    }
    if let Some(other) = found.names.iter().find(|other| **other != no) {
        return refuse(format!("the tag {} names {other}, not {no}", tag.name), "give the tag of this change");
    }
    if found.names.is_empty() {
        let text = format!("the tag {} names no change in its name or message", tag.name);
        return refuse(text, "make a new annotated tag whose message names the change");
    }
    if tag.tagger.is_empty() || tag.at == Moment(0) {
        return refuse(
            format!("the tag {} does not say who made it, or when", tag.name),
            "make it anew with git tag --annotate",
        );
    }
    if !found.on_a_branch {
        let text = format!("no branch holds the commit {} of the tag {}", short(&tag.commit), tag.name);
        return refuse(text, "push the commit to a branch, or tag one that is on a branch");
    }
    let before = case.change.evidence.iter().rev().filter_map(|e| e.proof.tag.as_ref()).find(|t| t.name == tag.name);
    match before.and_then(|before| before.moved(tag)) {
        Some(text) => refuse(text, "make a new tag; a baseline that was promoted does not move"),
        None => Ok(()),
    }
}

fn short(id: &str) -> String {
    id.chars().take(10).collect()
}
