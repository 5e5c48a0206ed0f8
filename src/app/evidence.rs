//! The evidence on a change: reports read at the door, pieces as they count, and the go/no-go board.

use super::error::AppError;
use super::execute::desk_for;
use super::open::App;
use super::show::Lens;
use crate::base::digest::Digest;
use crate::base::ids::ChangeNo;
use crate::base::text::tame_line;
use crate::base::time::Moment;
use crate::domain::ballot::BallotState;
use crate::domain::change::{Change, Value, acts, go};
use crate::domain::evidence::command::Paper;
use crate::domain::evidence::{Evidence, Tag};
use crate::domain::places;
use crate::policy::diary::told;
use crate::policy::evidence::{self, Test, in_words};
use crate::policy::facts::Facts;
use crate::policy::judge::review_tally;
use crate::policy::pack::Pack;
use crate::policy::rule::Truth;
use crate::sheets::evidence::{BoardSheet, DeciderRow, EvidenceRow, FileRow, PointRow};
use crate::sheets::time::Time;
use crate::text::evidence as reports;

/// The largest report where no pack says how large it may be, in bytes.
const CAP: u64 = 16 * 1024 * 1024;

impl App {
    /// The most bytes that a piece of evidence may have (setting `evidence.size`).
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn evidence_cap(&mut self) -> Result<u64, AppError> {
        let (world, now) = (self.world(None)?, self.now());
        let pack = self.desk(&world, now)?.pack;
        Ok(pack.setting("evidence.size").and_then(|s| s.parse().ok()).unwrap_or(CAP))
    }

    /// A file as evidence: read as a report, or only attached.
    ///
    /// # Errors
    /// A report that is broken, of no known format or too large, with its place.
    pub fn paper(&mut self, name: &str, bytes: &[u8], report: bool) -> Result<Paper, AppError> {
        let cap = self.evidence_cap()?;
        let name = tame_line(name, 200);
        let size = bytes.len() as u64;
        let mut paper = Paper {
            digest: Digest::of(bytes),
            size,
            format: None,
            body: std::str::from_utf8(bytes).ok().map(str::to_owned),
            numbers: std::collections::BTreeMap::new(),
            began: None,
            remarks: Vec::new(),
            named: std::collections::BTreeMap::new(),
            covers: Vec::new(),
            name,
        };
        if !report {
            if size > cap {
                let text = format!("{}: {size} bytes, and evidence.size allows {cap}", paper.name);
                return Err(AppError::Input { text, hint: "attach less, give --link, or raise evidence.size".into() });
            }
            return Ok(paper);
        }
        let read = reports::read(bytes, cap).map_err(|e| AppError::Input {
            text: format!("{}: {e}", paper.name),
            hint: "nothing was recorded; give a whole report, or the figures with --value".into(),
        })?;
        paper.format = Some(read.format.name().to_owned());
        paper.numbers = read.measures.numbers().into_iter().map(|(n, v)| (n.to_owned(), v)).collect();
        paper.began = read.began;
        paper.remarks = read.remarks;
        paper.covers = read.covers.into_iter().collect();
        if !read.named.is_empty() {
            let measure = read.measures.names().map(str::to_owned);
            let all = measure.as_ref().and_then(|m| paper.numbers.get(m)).and_then(|n| usize::try_from(*n).ok());
            let more = all.unwrap_or(0).saturating_sub(read.named.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            paper.remarks.push(format!("not passed: {}{more}", read.named.join(", ")));
            paper.named.extend(measure.map(|measure| (measure, read.named)));
        }
        Ok(paper)
    }

    /// The newest tag in version control that is on record of a change and counts.
    ///
    /// # Errors
    /// When there is no such change.
    pub fn tag_on_record(&mut self, no: ChangeNo) -> Result<Option<Tag>, AppError> {
        Ok(self.found(no, None)?.0.tag().cloned())
    }

    /// The evidence on a change, the newest first.
    ///
    /// # Errors
    /// When there is no such change.
    pub fn evidence(&mut self, no: ChangeNo, at: Option<Moment>) -> Result<Vec<EvidenceRow>, AppError> {
        let (change, world, _) = self.found(no, at)?;
        let now = at.unwrap_or_else(|| self.now());
        let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        let known = acts::facts_for(&world, &desk, &change, &[]);
        self.looking(&world, &desk, |lens| {
            let shown = |piece: &Evidence| EvidenceRow {
                note: piece.proof.note.as_ref().map(|note| lens.words(note)),
                ..row(&desk.pack, &change, piece, &known)
            };
            change.evidence.iter().rev().map(shown).collect()
        })
    }

    /// The go/no-go board of a change for an environment; for the one it ends in when not given.
    ///
    /// # Errors
    /// When there is no such change, or it has nothing to do with that environment.
    pub fn go_board(&mut self, no: ChangeNo, env: Option<&str>, at: Option<Moment>) -> Result<BoardSheet, AppError> {
        let (change, world, _) = self.found(no, at)?;
        let now = at.unwrap_or_else(|| self.now());
        let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        self.looking(&world, &desk, |lens| {
            let mut sheet = board(lens, &change, env)?;
            sheet.title = super::show::change::title(lens, &change);
            for decider in &mut sheet.deciders {
                let mine = change.reviews.iter().filter(|s| s.review == decider.review && !s.void);
                let last = |by: &String| mine.clone().rfind(|s| s.by.as_str() == by).and_then(|s| s.note);
                decider.why = decider.by.iter().filter_map(last).map(|said| lens.words(&said)).collect();
            }
            Ok(sheet)
        })?
    }

    /// The review by which somebody decides go or no-go: the one of their role, else the first that is open.
    ///
    /// # Errors
    /// When the pack has nobody decide on this.
    pub fn decision(&mut self, no: ChangeNo, env: Option<&str>, role: Option<&str>) -> Result<String, AppError> {
        let sheet = self.go_board(no, env, None)?;
        let (_, world, _) = self.found(no, None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let role = role.map(|word| pack.role(word).map_or(word, |r| r.id()));
        let held: Vec<String> =
            world.people.active(&self.actor).into_iter().flat_map(|p| p.roles.iter().cloned()).collect();
        let mine = |d: &&DeciderRow| match role {
            Some(role) => d.roles.iter().any(|r| r == role),
            None => d.roles.iter().any(|r| held.contains(r)),
        };
        let found = sheet.deciders.iter().find(mine).or_else(|| sheet.deciders.first());
        found.map(|d| d.review.clone()).ok_or_else(|| AppError::Input {
            text: format!("the pack has nobody decide go or no-go on {no} there"),
            hint: format!("see `quorate run board {no}`"),
        })
    }
}

/// Who gave the sign-offs and approvals that a point looks at, and when; of the board, its ballot.
fn signers(pack: &Pack, change: &Change, (reviews, approvals): &(Vec<String>, Vec<String>)) -> Vec<String> {
    let mut all = Vec::new();
    for id in reviews {
        let title = pack.reviews.iter().find(|r| r.id() == id).map_or(id.as_str(), |r| r.title.as_str());
        let passed = change.passed(id);
        let signed = change.reviews.iter().filter(|s| s.review == *id && s.passed && !s.void);
        let signed = signed.filter(|s| passed.contains_key(&s.by));
        all.extend(signed.map(|s| format!("{title} by {}, {}", s.by, told(s.at, pack.calendar.tz))));
    }
    for approval in pack.approvals.iter().filter(|a| approvals.iter().any(|id| id == a.id() || id == "all")) {
        let by = change.approved_by(approval.id());
        let ballot = change.ballot().filter(|b| approval.board && b.state == BallotState::Decided);
        match (ballot, by.as_slice()) {
            (Some(ballot), _) => all.push(format!("{}: ballot {}", approval.title, ballot.no)),
            (None, []) => {}
            (None, by) => {
                let by = by.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                all.push(format!("{} by {by}", approval.title));
            }
        }
    }
    all
}

/// What a field that a point looks at says, in a line.
fn said(lens: &Lens<'_>, change: &Change, id: &str) -> Option<String> {
    let value = change.fields.get(id).filter(|v| !v.is_empty())?;
    let words = match value {
        Value::Words(words) => words.join(", "),
        Value::Said(said) => lens.words(said),
    };
    let title = lens.desk.pack.field(id).map_or(id, |f| f.label.as_str());
    Some(format!("{title}: {}", tame_line(words.lines().next().unwrap_or_default(), 100)))
}

/// What the board says of a change, by the rules that judge its deployment.
fn board(lens: &Lens<'_>, change: &Change, env: Option<&str>) -> Result<BoardSheet, AppError> {
    let (world, desk) = (lens.world, lens.desk);
    let pack = &*desk.pack;
    let named = env.map(|word| places::named(pack, word)).transpose()?;
    let env = named.as_deref();
    let ends = change.words("environment");
    let (act, known) = go::asked(world, desk, change, env);
    let points: Vec<PointRow> = go::points_of(pack, change, act, &known)
        .into_iter()
        .map(|point| {
            let pieces: Vec<&Evidence> = point.proofs.iter().filter_map(|name| newest(change, name)).collect();
            let nothing = pieces.is_empty() && !point.proofs.is_empty();
            let ages = |p: &&&Evidence| Some(pack.calendar_for(&known).after(p.measured, pack.test(&p.test)?.max_age?));
            let (measured, until) =
                (pieces.iter().map(|p| p.measured).min(), pieces.iter().by_ref().filter_map(|p| ages(&p)).min());
            let state = if point.go {
                "go"
            } else if nothing && !point.missing_is_no_go {
                "open"
            } else {
                "no_go"
            };
            PointRow {
                id: point.rule,
                title: point.title,
                state: state.into(),
                text: point.text,
                remedy: if point.go { String::new() } else { point.remedy },
                evidence: pieces
                    .into_iter()
                    .map(|p| line(pack, p))
                    .chain(signers(pack, change, &point.signed))
                    .chain(point.said.iter().filter_map(|id| said(lens, change, id)))
                    .collect(),
                measured: measured.map(Time),
                until: until.map(Time),
                clauses: point.clauses,
            }
        })
        .collect();
    let person = world.people.active(&desk.actor);
    let holds = |role: &String| person.is_some_and(|p| p.roles.contains(role));
    let deciders: Vec<DeciderRow> = pack
        .reviews
        .iter()
        .filter(|r| r.go && r.when.holds(&known, pack) != Truth::No)
        .map(|r| {
            let failed = change.failed(r.id());
            let tally = review_tally(r, &known);
            let by = if failed.is_empty() {
                change.counted(r).keys().map(ToString::to_string).collect()
            } else {
                failed.iter().map(ToString::to_string).collect()
            };
            let state = match (failed.is_empty(), tally.complete) {
                (false, _) => "no_go",
                (true, true) => "go",
                (true, false) => "open",
            };
            DeciderRow {
                review: r.id().to_owned(),
                title: r.title.clone(),
                roles: r.roles.clone(),
                state: state.into(),
                by,
                why: Vec::new(),
                yours: r.roles.iter().any(holds),
                clauses: r.clauses.clone(),
            }
        })
        .collect();
    let states = || points.iter().map(|p| p.state.as_str()).chain(deciders.iter().map(|d| d.state.as_str()));
    let verdict = if states().any(|s| s == "no_go") {
        "no_go"
    } else if states().any(|s| s == "open") || points.is_empty() {
        "open"
    } else {
        "go"
    };
    let decided = |e: &String| {
        let (act, known) = go::asked(world, desk, change, Some(e));
        !go::points_of(pack, change, act, &known).is_empty()
    };
    let choices = pack.field("environment").map(|f| f.choices.clone()).unwrap_or_default();
    let environments = choices.into_iter().filter(decided).collect();
    Ok(BoardSheet {
        id: change.no.to_string(),
        title: String::new(),
        env: env.map(str::to_owned).or_else(|| ends.last().cloned()),
        verdict: verdict.into(),
        points,
        deciders,
        environments,
        revision: change.revision,
        checked_at: Time(desk.now),
    })
}

fn newest<'c>(change: &'c Change, name: &str) -> Option<&'c Evidence> {
    crate::domain::evidence::newest(&change.evidence, name)
}

/// A piece in one line: what, when, by whom, digest.
fn line(pack: &Pack, piece: &Evidence) -> String {
    let place = piece.environment.as_ref().map_or_else(String::new, |e| format!(" {e}"));
    let mut parts = vec![format!("#{} {}{place}", piece.no, piece.test)];
    parts.extend(pack.test(&piece.test).map(|t| figures(t, piece)).unwrap_or_default().into_iter().take(4));
    parts.extend(piece.proof.passed.map(|p| if p { "said to have passed" } else { "said to have failed" }.to_owned()));
    parts.extend(piece.proof.signed.as_ref().map(|role| format!("signed off as {role}")));
    parts.push(piece.measured.local(pack.calendar.tz).format("%Y-%m-%d %H:%M").to_string());
    parts.push(format!("by {}", piece.added.1));
    parts.extend(piece.proof.files.iter().map(|f| format!("sha256:{}", f.digest.short())));
    parts.join(", ")
}

fn figures(test: &Test, piece: &Evidence) -> Vec<String> {
    let told = |n: &&String| !n.ends_with("_up");
    let mut names: Vec<&String> = piece.values.keys().filter(told).collect();
    // What the criteria ask comes first.
    let asked =
        |n: &String| test.criteria.iter().any(|c| c.number.keys().any(|m| m.strip_suffix("_up").unwrap_or(m) == n));
    names.sort_by_key(|n| !asked(n));
    let words = |n: &&String| {
        let value = piece.values.get(*n).copied()?;
        let named = piece.proof.named.get(*n).filter(|names| !names.is_empty());
        let named = named.map_or_else(String::new, |names| format!(" ({})", names.join("; ")));
        Some(format!("{} {}{named}", n.replace('_', " "), in_words(test.unit(n), value)))
    };
    names.iter().filter_map(words).collect()
}

fn row(pack: &Pack, change: &Change, piece: &Evidence, known: &Facts) -> EvidenceRow {
    let test = pack.test(&piece.test);
    let name = piece.names().last().unwrap_or_default();
    let newest = newest(change, &name);
    let current = newest.is_some_and(|e| e.no == piece.no);
    let standing = if current { evidence::standing(pack, &name, known) } else { None };
    let (state, why, clauses) = match standing {
        Some(s) => (s.word, s.why, s.clauses),
        None if current => ("unknown", vec!["the pack no longer knows this kind of test".into()], Vec::new()),
        None => (
            "superseded",
            newest.map(|e| format!("piece {} counts in its place", e.no)).into_iter().collect(),
            Vec::new(),
        ),
    };
    EvidenceRow {
        no: piece.no,
        test: piece.test.clone(),
        title: test.map_or_else(|| piece.test.clone(), |t| t.title.clone()),
        environment: piece.environment.clone(),
        state: state.into(),
        why,
        figures: test.map(|t| figures(t, piece)).unwrap_or_default(),
        values: piece.values.clone(),
        named: piece.proof.named.clone(),
        covered: piece.proof.covered.clone(),
        measured: Time(piece.measured),
        by: piece.added.1.to_string(),
        added: Time(piece.added.0),
        signed: piece.proof.signed.clone(),
        note: None,
        link: piece.proof.link.clone(),
        files: piece
            .proof
            .files
            .iter()
            .map(|f| FileRow {
                name: f.name.clone(),
                sha256: f.digest.to_string(),
                size: f.size,
                format: f.format.clone(),
            })
            .collect(),
        tag: piece.proof.tag.as_ref().map(|t| format!("{} at {} by {}", t.name, t.commit, t.tagger)),
        clauses,
    }
}
