//! `tutor`: lessons on a register of their own, which is gone afterwards.

use super::lessons::{LESSONS, Lesson, SCENE, Step};
use super::{Ended, done, run as carry_out};
use crate::app::App;
use crate::app::options::{Founding, Options};
use crate::cli::args::register::Tutor;
use crate::cli::args::{Cli, Common, parse};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::line::ask;
use crate::cli::print::Answer;
use crate::cli::session::Session;
use std::path::{Path, PathBuf};

/// The moment at which lessons take place.
const CLOCK: &str = "2026-03-02T15:00:00Z";
const HELP: &str = "Type the command, or press Enter to have it typed for you. q leaves the lesson.";

/// Gives a lesson, or lists all.
pub fn run(session: &mut Session, args: &Tutor) -> Ended {
    let asked = match &args.lesson {
        Some(name) => LESSONS.iter().find(|l| l.name == name).ok_or_else(|| {
            let names: Vec<_> = LESSONS.iter().map(|l| l.name).collect();
            Failure::usage(format!("there is no lesson \"{name}\""), format!("one of {}", names.join(", ")))
        })?,
        None if session.may_ask() => {
            let words: Vec<_> = LESSONS.iter().map(|l| format!("{}: {}", l.name, l.text)).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let index = ask::choose("Which lesson?", &words)?;
            LESSONS.get(index).ok_or_else(|| Failure::usage("there is no such lesson", "type its number"))?
        }
        None => {
            let lines = LESSONS.iter().map(|l| format!("{}\t{}\n", l.name, l.text));
            return done(Answer::Text(lines.collect()));
        }
    };
    let folder = Folder::new()?;
    let ended = teach(session, asked, &folder.0);
    drop(folder);
    ended
}

/// A folder of this lesson's own, removed with everything in it at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, Failure> {
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let path = std::env::temp_dir().join(format!("quorate-tutor-{}", uuid::Uuid::now_v7()));
        builder.create(&path).map_err(Failure::io(path.display().to_string()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of a lesson is in the folder for temporary files, where the system clears up.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn teach(session: &Session, lesson: &Lesson, folder: &Path) -> Ended {
    let place = Options {
        db: Some(folder.join("tutor.db")),
        actor: Some("root".into()),
        clock: Some(session_moment()?),
        state: Some(folder.join("state")),
    };
    let founding = Founding { packs: vec!["ghostquant".into()], org: "Lesson".into(), sandbox: true };
    drop(App::create(&place, &founding)?);
    for (who, line) in SCENE.iter().chain(lesson.before) {
        let quiet = ["--quiet".to_owned(), "--no-input".to_owned()];
        let words: Vec<String> = split(line).into_iter().chain(quiet).collect();
        let code = act(session, &place, who, &words);
        if code != Exit::Done {
            return Err(Failure::usage(format!("the lesson cannot be prepared: {who}: {line}"), "see quorate doctor"));
        }
    }
    let steps = lesson.steps.len();
    say(&format!("Lesson {}: {}. {HELP}", lesson.name, lesson.text));
    for (i, step) in lesson.steps.iter().enumerate() {
        say("");
        say(&format!("{} of {steps}. {}", i + 1, step.text));
        say(&format!("    quorate {}", step.line));
        if !learn(session, &place, lesson, step)? {
            say("The lesson is left; its register is gone.");
            return done(Answer::Written);
        }
    }
    say("");
    say(lesson.end);
    done(Answer::Written)
}

/// One step: until its command was carried out; false when the person leaves.
fn learn(session: &Session, place: &Options, lesson: &Lesson, step: &Step) -> Result<bool, Failure> {
    let wanted = split(step.line);
    let verb = |words: &[String]| words.iter().take_while(|w| !w.starts_with('-')).take(2).cloned().collect::<Vec<_>>();
    loop {
        let typed = if session.common.no_input { Some(String::new()) } else { line()? };
        let Some(typed) = typed else { return Ok(false) };
        let words = match typed.trim() {
            "q" => return Ok(false),
            "?" => {
                say(HELP);
                continue;
            }
            "" => wanted.clone(),
            other => split(other.strip_prefix("quorate ").unwrap_or(other)),
        };
        let code = act(session, place, lesson.actor, &words);
        if verb(&words) == verb(&wanted) && code.code() == step.code {
            return Ok(true);
        }
        if session.common.no_input {
            let text = format!("quorate {} ended with {}, not {}", step.line, code.code(), step.code);
            return Err(Failure::usage(text, "see quorate doctor"));
        }
        say(&format!("That ended with {}. The lesson goes on with: quorate {}", code.code(), step.line));
    }
}

/// Carries out a command on the lesson's register, as one of its people.
fn act(session: &Session, place: &Options, who: &str, words: &[String]) -> Exit {
    let args = std::iter::once("quorate".into()).chain(words.iter().map(Into::into));
    let (common, noun) = match parse(args) {
        Ok(Cli { common, noun: Some(noun) }) => (common, noun),
        Ok(_) => return Exit::Usage,
        Err(error) => {
            say(error.to_string().trim_end());
            return Exit::Usage;
        }
    };
    let outer = &session.common;
    let common = Common {
        db: place.db.clone(),
        actor: Some(who.to_owned()),
        clock: Some(CLOCK.into()),
        color: outer.color,
        no_pager: outer.no_pager,
        out: common
            .out
            .clone()
            .or_else(|| common.quiet.then(|| place.db.clone().unwrap_or_default().with_extension("out"))),
        ..common
    };
    let ended = Session::new(common).and_then(|mut inner| {
        inner.options.state.clone_from(&place.state);
        carry_out(&mut inner, &noun)
    });
    ended.unwrap_or_else(|failure| failure.report(false))
}

fn session_moment() -> Result<crate::base::time::Moment, Failure> {
    crate::base::time::Moment::parse(CLOCK, chrono_tz::UTC).map_err(|e| Failure::usage(e.to_string(), ""))
}

/// A line from the standard input; none at its end.
fn line() -> Result<Option<String>, Failure> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    out.write_all(b"> ").and_then(|()| out.flush()).map_err(Failure::io("output"))?;
    let mut text = String::new();
    let read = std::io::stdin().read_line(&mut text).map_err(Failure::io("standard input"))?;
    Ok((read > 0).then_some(text))
}

fn say(text: &str) {
    use std::io::Write as _;
    // A reader that went away ends the lesson at the next question.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Words as a shell would split them: quotes hold words together.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote, mut begun) = (Vec::new(), String::new(), None, false);
    for c in line.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), c) => word.push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                begun = true;
            }
            (None, c) if c.is_whitespace() => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            (None, c) => {
                word.push(c);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}
