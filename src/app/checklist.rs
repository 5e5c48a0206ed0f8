//! Checklists: one with its items, those that wait for somebody, codes for signing on another terminal, commands.

use super::commands;
use super::error::AppError;
use super::execute::desk_for;
use super::open::App;
use super::options::How;
use super::person::{in_chair, whoms};
use super::show;
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::Span;
use crate::domain::change::facts;
use crate::domain::change::summary::BACK_OUT;
use crate::domain::checklist::acts::{not_yet, own_record};
use crate::domain::checklist::behind::HAND_ON;
use crate::domain::checklist::command::{ChecklistCommand, ListAct, NewProof};
use crate::domain::command::{ChangeCommand, Command};
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::checklist::{Proof, all};
use crate::sheets::checklist::{ChecklistSheet, CodeSheet, RunRow};
use crate::sheets::register::Receipt;
use crate::sheets::time::Time;
use crate::text::words::{self, list};
use std::collections::BTreeSet;
use std::time::Duration;

/// Changes that the list of runs shows at most.
const MOST: usize = 100;

/// What waits for people who carry changes out.
const KINDS: [&str; 11] =
    ["START", "DEPLOY", "FINISH", "CLOSE", "CHECKLIST", "SIGN", "WAIVE", "FAILED", "TAKE OVER", HAND_ON, BACK_OUT];

impl App {
    /// A checklist of a change with its items: the one that is named by id or phase, else the one that it is at.
    ///
    /// # Errors
    /// When there is no such change, or it has no such list.
    pub fn checklist(&mut self, no: ChangeNo, word: Option<&str>) -> Result<ChecklistSheet, AppError> {
        let (change, world, _) = self.found(no, None)?;
        let now = self.now();
        let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        let in_force = self.desk(&world, now)?.pack;
        let known = facts::of(&world, &desk, &change);
        let found = self.looking(&world, &desk, |lens| {
            let id = show::checklist::meant(lens, &change, &known, word);
            if let (None, Some(word)) = (&id, word) {
                return Err(word.to_owned());
            }
            let id = id.unwrap_or_default();
            let template = all(&in_force).into_iter().find(|l| l.id() == id);
            Ok(show::checklist::sheet(lens, &change, &known, &id, template))
        })?;
        found.map_err(|word| {
            let named = all(&desk.pack).into_iter().find(|l| l.id() == word);
            let (text, hint) = named.and_then(|l| not_yet(&change, &desk.pack, l)).unwrap_or_else(|| {
                let text = format!("{no} has no checklist \"{}\"", crate::base::text::visible(&word));
                (text, format!("see quorate run view {no}"))
            });
            AppError::NotFound { text, hint }
        })
    }

    /// Records something on a list; the receipt names the list and the items, whichever list the change was at.
    ///
    /// # Errors
    /// A refusal.
    pub(super) fn on_list(&mut self, no: ChangeNo, on: &ChecklistCommand, how: How) -> Result<Receipt, AppError> {
        let named = self.named_on_list(no, on);
        let mut receipt = self.carry_out(&Command::Change(no, ChangeCommand::Checklist(on.clone())), how)?;
        let what = list(&words::receipt::kinds(&receipt.entries));
        // Asked again under its key, the change may be at another list by now.
        let fresh = !receipt.again && !what.is_empty();
        receipt.said = named.filter(|_| fresh).map(|named| format!("{named}: {what}"));
        Ok(receipt)
    }

    /// The list that an act is about and its items, in words; none where there is no such list.
    fn named_on_list(&mut self, no: ChangeNo, on: &ChecklistCommand) -> Option<String> {
        let own = self.found(no, None).ok().and_then(|(change, ..)| own_record(&change, &self.actor, &on.act));
        let sheet = self.checklist(no, on.list.as_deref().or(own.as_deref())).ok()?;
        let numbers = on.act.items();
        let of = |n: &u32| sheet.items.iter().find(|i| i.n == *n);
        let items = match numbers.as_slice() {
            [] => String::new(),
            [n] => format!(", item {n} ({})", of(n).map_or("", |i| i.text.as_str())),
            many => format!(", items {}", many.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        };
        (!sheet.title.is_empty()).then(|| format!("{}{items}", sheet.title))
    }

    /// The checklists that the actor has to do with, what waits for them first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn runs(&mut self) -> Result<Vec<RunRow>, AppError> {
        self.recall()?;
        let person = self.actor.clone();
        let world = self.world(None)?;
        let now = self.now();
        let desk = self.desk(&world, now)?;
        let chairs = in_chair(&world, &desk.pack, &person, now);
        let whoms = whoms(&world, &person, chairs, now);
        let waiting = self.store.read()?.waiting(&whoms, MOST)?;
        let numbers: BTreeSet<u32> =
            waiting.iter().filter(|w| KINDS.contains(&w.kind.as_str())).map(|w| w.no).collect();
        let mut rows = Vec::new();
        for no in numbers.into_iter().map(ChangeNo) {
            let Ok((change, world, _)) = self.found(no, None) else { continue };
            let desk = desk_for(&mut self.shelf, &world, &person, now, &change)?;
            let known = facts::of(&world, &desk, &change);
            let found = self.looking(&world, &desk, |lens| show::checklist::rows(lens, &change, &known, &person))?;
            rows.extend(found);
        }
        rows.sort_by_key(|r| (r.waits.is_empty(), r.window.map(|w| w.from), r.id.clone()));
        Ok(rows)
    }

    /// A code by which the actor signs on another person's terminal, once and soon.
    ///
    /// # Errors
    /// When the actor is nobody who signs, or the register cannot be written.
    pub fn new_code(&mut self) -> Result<CodeSheet, AppError> {
        self.known_actor()?;
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let seconds = pack.setting("checklist.code_seconds").and_then(|n| n.parse().ok());
        let Some(seconds) = seconds else {
            return Err(AppError::Input {
                text: "the pack gives no time for such codes: checklist.code_seconds is not set".into(),
                hint: "sign in a session of your own: quorate run sign".into(),
            });
        };
        let drawn = uuid::Uuid::new_v4().as_u128() % 1_000_000;
        let (code, until) = (format!("{drawn:06}"), now.plus(Span::seconds(seconds)));
        self.store.keep_code(&self.actor, &code, until)?;
        Ok(CodeSheet { code, person: self.actor.to_string(), until: Time(until) })
    }

    /// A second person signs an item on the actor's terminal, by the code from a session of their own.
    ///
    /// # Errors
    /// A refusal; a code that is not theirs, was used, or is too old.
    pub fn sign_here(
        &mut self,
        no: ChangeNo,
        list: Option<String>,
        item: u32,
        (signer, code): (&PersonId, &str),
        how: How,
    ) -> Result<Receipt, AppError> {
        let now = self.now();
        if !self.store.code_fits(signer, code.trim(), now)? {
            let text = format!("this is not a code that {signer} has now: it is wrong, was used, or is too old");
            let remedy = format!("{signer} asks for another one in a session of their own: quorate code");
            return Err(Refusal::new(Kind::NotPermitted, text, remedy).into());
        }
        let act = ListAct::SignHere { item, signer: signer.clone() };
        let command = Command::Change(no, ChangeCommand::Checklist(ChecklistCommand { list, act }));
        let dry_run = how.dry_run;
        let receipt = self.execute(&command, how)?;
        if !dry_run {
            self.store.spend_code(signer)?;
        }
        Ok(receipt)
    }

    /// As [`Self::sign_here`], where the code alone says who signs.
    ///
    /// # Errors
    /// A refusal; a code that nobody has now.
    pub fn sign_by_code(
        &mut self,
        no: ChangeNo,
        list: Option<String>,
        item: u32,
        code: &str,
        how: How,
    ) -> Result<Receipt, AppError> {
        let now = self.now();
        let signer = self.store.code_owner(code.trim(), now)?.and_then(|id| id.parse::<PersonId>().ok());
        let Some(signer) = signer else {
            let text = "this is not a code that anybody has now: it is wrong, was used, or is too old";
            return Err(Refusal::new(Kind::NotPermitted, text, "the second person asks for one: quorate code").into());
        };
        self.sign_here(no, list, item, (&signer, code), how)
    }

    /// A file as evidence.
    ///
    /// # Errors
    /// A file that cannot be read, is too large, or is no text.
    pub fn item_file(path: &str) -> Result<NewProof, AppError> {
        let wrong =
            |text: String| AppError::Input { text, hint: "paste the part that shows it, or give a link".into() };
        let path = std::path::Path::new(path.trim());
        let size = std::fs::metadata(path).map_err(|e| wrong(format!("{}: {e}", path.display())))?.len();
        if size > crate::base::text::PROSE_MAX as u64 {
            return Err(wrong(format!("{} has {size} bytes, which is more than is kept", path.display())));
        }
        let body = std::fs::read_to_string(path).map_err(|e| wrong(format!("{}: {e}", path.display())))?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(NewProof::file(&name, body))
    }

    /// Runs a command that an item allows; what it prints is the item's evidence. The empty word stands for the only one.
    ///
    /// # Errors
    /// An item that is not there, a command that it does not allow, or none that can be run.
    pub fn run_item_command(
        &mut self,
        no: ChangeNo,
        list: Option<&str>,
        item: u32,
        line: &str,
    ) -> Result<NewProof, AppError> {
        self.known_actor()?;
        let sheet = self.checklist(no, list)?;
        let Some(found) = sheet.items.iter().find(|i| i.n == item) else {
            return Err(AppError::NotFound {
                text: format!("{} has no item {item}", sheet.title),
                hint: format!("see quorate run view {no}"),
            });
        };
        let line = match (line, found.commands.as_slice()) {
            ("", [only]) => only.clone(),
            (line, _) => line.to_owned(),
        };
        if !found.commands.contains(&line) {
            let allowed = match found.commands.as_slice() {
                [] => "none is allowed".to_owned(),
                commands => format!("allowed to the letter: {}", commands.join("; ")),
            };
            let text = match line.as_str() {
                "" => format!("item {item}: say which command; {allowed}"),
                _ => format!("item {item}: the checklist does not allow this command; {allowed}"),
            };
            return Err(Refusal::new(Kind::NotPermitted, text, "attach a text, a file or a link")
                .citing(&found.clauses)
                .into());
        }
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let within = pack.setting("checklist.command_seconds").and_then(|n| n.parse().ok()).unwrap_or(60);
        let (body, exit) = commands::run(&line, Duration::from_secs(within))?;
        Ok(NewProof { exit, ..NewProof::of(Proof::Command, &line, body) })
    }
}
