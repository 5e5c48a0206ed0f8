//! Waiting for an outcome: `--wait`, `--watch`, `--timeout`, `--fail-fast`.

use super::Ended;
use crate::base::time::Length;
use crate::cli::args::Noun;
use crate::cli::args::change::Change;
use crate::cli::args::run::Run;
use crate::cli::args::vote::{Decision, Vote};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{self, Answer, Asked, schema};
use crate::cli::session::Session;
use crate::sheets::ballot::BallotSheet;
use crate::sheets::change::ChangeSheet;
use serde_json::Value;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// How often the record is looked at again where nothing tells of a commit.
const AGAIN: Duration = Duration::from_secs(1);
/// How often where something does: time alone changes answers too.
const TICK: Duration = Duration::from_secs(5);
/// How long one waits when nothing is said.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

/// What was seen of a record that is waited for.
pub struct Seen {
    /// The answer as it stands.
    pub answer: Answer,
    /// What of it is new when it differs.
    pub mark: Value,
    /// How the program would end with it; [`Exit::Pending`] goes on waiting.
    pub exit: Exit,
    /// Whether a yes is out of reach already.
    pub hopeless: bool,
}

/// Refuses the flags of waiting where there is nothing to wait for.
pub fn check(session: &Session, noun: &Noun) -> Result<(), Failure> {
    let common = &session.common;
    let waits = matches!(
        noun,
        Noun::Gate(_) | Noun::Vote(Vote::Tally(_)) | Noun::Change(Change::View(_)) | Noun::Decision(Decision::View(_))
    );
    if (common.wait || common.watch) && !waits {
        return Err(Failure::usage(
            "there is nothing to wait for in this command",
            "--wait and --watch go with gate, vote tally, change view and decision view",
        ));
    }
    let limits = matches!(noun, Noun::Run(Run::Exec(_)));
    if common.timeout.is_some() && !(common.wait || common.watch || limits) {
        return Err(Failure::usage("--timeout without --wait or --watch", "add --wait"));
    }
    Ok(())
}

/// Whether the flags ask for waiting.
pub const fn asked_for(session: &Session) -> bool {
    session.common.wait || session.common.watch
}

/// Looks until there is an outcome, no hope of a yes where that ends it, or no more time.
pub fn until(
    session: &mut Session,
    shape: &str,
    asked: &Asked,
    mut look: impl FnMut(&mut Session) -> Result<Seen, Failure>,
) -> Ended {
    let patience = match (&session.common.timeout, asked_for(session)) {
        (Some(text), _) => span(text)?,
        (None, true) => PATIENCE,
        (None, false) => Duration::ZERO,
    };
    let begun = Instant::now();
    let told = if patience.is_zero() { None } else { told(session) };
    let mut shown: Option<Value> = None;
    loop {
        let seen = look(session)?;
        let new = session.common.watch && shown.as_ref() != Some(&seen.mark);
        let hopeless = session.common.fail_fast && seen.hopeless;
        let over = seen.exit != Exit::Pending || hopeless || begun.elapsed() >= patience;
        let exit = if hopeless && seen.exit == Exit::Pending { Exit::Refused } else { seen.exit };
        let answer = if new {
            print::emit(session, schema::shape(shape), asked, seen.answer)?;
            shown = Some(seen.mark);
            Answer::Written
        } else if session.common.watch {
            Answer::Written
        } else {
            seen.answer
        };
        if over {
            return Ok((answer, exit));
        }
        let left = patience.saturating_sub(begun.elapsed());
        match &told {
            // Whether something came or the time was over: it is looked at again.
            Some((commits, _)) => drop(commits.recv_timeout(TICK.min(left))),
            None => std::thread::sleep(AGAIN.min(left)),
        }
    }
}

/// Tells of commits to the register, as long as the guard beside it is kept; none where the system has no watches.
fn told(session: &mut Session) -> Option<(Receiver<()>, Box<dyn std::any::Any + Send>)> {
    let (tell, commits) = mpsc::channel();
    // Nobody listens only when the waiting is over.
    let watch = session.app().ok()?.watch(Box::new(move || tell.send(()).unwrap_or(())));
    Some((commits, watch.ok()?))
}

/// How a ballot's state ends the program: carried is a yes, anything else that is decided a no.
pub fn of_ballot(ballot: &BallotSheet) -> Exit {
    match ballot.outcome.as_deref() {
        None => Exit::Pending,
        Some("carried" | "carried_with_conditions") => Exit::Done,
        Some(_) => Exit::Refused,
    }
}

/// How a change's decision ends the program.
pub fn of_change(sheet: &ChangeSheet) -> Exit {
    match sheet.row.decision.as_str() {
        "approved" => Exit::Done,
        "rejected" | "deferred" | "withdrawn" => Exit::Refused,
        _ if sheet.row.state == "canceled" => Exit::Refused,
        _ => Exit::Pending,
    }
}

/// Whether a change that is not decided yet can no longer be approved as it stands.
pub fn hopeless(sheet: &ChangeSheet) -> bool {
    let lost = sheet.ballot.as_ref().is_some_and(|b| b.closed.is_none() && !b.stale && b.can_pass == Some(false));
    lost || sheet.approvals.iter().any(|a| a.state == "rejected")
}

/// `30m`, `45s`, `2h`; minutes also as `min`.
pub fn span(text: &str) -> Result<Duration, Failure> {
    let refuse = || Failure::usage(format!("--timeout: \"{text}\" is no span"), "give a span such as 45s, 30m or 2h");
    if let Some(seconds) = text.strip_suffix('s') {
        return seconds.parse().map(Duration::from_secs).map_err(|_| refuse());
    }
    let full = if text.ends_with('m') { format!("{text}in") } else { text.to_owned() };
    let minutes = match full.parse::<Length>().map_err(|_| refuse())? {
        Length::Minutes(n) => n,
        Length::Hours(n) => n.saturating_mul(60),
        _ => return Err(refuse()),
    };
    u64::try_from(minutes).map(|m| Duration::from_secs(m.saturating_mul(60))).map_err(|_| refuse())
}
