//! Verbs of `policy`, `catalogue` and `risk`.

use super::{Ended, act, done, progress, receipt_of};
use crate::app::App;
use crate::base::text::so_many;
use crate::base::time::Moment;
use crate::cli::args::policy::{Catalogue, Clauses, Named, Policy, Replay, Risk, Set};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::print::{self, Answer};
use crate::cli::session::Session;
use crate::domain::command::{CatalogueCommand, Command, PolicyCommand, RiskCommand};
use serde_json::{Value, json};
use std::path::PathBuf;

/// The pack that is named, or the one in force.
fn named(session: &mut Session, given: &Named) -> Result<String, Failure> {
    if let Some(name) = &given.name {
        return Ok(name.clone());
    }
    let active = session.app()?.register()?.packs;
    active.into_iter().next().ok_or_else(|| Failure::usage("no pack is in force: name one", "see quorate policy list"))
}

/// Carries out a verb of `policy`.
pub fn run(session: &mut Session, verb: &Policy) -> Ended {
    match verb {
        Policy::List => {
            let packs = if App::exists(&session.options) { session.app()?.packs()? } else { App::built_in_packs()? };
            let items = packs.iter().map(print::pack::row).collect::<Result<_, _>>()?;
            done(Answer::List { items, next: None })
        }
        Policy::Show(given) => {
            let name = named(session, given)?;
            let sheet = if App::exists(&session.options) {
                session.app()?.pack(&name)?
            } else {
                App::pack_alone(&name, Moment::from_utc(chrono::Utc::now()))?
            };
            done(Answer::document(print::pack::document(&sheet)?, move |tz| print::pack::words(&sheet, tz)))
        }
        Policy::Export(given) => {
            let name = named(session, given)?;
            let here = App::exists(&session.options);
            done(Answer::Text(if here { session.app()?.pack_text(&name)? } else { App::built_in_text(&name)? }))
        }
        Policy::Clauses(args) => clauses(session, args),
        Policy::Check(args) => check(session, &args.files),
        Policy::Diff(two) => {
            let differences = App::diff_packs(&two.a, &two.b)?;
            let value = json!({"a": two.a, "b": two.b, "differences": differences});
            done(Answer::plain(
                value,
                move || {
                    if differences.is_empty() { vec!["no difference".into()] } else { differences }
                },
            ))
        }
        Policy::Replay(args) => replay(session, args),
        Policy::Schema => done(Answer::Text(App::pack_schema())),
        Policy::Adopt(args) => {
            let reason = session.reason()?;
            let how = session.how("");
            let receipt = session.app()?.adopt(&args.packs, reason.as_deref(), how)?;
            receipt_of(session, receipt)
        }
        Policy::Set(args) => set(session, args),
        Policy::Review(args) => {
            let note = note(session, args.note.as_deref())?;
            act(session, &Command::Policy(PolicyCommand::Review { note }))
        }
        Policy::Sign(args) => {
            let (pack, digest) = App::text_to_sign(&args.pack)?;
            act(session, &Command::Policy(PolicyCommand::Sign { role: args.as_role.clone(), pack, digest }))
        }
        Policy::Confirm(args) => act(session, &Command::Policy(PolicyCommand::Confirm { line: args.line.clone() })),
    }
}

/// A note by its own flag, else by `--reason`.
fn note(session: &Session, given: Option<&str>) -> Result<Option<String>, Failure> {
    match given {
        Some(note) => files::text(note, &session.options).map(Some),
        None => session.reason(),
    }
}

fn clauses(session: &mut Session, args: &Clauses) -> Ended {
    let name = named(session, &args.pack)?;
    let known = App::exists(&session.options);
    let mut clauses = if known { session.app()?.clauses(&name)? } else { App::clauses_alone(&name)? };
    known_word("area", args.area.as_deref(), clauses.iter().map(|c| c.area.as_str()).collect())?;
    known_word("state", args.state.as_deref(), App::clause_states().collect())?;
    clauses.retain(|c| args.area.as_ref().is_none_or(|a| *a == c.area));
    clauses.retain(|c| args.state.as_ref().is_none_or(|s| *s == c.state));
    done(Answer::list(&clauses)?)
}

/// That a word to choose clauses by is one of those known; a misspelt one would look like a policy without such clauses.
fn known_word(flag: &str, word: Option<&str>, known: std::collections::BTreeSet<&str>) -> Result<(), Failure> {
    match word {
        Some(word) if !known.contains(word) => {
            let known: Vec<&str> = known.into_iter().collect();
            Err(Failure::usage(
                format!("--{flag}: there is no {flag} \"{word}\""),
                format!("one of {}", known.join(", ")),
            ))
        }
        _ => Ok(()),
    }
}

fn check(session: &Session, files: &[PathBuf]) -> Ended {
    let now = session.options.clock.unwrap_or_else(|| Moment::from_utc(chrono::Utc::now()));
    let found = App::check_packs(files, now)?;
    let ok = found.iter().flat_map(|(_, findings)| findings).all(|f| !f.error);
    let names = files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join("+");
    let mut list = Vec::new();
    let mut lines = Vec::new();
    for (name, findings) in &found {
        for f in findings {
            list.push(json!({
                "error": f.error, "line": f.line, "column": f.column, "text": f.text, "clauses": f.clauses, "file": name
            }));
            let kind = if f.error { "error" } else { "open" };
            let cited = print::text::cited(&f.clauses);
            lines.push(format!("{name}:{}:{}: {kind}: {}{cited}", f.line, f.column, f.text));
        }
        let usable = if findings.iter().all(|f| !f.error) { "usable" } else { "not usable" };
        lines.push(format!("{name}: {usable}"));
    }
    let value = json!({"file": names, "ok": ok, "findings": list});
    Ok((Answer::plain(value, || lines), if ok { Exit::Done } else { Exit::Usage }))
}

fn replay(session: &mut Session, args: &Replay) -> Ended {
    let mut app = session.take()?;
    let (judged, differs) = progress::with(session, "judging", |report| app.replay(&args.pack, report))?;
    session.adopt(app);
    let list: Vec<Value> = differs
        .iter()
        .map(|[id, then, now, clauses]| {
            let clauses: Vec<_> = clauses.split(',').map(str::trim).filter(|c| !c.is_empty()).collect();
            json!({"id": id, "then": then, "now": now, "clauses": clauses})
        })
        .collect();
    let pack = args.pack.clone();
    let value = json!({"pack": pack, "judged": judged, "differs": list});
    let words = move || {
        // A change may differ in what was handed in and in each of its ballots.
        let mut changes: Vec<&str> = differs.iter().map(|row| row[0].as_str()).collect();
        changes.dedup();
        let (changes, found) = (changes.len(), so_many(differs.len(), "difference"));
        let mut out = vec![format!("{judged} judged anew under {pack}: {changes} would differ, with {found}")];
        let rows: Vec<Vec<String>> = differs
            .into_iter()
            .map(|[id, then, now, clauses]| vec![id, format!("then {then}"), format!("now {now}"), clauses])
            .collect();
        out.extend(print::list::block(&rows));
        out
    };
    done(Answer::plain(value, words))
}

fn set(session: &mut Session, args: &Set) -> Ended {
    let (id, value) = match (&args.value, args.id.split_once('=')) {
        (Some(value), _) => (args.id.clone(), value.clone()),
        (None, Some((id, value))) => (id.to_owned(), value.to_owned()),
        (None, None) => {
            let text = format!("the value of {} is missing", args.id);
            return Err(Failure::usage(text, format!("quorate policy set {} VALUE", args.id)));
        }
    };
    let reason = session.reason()?;
    act(session, &Command::Policy(PolicyCommand::Set { id, value, reason }))
}

/// Carries out a verb of `catalogue`.
pub fn catalogue(session: &mut Session, verb: &Catalogue) -> Ended {
    let command = match verb {
        Catalogue::List => {
            let items = session.app()?.catalogue()?.iter().map(print::value).collect::<Result<_, _>>()?;
            return done(Answer::List { items, next: None });
        }
        Catalogue::Show(args) => {
            let entry = session.app()?.catalogue_entry(&args.id)?;
            let document = print::value(&entry)?;
            return done(Answer::document(document, move |tz| print::catalogue::words(&entry, tz)));
        }
        Catalogue::Admit(args) => {
            let procedure = args.procedure.as_deref().map(|p| files::text(p, &session.options)).transpose()?;
            CatalogueCommand::Admit { id: args.id.clone(), title: args.title.clone(), procedure }
        }
        Catalogue::Suspend(entry) => CatalogueCommand::Suspend { id: entry.id.clone(), reason: session.reason()? },
        Catalogue::Withdraw(entry) => CatalogueCommand::Withdraw { id: entry.id.clone(), reason: session.reason()? },
    };
    act(session, &Command::Catalogue(command))
}

/// Carries out a verb of `risk`.
pub fn risk(session: &mut Session, verb: &Risk) -> Ended {
    let command = match verb {
        Risk::List => {
            let filled = |text: &String| if text.is_empty() { Value::Null } else { text.as_str().into() };
            let risks = session.app()?.risks()?;
            let items = risks
                .iter()
                .map(|[no, change, level, text, mitigation, owner, accepted_by]| {
                    json!({
                        "id": no, "change": filled(change), "level": level, "text": text,
                        "mitigation": filled(mitigation), "owner": owner, "accepted_by": filled(accepted_by),
                    })
                })
                .collect();
            return done(Answer::List { items, next: None });
        }
        Risk::Log(args) => RiskCommand::Log {
            change: args.change,
            text: files::text(&args.text, &session.options)?,
            level: args.level.clone(),
            mitigation: args.mitigation.clone(),
            owner: args.owner.clone(),
        },
        Risk::Accept(args) => RiskCommand::Accept { no: args.no, reason: session.reason()? },
        Risk::Review(args) => RiskCommand::Review { note: note(session, args.note.as_deref())? },
    };
    act(session, &Command::Risk(command))
}
