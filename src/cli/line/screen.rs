//! The audience's screen in line mode: what the room may see, said again only where it has changed, without a clock.

use super::talk::{Said, Talk};
use crate::app::meeting::audience::Room;
use crate::base::ids::ChangeNo;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::cli::session::Session;
use std::io::BufRead as _;
use std::sync::mpsc;
use std::time::Duration;

/// How often it is looked at again where nothing tells of a commit.
const AGAIN: Duration = Duration::from_secs(1);

/// What ends the wait.
enum News {
    /// A commit to the register.
    Commit,
    /// The input ended, or the person leaves.
    Leave,
}

/// Follows a meeting until it is over, the input ends, or the person leaves with `q`.
pub fn run(session: &mut Session, which: Option<&str>) -> Result<Exit, Failure> {
    let mut talk = Talk::standard();
    let digits = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
    let mut code = which.filter(digits).map(str::to_owned);
    let meeting = which.filter(|w| !digits(w));
    while let Room::Unpaired = session.app()?.room(meeting, code.as_deref(), false)? {
        match talk.ask("The six digits that who leads the meeting reads out?", "P on their screen shows them.")? {
            Said::Words(word) => {
                let word = word.trim().to_owned();
                match session.app()?.room(meeting, Some(&word), false) {
                    Ok(_) => code = Some(word),
                    Err(error) => talk.report(&error.into())?,
                }
            }
            Said::Back | Said::End => return Ok(Exit::Done),
        }
    }
    let (tell, news) = mpsc::channel();
    let commits = tell.clone();
    // Nobody listens only when this is over.
    let watch = session.app()?.watch(Box::new(move || commits.send(News::Commit).unwrap_or(()))).ok();
    // Whoever was asked has the input already; it is read on from where the answer ended.
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines() {
            if !line.is_ok_and(|l| !matches!(l.trim(), "q" | "quit")) {
                break;
            }
        }
        tell.send(News::Leave).unwrap_or(());
    });
    let mut said: Vec<String> = Vec::new();
    let mut meeting = meeting.map(str::to_owned);
    loop {
        let (lines, over, shown) = look(session, meeting.as_deref(), code.as_deref())?;
        // Once it is shown it is followed to its end, and the next one is another.
        meeting = shown.or(meeting);
        talk.say_all(lines.iter().filter(|l| !said.contains(l)))?;
        said = lines;
        if over {
            return Ok(Exit::Done);
        }
        let wait = if watch.is_some() { AGAIN * 5 } else { AGAIN };
        if let Ok(News::Leave) = news.recv_timeout(wait) {
            return Ok(Exit::Done);
        }
    }
}

/// What the room may see now, whether the meeting is over, and which it is.
fn look(
    session: &mut Session,
    meeting: Option<&str>,
    code: Option<&str>,
) -> Result<(Vec<String>, bool, Option<String>), Failure> {
    let tz = session.tz_to_show();
    let sheet = match session.app()?.room(meeting, code, false)? {
        Room::Shown(sheet) => sheet,
        Room::Off => {
            return Ok((vec!["The meeting is not shown: who leads it switches this on with P.".into()], false, None));
        }
        Room::Unpaired => return Ok((vec!["This screen is not paired any more.".into()], true, None)),
    };
    let over = matches!(sheet.row.state.as_str(), "complete" | "canceled");
    if sheet.audience.blank && !over {
        return Ok((vec!["The screen is blank.".into()], false, Some(sheet.row.id.clone())));
    }
    let current = sheet.agenda.iter().find(|l| sheet.current == Some(l.position));
    let no = current.and_then(|l| l.id.as_ref()?.parse::<ChangeNo>().ok());
    let change = no.map(|no| session.app()?.change(no, None).map_err(Failure::from)).transpose()?;
    Ok((print::meeting::room(&sheet, change.as_ref(), tz), over, Some(sheet.row.id.clone())))
}
