//! Packs: what is built in, what is in force, what differs.

use super::error::AppError;
use super::execute::event_of;
use super::open::{App, read_packs};
use super::options::How;
use super::packs;
use super::show;
use crate::base::digest::Digest;
use crate::base::ids::Stream;
use crate::base::time::Moment;
use crate::domain::command::{Command, PolicyCommand};
use crate::domain::pack::PackText;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::apart::{Apart, apart};
use crate::policy::check;
use crate::policy::lists::Until;
use crate::policy::pack::Pack;
use crate::policy::read::Finding;
use crate::sheets::change::ReasonLine;
use crate::sheets::pack::{ClauseRow, PackRow, PackSheet};
use crate::sheets::register::Receipt;
use crate::store::load::Reader;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Refuses a pack with errors, under the name or file that was given; open values do not stand in its way.
pub(super) fn usable(text: &PackText, given: &str) -> Result<(), AppError> {
    if packs::built_in(&text.name).is_some_and(|t| t == text.text) {
        // The suite checks the built-in packs.
        return Ok(());
    }
    let find = |name: &str| text.bases.iter().find(|(n, _)| n == name).map(|(_, t)| t.clone());
    let errors: Vec<Finding> =
        check::check(&text.text, &find, packs::clauses()).into_iter().filter(|f| f.error).collect();
    if errors.is_empty() { Ok(()) } else { Err(AppError::Pack { name: given.to_owned(), findings: errors }) }
}

/// The pack in force with its vectors, which are the tests of its clauses: one that judges comes without them.
fn with_vectors(world: &World, pack: &Pack) -> Result<Pack, AppError> {
    let adopted = world.policy.adoption(world.policy.version()).into_iter().flat_map(|a| a.packs.iter());
    let whole = adopted.map(packs::parse).collect::<Result<Vec<_>, _>>()?;
    Ok(Pack { vectors: whole.into_iter().flat_map(|p| p.vectors).collect(), ..pack.clone() })
}

impl App {
    /// The packs that are built in, and those in force.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn packs(&mut self) -> Result<Vec<PackRow>, AppError> {
        let world = self.world(None)?;
        let adopted = world.policy.adoption(world.policy.version());
        let active = |name: &str| adopted.is_some_and(|a| a.packs.iter().any(|p| p.name == name));
        let mut rows = Self::built_in_packs()?;
        for row in rows.iter_mut().filter(|r| active(&r.id)) {
            row.active = true;
            // What is in force may be another version than the one that is built in.
            let own = adopted.into_iter().flat_map(|a| a.packs.iter()).find(|p| p.name == row.id);
            // Of a text that this program does not know, the built-in one of its name is shown.
            if let Some(text) = own.filter(|p| packs::built_in(&p.name) != Some(&*p.text))
                && let Ok(pack) = packs::parse(text)
            {
                *row = show::pack::row(&pack, packs::clauses(), true);
            }
        }
        for text in adopted.into_iter().flat_map(|a| a.packs.iter()).filter(|p| packs::built_in(&p.name).is_none()) {
            rows.push(show::pack::row(&packs::parse(text)?, packs::clauses(), true));
        }
        Ok(rows)
    }

    /// The packs that are built in; works without a register.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn built_in_packs() -> Result<Vec<PackRow>, AppError> {
        let row = |name| Ok(show::pack::row(&packs::parse(&packs::text(name)?)?, packs::clauses(), false));
        packs::names().map(row).collect()
    }

    /// A pack: in force, built in, or a file.
    ///
    /// # Errors
    /// No such pack.
    pub fn pack(&mut self, name: &str) -> Result<PackSheet, AppError> {
        let (world, now) = (self.world(None)?, self.now());
        let desk = self.desk(&world, now)?;
        if desk.pack.name == name || desk.pack.name.split('+').any(|n| n == name) {
            let adopted = world.policy.adoption(world.policy.version()).into_iter().flat_map(|a| a.packs.iter());
            let texts = adopted.map(|text| packs::digest(text).to_string()).collect();
            let digest = (desk.pack_digest.to_string(), texts);
            let notes = self.notes_in_force(&world, &desk.pack);
            let table = packs::clauses();
            let facts = crate::domain::change::facts::register(&world, &desk);
            let seats = world.board.size(&desk.pack);
            let register = Some((&world.policy, &facts, seats));
            let pack = with_vectors(&world, &desk.pack)?;
            return Ok(show::pack::sheet(&pack, digest, table, register, true, notes, now));
        }
        Self::pack_alone(name, now)
    }

    /// The text of a pack: as it is in force here, or as it is built in.
    ///
    /// # Errors
    /// No such pack.
    pub fn pack_text(&mut self, name: &str) -> Result<String, AppError> {
        let world = self.world(None)?;
        let adopted = world.policy.adoption(world.policy.version()).into_iter().flat_map(|a| a.packs.iter());
        let mut texts = adopted.flat_map(|p| p.bases.iter().map(|(n, t)| (n, t)).chain([(&p.name, &p.text)]));
        let own = texts.find(|(n, _)| *n == name).map(|(_, text)| text.clone().into_owned());
        own.map_or_else(|| Self::built_in_text(name), Ok)
    }

    /// The text of a built-in pack, or of a file.
    ///
    /// # Errors
    /// No such pack.
    pub fn built_in_text(name: &str) -> Result<String, AppError> {
        packs::text(name).map(|pack| pack.text.into_owned())
    }

    /// A built-in pack or a file, without a register.
    ///
    /// # Errors
    /// No such pack.
    pub fn pack_alone(name: &str, now: crate::base::time::Moment) -> Result<PackSheet, AppError> {
        let texts = packs::texts(name)?;
        let pack = packs::whole_of(&texts)?;
        let notes = texts.iter().flat_map(|text| check::check(&text.text, &packs::find, packs::clauses()));
        let notes = notes.filter(|f| !f.error).map(|f| note(&f)).chain(apart_notes(&pack, now)).collect();
        let digests: Vec<String> = texts.iter().map(|text| text.digest().to_string()).collect();
        let digest = (digests.join("+"), digests);
        Ok(show::pack::sheet(&pack, digest, packs::clauses(), None, false, notes, now))
    }

    /// Values that are still open in the pack in force, after the settings of this register.
    fn notes_in_force(&self, world: &World, pack: &Pack) -> Vec<String> {
        let mut notes: Vec<String> = pack
            .settings
            .iter()
            .filter(|s| s.value == "unset")
            .map(|s| format!("{} is not set: {} {}", s.id(), s.text, s.clauses.join(", ")))
            .collect();
        let answered = world.policy.settings_of(world.policy.version());
        let asked = pack.settings.iter().filter(|s| s.ask && s.value != "unset" && !answered.contains_key(s.id()));
        notes.extend(asked.map(|s| format!("{} {}", s.question(), s.clauses.join(", "))));
        let members = if pack.members.is_empty() { std::slice::from_ref(pack) } else { &pack.members };
        let open = members.iter().flat_map(|m| &m.questions).filter(|q| !self.answers(world, pack, &q.until));
        notes.extend(open.map(|q| format!("{} {}", q.words(), q.clauses.join(", "))));
        if pack.board.votes {
            let vacant = world.board.vacant(pack, world);
            if !vacant.is_empty() {
                let cited = pack.board.unfilled_clauses.join(", ");
                notes.push(format!("seats without a holder: {} {cited}", vacant.join(", ")));
            }
        }
        notes.extend(apart_notes(pack, self.now()));
        notes
    }

    /// Whether the register answers a question.
    fn answers(&self, world: &World, pack: &Pack, until: &Until) -> bool {
        let holds = |role: &String| world.people.0.values().any(|p| p.active && p.roles.contains(role));
        let seated = || {
            let roster = world.board.roster(pack, &world.people, self.now(), None).len();
            roster >= pack.board.quorum.needed(world.board.size(pack))
        };
        until.roles.iter().any(holds)
            || (until.board && seated())
            || (until.systems && !world.systems.all.is_empty())
            || (until.freezes && !world.calendar.freezes.is_empty())
    }

    /// The digest of the texts with the settings, as it was after each entry about the policy that set another one, by number.
    pub(super) fn digests_after(reader: &Reader<'_>) -> Result<BTreeMap<u64, String>, AppError> {
        let (mut world, mut found) = (World::default(), BTreeMap::new());
        reader.each_of(&Stream::Policy, Moment(i64::MAX), |entry| {
            let before = world.policy.version();
            world.apply(&event_of(&Stream::Policy, entry)?);
            let version = world.policy.version();
            if version != before && version.adoptions > 0 {
                found.insert(entry.seq, world.policy.digest_by(version, &packs::digest).short());
            }
            Ok::<_, AppError>(())
        })?;
        Ok(found)
    }

    /// The clauses of a pack.
    ///
    /// # Errors
    /// No such pack.
    pub fn clauses(&mut self, name: &str) -> Result<Vec<ClauseRow>, AppError> {
        let (world, now) = (self.world(None)?, self.now());
        let desk = self.desk(&world, now)?;
        if desk.pack.name == name || desk.pack.name.split('+').any(|n| n == name) {
            let pack = with_vectors(&world, &desk.pack)?;
            return Ok(show::pack::clauses(&pack, packs::clauses()));
        }
        Self::clauses_alone(name)
    }

    /// The clauses of a built-in pack or a file, without a register.
    ///
    /// # Errors
    /// No such pack.
    pub fn clauses_alone(name: &str) -> Result<Vec<ClauseRow>, AppError> {
        Ok(show::pack::clauses(&packs::whole_of(&packs::texts(name)?)?, packs::clauses()))
    }

    /// The states that a clause may be in, as words.
    pub fn clause_states() -> impl Iterator<Item = &'static str> {
        crate::policy::clause::State::ALL.into_iter().map(crate::policy::clause::State::word)
    }

    /// Whether a word names a built-in pack that can be adopted.
    #[must_use]
    pub fn is_built_in_pack(word: &str) -> bool {
        packs::names().any(|name| name == word)
    }

    /// Section and text of a clause.
    #[must_use]
    pub fn clause_text(id: &str) -> Option<(&'static str, &'static str)> {
        packs::clause(id).map(|c| (c.section.as_str(), c.text.as_str()))
    }

    /// The JSON Schema of pack files.
    #[must_use]
    pub fn pack_schema() -> String {
        format!("{:#}\n", crate::policy::schema::schema())
    }

    /// Checks packs by name or file, each for itself; then, where all can be used, what comes of adopting them together.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn check_packs(files: &[PathBuf], now: Moment) -> Result<Vec<(String, Vec<Finding>)>, AppError> {
        let names: Vec<String> = files.iter().flat_map(|f| packs::meant(&f.to_string_lossy())).collect();
        let mut found = Vec::new();
        for name in &names {
            let text = match packs::built_in(name) {
                Some(text) => text.to_owned(),
                None => packs::file(Path::new(name))?,
            };
            found.push((name.clone(), check::check(&text, &packs::find, packs::clauses())));
        }
        if names.len() > 1 && !found.iter().flat_map(|(_, list)| list).any(|f| f.error) {
            let (texts, _) = read_packs(&names)?;
            let told = |a: Apart| Finding { error: false, line: 1, column: 1, text: a.words(), clauses: a.clauses };
            found.push((names.join("+"), apart(&packs::whole_of(&texts)?, now).into_iter().map(told).collect()));
        }
        Ok(found)
    }

    /// What differs between two packs (names or files), one line each: `-` only in the first, `+` only in the second.
    ///
    /// # Errors
    /// No such pack.
    pub fn diff_packs(a: &str, b: &str) -> Result<Vec<String>, AppError> {
        let parts = |name: &str| -> Result<BTreeMap<String, String>, AppError> {
            let pack = packs::parse(&packs::text(name)?)?;
            Ok(lines(&pack))
        };
        let (a, b) = (parts(a)?, parts(b)?);
        let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
        let mut out = Vec::new();
        for key in keys {
            let (x, y) = (a.get(key), b.get(key));
            if x != y {
                out.extend(x.map(|x| format!("- {key}: {x}")));
                out.extend(y.map(|y| format!("+ {key}: {y}")));
            }
        }
        Ok(out)
    }

    /// Name and digest of the text that a signature is under.
    ///
    /// # Errors
    /// No such pack, or one that cannot be used.
    pub fn text_to_sign(name: &str) -> Result<(String, Digest), AppError> {
        let text = packs::text(name)?;
        usable(&text, name)?;
        Ok((text.name.clone(), text.digest()))
    }

    /// Adopts packs by name or file. To name several is to combine them: `pack.combine` is set with it, and told.
    ///
    /// # Errors
    /// A pack that cannot be used, no authority, missing signatures.
    pub fn adopt(&mut self, names: &[String], reason: Option<&str>, how: How) -> Result<Receipt, AppError> {
        let (texts, entries) = read_packs(names)?;
        let together = combined(&texts, self.now())?;
        let world = self.world(None)?;
        let (_, pack) = self.shelf.at_least(&world.policy, world.policy.version())?;
        let combines = pack.setting("pack.combine") == Some("strictest");
        let combine = combining(texts.len()).filter(|_| !combines);
        let adopt = PolicyCommand::Adopt { packs: texts, entries, reason: reason.map(str::to_owned) };
        let commands: Vec<Command> = combine.into_iter().chain([Command::Policy(adopt)]).collect();
        let mut receipt = self.execute_all(&commands, how)?;
        receipt.warnings.extend(together);
        Ok(receipt)
    }
}

/// The setting that comes with packs that are adopted together.
pub(in crate::app) fn combining(packs: usize) -> Option<Command> {
    let (id, value) = ("pack.combine".to_owned(), "strictest".to_owned());
    let reason = Some("several packs are adopted together".to_owned());
    (packs > 1).then_some(Command::Policy(PolicyCommand::Set { id, value, reason }))
}

/// What is told of packs that are adopted together: that they are, and what would never find a window of all of them.
pub(super) fn combined(texts: &[PackText], now: Moment) -> Result<Vec<ReasonLine>, AppError> {
    if texts.len() < 2 {
        return Ok(Vec::new());
    }
    let names: Vec<String> = texts.iter().map(|t| t.name.clone()).collect();
    let together = ReasonLine {
        rule: "packs-combined".into(),
        text: format!(
            "{} apply together: pack.combine is strictest, and where they differ the stricter rule counts",
            crate::text::words::list(&names)
        ),
        settings: vec!["pack.combine".into()],
        ..ReasonLine::default()
    };
    let told = |a: Apart| ReasonLine {
        rule: "windows-apart".into(),
        text: a.words(),
        clauses: a.clauses,
        remedy:
            "let windows meet in a copy of one pack (quorate policy adopt FILE FILE), or have each change excepted \
             where a pack grants it (quorate exception request CHG-N KIND)"
                .into(),
        ..ReasonLine::default()
    };
    Ok(std::iter::once(together).chain(apart(&packs::whole_of(texts)?, now).into_iter().map(told)).collect())
}

/// The changes that never find a window of all packs, as notes of a combination.
fn apart_notes(pack: &Pack, now: Moment) -> impl Iterator<Item = String> {
    apart(pack, now).into_iter().map(|a| format!("{} {}", a.words(), a.clauses.join(", ")))
}

fn note(finding: &Finding) -> String {
    let cited = if finding.clauses.is_empty() { String::new() } else { format!(" {}", finding.clauses.join(", ")) };
    format!("{}{cited}", finding.text)
}

/// A pack as comparable lines by part.
fn lines(pack: &Pack) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let words = show::conditions::words;
    all.extend(pack.settings.iter().map(|s| (format!("setting {}", s.id()), s.value.clone())));
    all.extend(pack.roles.iter().map(|r| (format!("role {}", r.id()), r.title.clone())));
    all.extend(pack.types.iter().map(|t| (format!("type {}", t.id()), format!("{:?}", t.path))));
    let acts = |list: &[Act]| list.iter().map(|a| a.words()).collect::<Vec<_>>().join(", ");
    all.extend(
        pack.fields.iter().map(|f| {
            (format!("field {}", f.id()), format!("required to {}; when {}", acts(&f.required), words(&f.when)))
        }),
    );
    all.extend(pack.reviews.iter().map(|r| {
        let what = format!("{} of {}; to {}; when {}", r.count, r.roles.join("|"), acts(&r.required), words(&r.when));
        (format!("review {}", r.id()), what)
    }));
    all.extend(pack.approvals.iter().map(|a| {
        let what = format!("{} of {}; when {}", a.count, show::progress::approver(a, pack), words(&a.when));
        (format!("approval {}", a.id()), what)
    }));
    all.extend(pack.rules.iter().map(|r| {
        let what = format!("{:?} {}; when {}; needs {}", r.effect, acts(&r.acts), words(&r.when), words(&r.needs));
        (format!("rule {}", r.id()), what)
    }));
    all.extend(pack.clocks.iter().map(|c| {
        (format!("clock {}", c.id), format!("{} after {}; when {}", c.limit_words(), c.start, words(&c.when)))
    }));
    all.extend(pack.risk.levels.iter().map(|l| (format!("level {}", l.id), format!("{} to {}", l.min, l.max))));
    let seats = pack.board.seats.iter().map(|s| {
        let marks = [(s.chair, " (chair)"), (s.mandatory, " (mandatory)"), (s.veto, " (veto)")];
        marks.into_iter().filter(|(yes, _)| *yes).fold(s.id.clone(), |words, (_, mark)| words + mark)
    });
    let seats = seats.collect::<Vec<_>>().join(", ");
    all.insert(
        "board".into(),
        format!("{seats}; {}", show::ballot::rule_words(&pack.vote_rule(pack.board.seats.len()))),
    );
    all
}
