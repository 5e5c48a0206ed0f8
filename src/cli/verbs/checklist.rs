//! `run` on checklists: view, tick, sign, evidence, fail, waive, skip, retract, handover.

use super::{Ended, act_on, done, receipt_of};
use crate::base::ids::ChangeNo;
use crate::base::secrets;
use crate::cli::args::checklist::{Evidence, Fail, Handover, One, Sign, Then, Tick, View, Which};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::print::{self, Answer};
use crate::cli::session::Session;
use crate::domain::checklist::command::{ChecklistCommand, ListAct, NewProof};
use crate::domain::command::ChangeCommand;

fn on(session: &mut Session, id: ChangeNo, which: &Which, act: ListAct) -> Ended {
    act_on(session, id, ChangeCommand::Checklist(ChecklistCommand { list: which.word(), act }))
}

/// Shows a checklist with its items.
pub fn view(session: &mut Session, args: &View) -> Ended {
    let sheet = session.app()?.checklist(args.id, args.which.word().as_deref())?;
    let value = print::value(&sheet)?;
    Ok((Answer::document(value, move |tz| print::checklist::words(&sheet, tz)), Exit::Done))
}

/// Shows the checklists that one has to do with.
pub fn list(session: &mut Session) -> Ended {
    done(Answer::list(&session.app()?.runs()?)?)
}

/// Ticks items.
pub fn tick(session: &mut Session, args: &Tick) -> Ended {
    let items: Vec<u32> = args.items.iter().flat_map(|items| items.0.clone()).collect();
    let note = said(session, args.note.as_deref())?;
    on(session, args.id, &args.which, ListAct::Tick { items, note })
}

/// Signs an item: in one's own session, or as somebody else on this terminal by their code.
pub fn sign(session: &mut Session, args: &Sign) -> Ended {
    match (&args.signer, &args.code) {
        (Some(signer), Some(code)) => {
            let how = session.how("");
            let receipt = session.app()?.sign_here(args.id, args.which.word(), args.item, (signer, code), how)?;
            receipt_of(session, receipt)
        }
        _ => {
            let note = said(session, args.note.as_deref())?;
            on(session, args.id, &args.which, ListAct::Tick { items: vec![args.item], note })
        }
    }
}

/// Adds evidence, and ticks the item with it.
pub fn evidence(session: &mut Session, args: &Evidence) -> Ended {
    let proof = match (&args.paste, &args.file, &args.link, &args.command) {
        (Some(text), ..) => NewProof::pasted(files::text(text, &session.options)?),
        (_, Some(file), ..) => {
            let name = std::path::Path::new(file).file_name().map(|n| n.to_string_lossy().into_owned());
            let body = files::read(std::path::Path::new(file), &session.options)?;
            NewProof::file(&name.unwrap_or_else(|| file.clone()), body)
        }
        (_, _, Some(link), _) => NewProof::link(link),
        (_, _, _, Some(command)) => {
            let run = session.app()?.run_item_command(args.id, args.which.word().as_deref(), args.item, command)?;
            if !session.common.quiet {
                eprintln_lines(&run);
            }
            run
        }
        _ => return Err(Failure::usage("what is the evidence?", "give --paste, --file, --link or --command")),
    };
    let proof = masked(session, args, proof)?;
    on(session, args.id, &args.which, ListAct::Prove { item: args.item, proof, tick: !args.no_tick })
}

/// Shows what a command printed, and how it ended.
fn eprintln_lines(run: &NewProof) {
    eprintln!("{}", crate::base::text::tame_prose(&run.body));
    let exit = run.exit.map_or_else(|| "ended without an exit code".to_owned(), |c| format!("exit {c}"));
    eprintln!("$ {}: {exit}", crate::base::text::visible(&run.origin));
}

/// Offers to mask what looks like a secret; without a person to ask, a flag says what becomes of it.
fn masked(session: &Session, args: &Evidence, mut proof: NewProof) -> Result<NewProof, Failure> {
    let found = secrets::find(&proof.body);
    if found.is_empty() || args.keep {
        return Ok(proof);
    }
    let kinds: Vec<&str> = found.iter().map(|s| s.kind).collect();
    if !args.mask && !session.may_ask() {
        let text = format!("the evidence holds what looks like a secret: {}", kinds.join(", "));
        return Err(Failure::usage(text, "mask it with --mask, or keep it with --keep"));
    }
    if !args.mask {
        let question = format!("This looks like a secret ({}). Mask it? yes or no: ", kinds.join(", "));
        match crate::cli::line::ask::answer(&question)?.trim() {
            "yes" | "y" => {}
            "no" | "n" => return Ok(proof),
            _ => return Err(Failure::usage("neither yes nor no: nothing was recorded", "give --mask or --keep")),
        }
    }
    (proof.body, proof.masked) = secrets::mask(&proof.body);
    Ok(proof)
}

/// Says that an item failed.
pub fn fail(session: &mut Session, args: &Fail) -> Ended {
    let then = match args.then {
        Then::Retry => "retry",
        Then::Waive => "waive",
        Then::BackOut => "back_out",
    };
    let reason = session.reason()?;
    on(session, args.id, &args.which, ListAct::Fail { item: args.item, then: then.into(), reason })
}

/// Counter-signs that a failed item is waived.
pub fn waive(session: &mut Session, args: &One) -> Ended {
    let reason = session.reason()?;
    on(session, args.id, &args.which, ListAct::Waive { item: args.item, reason })
}

/// Says that an item does not apply.
pub fn skip(session: &mut Session, args: &One) -> Ended {
    let reason = session.reason()?;
    on(session, args.id, &args.which, ListAct::Skip { item: args.item, reason })
}

/// Takes back what one has last recorded on an item.
pub fn retract(session: &mut Session, args: &One) -> Ended {
    let reason = session.reason()?;
    on(session, args.id, &args.which, ListAct::Retract { item: args.item, reason })
}

/// Hands a checklist over, or takes it over.
pub fn handover(session: &mut Session, args: &Handover) -> Ended {
    let act = match (&args.to, &args.read_back) {
        (Some(to), _) => ListAct::HandOver { to: to.clone(), note: said(session, args.note.as_deref())? },
        (None, Some(text)) => ListAct::TakeOver { read_back: files::text(text, &session.options)? },
        (None, None) => return Err(Failure::usage("hand over or take over?", "give --to PERSON, or --read-back TEXT")),
    };
    on(session, args.id, &args.which, act)
}

/// A text of a flag; `-` reads the standard input.
fn said(session: &Session, text: Option<&str>) -> Result<Option<String>, Failure> {
    text.map(|t| files::text(t, &session.options)).transpose()
}

/// Gives a code for signing on another person's terminal.
pub fn code(session: &mut Session) -> Ended {
    let code = session.app()?.new_code()?;
    let value = print::value(&code)?;
    Ok((Answer::document(value, move |tz| print::checklist::code_words(&code, tz)), Exit::Done))
}
