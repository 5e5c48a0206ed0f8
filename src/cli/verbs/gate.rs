//! `gate`: whether a change may go out now, as an exit code, and whether a receipt of it is genuine.

use super::Ended;
use super::wait::{self, Seen};
use crate::app::App;
use crate::app::gate::GateQuestion;
use crate::app::receipt;
use crate::app::signed::{self, Seal};
use crate::app::signing::Signer;
use crate::base::digest::Digest;
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::cli::args::Form;
use crate::cli::args::gate::{Gate, GateVerb, Receipt};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::git;
use crate::cli::print::{self, Answer, Asked};
use crate::cli::session::Session;
use crate::sheets::gate::Looked;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Asks the gate, or checks its receipt.
pub fn run(session: &mut Session, args: &Gate, asked: &mut Asked) -> Ended {
    match (&args.verb, args.id) {
        (Some(GateVerb::Verify(receipt)), _) => verify(session, receipt),
        (None, Some(id)) => {
            // Whatever is kept is a document, and whole: it carries the receipt.
            let kept = session.common.out.as_deref().is_some_and(|out| out != Path::new("-"));
            if kept && session.common.form.is_none() {
                asked.form = Form::Json;
            }
            let receipt = kept && asked.form == Form::Json && asked.fields.is_empty();
            let artifact = args.artifact.as_deref().map(digest).transpose()?;
            asked.signer = signer(session, args, receipt)?;
            let at = session.at()?;
            if receipt && at.is_some() {
                let hint = "leave --at out; what it says for another moment: quorate gate CHG-N --at TIME --json";
                return Err(Failure::usage("what --out keeps is a receipt, and that is of now", hint));
            }
            // Of a time that has gone by the record of then answers; of one to come that of now.
            let app = session.app()?;
            if let Some(at) = at.filter(|at| *at < app.present()) {
                app.look_back(at)?;
            }
            let commit = args.commit.as_deref().map(commit).transpose()?;
            let repo = args.repo.as_deref();
            let commit = commit.map(|c| git::commit(repo, c)).transpose()?;
            let loose = commit.as_ref().is_some_and(|c| c.loose);
            let commit = commit.as_ref().map(|c| c.place.as_str());
            wait::until(session, "gate", &asked.clone(), |session| {
                // A tag may be recorded, or moved, while one waits.
                let looked = repo.map(|repo| looked(session, id, repo, loose)).transpose()?;
                let looked = looked.as_ref();
                let (env, share) = (args.env.as_deref(), args.share);
                let question = GateQuestion { no: id, env, artifact, commit, share, looked, at };
                look(session, question, receipt)
            })
        }
        (None, None) => Err(Failure::usage("which change?", "quorate gate CHG-1 --env production")),
    }
}

/// What a repository says of the tag that is on record.
fn looked(session: &mut Session, id: ChangeNo, repo: &Path, loose: bool) -> Result<Looked, Failure> {
    let recorded = session.app()?.tag_on_record(id)?;
    Ok(Looked { moved: recorded.map(|tag| git::moved(repo, &tag)).transpose()?.flatten(), loose })
}

/// Who signs the receipt. Where the environment names a key, what is no receipt is not signed; where the line does, it has
/// to be one.
fn signer(session: &Session, args: &Gate, receipt: bool) -> Result<Option<Rc<Signer>>, Failure> {
    if args.sign_key.is_some() && !receipt {
        let hint = "add --out FILE, as JSON and whole: the signature lies in FILE.sig beside it";
        return Err(Failure::usage("--sign-key: there is no receipt to sign", hint));
    }
    let of_env = std::env::var_os("QUORATE_SIGN_KEY").filter(|v| !v.is_empty()).map(PathBuf::from);
    let of_config = || session.config.get("sign_key").map(|(value, _)| PathBuf::from(value));
    match args.sign_key.clone().or(of_env).or_else(of_config).filter(|_| receipt) {
        Some(path) => {
            let signer = files::signer(&path, &session.options)?;
            // Before anybody waits for a verdict that could not be signed.
            signer.ready()?;
            Ok(Some(Rc::new(signer)))
        }
        None => Ok(None),
    }
}

fn look(session: &mut Session, question: GateQuestion<'_>, receipt: bool) -> Result<Seen, Failure> {
    let sheet = session.app()?.gate(question, receipt)?;
    let exit = Exit::of_verdict(&sheet.verdict);
    let hopeless = session.common.fail_fast && wait::hopeless(&session.app()?.change(question.no, question.at)?);
    let value = print::value(&sheet)?;
    let mut mark = value.clone();
    if let Some(map) = mark.as_object_mut() {
        map.remove("checked_at");
        map.remove("receipt");
    }
    let answer = Answer::document(value, move |tz| print::gate::words(&sheet, tz));
    Ok(Seen { answer, mark, exit, hopeless })
}

/// The digest of an artifact: `sha256:` and 64 hex digits.
fn digest(text: &str) -> Result<Digest, Failure> {
    let hex = text.strip_prefix("sha256:").unwrap_or(text);
    hex.to_ascii_lowercase().parse().map_err(|_| {
        Failure::usage(
            format!("--artifact: \"{text}\" is no SHA-256 digest"),
            "give sha256: and its 64 hex digits, as sha256sum prints them",
        )
    })
}

/// A commit: the hash, or the beginning of it, as git has it; in front of it a repository may stand (`REPOSITORY@HASH`).
fn commit(text: &str) -> Result<&str, Failure> {
    let hash = text.rsplit_once('@').map_or(text, |(_, hash)| hash);
    if (4..=64).contains(&hash.len()) && hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(text);
    }
    let text = format!("--commit: \"{}\" is no hash of a commit", crate::base::text::visible(text));
    Err(Failure::usage(text, "give 4 to 64 hex digits, as git rev-parse HEAD prints them"))
}

/// Checks a receipt. A genuine one ends the program with the code of its verdict, so that 0 still means a yes; one that only
/// fits a checkpoint is no verdict yet.
fn verify(session: &mut Session, args: &Receipt) -> Ended {
    let text = files::read(&args.file, &session.options)?;
    let given = receipt::read(&text)?;
    let kept = args.against.as_deref().map(|file| files::read(file, &session.options)).transpose()?;
    let check = match (kept, &args.signers) {
        (kept, Some(signers)) => given.signed(seal(session, args, &text, signers)?, kept.as_deref())?,
        _ if session.common.at.is_some() => {
            return Err(Failure::usage(
                "--at: a receipt is of its own moment",
                "leave --at out; with --signers it says when who may sign is judged",
            ));
        }
        (Some(kept), None) => given.against(&kept)?,
        (None, None) if App::exists(&session.options) => session.app()?.check_receipt(given)?,
        (None, None) => {
            return Err(Failure::usage(
                "there is nothing to compare the receipt with",
                "name the register with --db, or who may sign receipts with --signers, or a checkpoint that was kept with \
                 --against",
            ));
        }
    };
    let exit = match (check.genuine, check.consistent) {
        (true, _) => Exit::of_verdict(&check.verdict),
        (false, true) => Exit::Pending,
        (false, false) => Exit::Integrity,
    };
    let value = print::value(&check)?;
    let file = args.file.display().to_string();
    Ok((Answer::document(value, move |tz| print::gate::checked_words(&check, &file, tz)), exit))
}

/// What the signature beside a receipt says of it. One that is not there is a finding: somebody may have taken it away.
fn seal(session: &mut Session, args: &Receipt, text: &str, signers: &Path) -> Result<Seal, Failure> {
    let beside = match &args.signature {
        Some(named) => named.clone(),
        None if args.file == Path::new("-") => {
            return Err(Failure::usage("which signature? - has none beside it", "name it with --signature FILE"));
        }
        None => files::signature_of(&args.file),
    };
    let at = session.at()?.unwrap_or_else(|| Moment::from_utc(chrono::Utc::now()));
    let options = &session.options;
    let signers = files::read(signers, options)?;
    let armored = files::signature(&beside, options)?;
    Ok(signed::seal(text, armored.as_deref(), &signers, at)?)
}
