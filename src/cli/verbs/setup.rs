//! Setting up: a new register, the demonstration, health, places, schemas, completions and the manual.

use super::{Ended, done, progress};
use crate::app::App;
use crate::app::options::{Demo as DemoJob, Founding};
use crate::cli::args::register::{Completion, Demo, DemoVerb, Init, Man, Schema};
use crate::cli::args::{COMMON, Form, command};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::line::ask;
use crate::cli::print::{self, Answer, Asked, schema};
use crate::cli::session::Session;
use crate::sheets::register::Receipt;
use serde_json::{Map, Value, json};
use std::io::Write as _;

/// Changes of a demo week.
const WEEK: u32 = 40;
/// The pack that a demonstration runs under when none is named.
pub const DEMO_PACK: &str = "ghostquant";

/// The short tour.
pub const TOUR: &str = include_str!("tour.txt");
/// How one may begin: with a demo week, an empty register, or the tour.
pub const BEGINNINGS: [&str; 3] = [
    "A demo week: a sandbox register with invented changes",
    "An empty register with a pack of your choice",
    "A short tour first",
];
/// The built-in packs by name, each with what it is.
pub const PACKS: [(&str, &str); 5] = crate::app::packs::TITLES;

/// Founds a register.
pub fn init(session: &mut Session, args: &Init) -> Ended {
    if args.tour {
        return done(Answer::Text(TOUR.into()));
    }
    no_trial(session, "init")?;
    let mut args = args.clone();
    let silent = args.pack.is_empty() && !args.demo;
    if silent && !session.may_ask() {
        let text = "which pack? --pack is missing (or --demo for a demo week)";
        return Err(Failure::usage(
            text,
            "quorate init --pack ghostquant; built in are teleseal, ghostquant, aivo, devsecopsbook and three-env",
        ));
    }
    if silent && App::exists(&session.options) {
        let place = App::paths(&session.options).into_iter().find(|p| p.0 == "db");
        let place = place.map_or_else(String::new, |p| format!(" at {}", p.1.display()));
        return Err(Failure::usage(format!("there is a register already{place}"), "name another file with --db"));
    }
    if silent {
        let choice = ask::choose("How do you want to begin?", &BEGINNINGS)?;
        match choice {
            0 => args.demo = true,
            1 => ask_for_pack(&mut args)?,
            _ => return done(Answer::Text(TOUR.into())),
        }
    }
    if args.demo && args.pack.is_empty() {
        args.pack.push(DEMO_PACK.into());
    }
    let founding = Founding {
        packs: args.pack.clone(),
        org: args.org.clone().unwrap_or_default(),
        sandbox: args.sandbox || args.demo,
    };
    let (app, receipt) = App::create(&session.options, &founding)?;
    let actor = app.actor();
    session.adopt(app);
    if args.demo {
        return fill(session, &DemoJob { changes: WEEK, meetings: None, seed: 1 });
    }
    let value = print::value(&receipt)?;
    done(Answer::document(value, move |tz| {
        let kind = if founding.sandbox { "sandbox register" } else { "register" };
        let packs = crate::text::words::list(&founding.packs);
        let mut out = vec![format!("{}: founded, a {kind} under {packs}; {actor} is its administrator", receipt.id)];
        out.extend(crate::text::words::receipt::lines(&receipt, tz).into_iter().skip(1));
        out.push("next, register the others: quorate person add ID --name NAME --role ROLE --seat SEAT".into());
        out
    }))
}

fn ask_for_pack(args: &mut Init) -> Result<(), Failure> {
    let words = PACKS.map(|p| p.1);
    let choice = ask::choose("Which pack?", &words)?;
    args.pack.extend(PACKS.get(choice).map(|p| p.0.to_owned()));
    if args.org.is_none() {
        args.org = Some(ask::answer("Organisation (may be empty): ")?);
    }
    Ok(())
}

/// Founds an empty register under a pack.
pub fn found(session: &mut Session, pack: &str, org: String) -> Result<Receipt, Failure> {
    let founding = Founding { packs: vec![pack.to_owned()], org, sandbox: false };
    let (app, receipt) = App::create(&session.options, &founding)?;
    session.adopt(app);
    Ok(receipt)
}

/// Founds a sandbox register under a pack with a demo week in it.
pub fn demo_week(session: &mut Session, pack: &str) -> Result<Receipt, Failure> {
    let founding = Founding { packs: vec![pack.to_owned()], org: "Demo".into(), sandbox: true };
    let (app, _) = App::create(&session.options, &founding)?;
    let (app, receipt) = app.demo(&DemoJob { changes: WEEK, meetings: None, seed: 1 }, &mut |_, _| {})?;
    session.adopt(app);
    Ok(receipt)
}

fn fill(session: &mut Session, job: &DemoJob) -> Ended {
    let app = session.take()?;
    let (app, receipt) = progress::with(session, "inventing changes", |report| app.demo(job, report))?;
    session.adopt(app);
    done(print::register::receipt(receipt)?)
}

/// Fills a sandbox register, which is founded if there is none, or takes it away first.
pub fn demo(session: &mut Session, args: &Demo) -> Ended {
    no_trial(session, "demo")?;
    let (args, mut founding) = match &args.verb {
        None => (&args.fill, Founding { packs: Vec::new(), org: "Demo".into(), sandbox: true }),
        Some(DemoVerb::Reset(fill)) => (fill, reset(session)?),
    };
    if founding.packs.is_empty() {
        founding.packs.push(DEMO_PACK.into());
    }
    if args.patches > 0 {
        let text = format!("--patches {}: patches come with a later release", args.patches);
        return Err(Failure::usage(text, "leave --patches out"));
    }
    if !App::exists(&session.options) {
        let (app, _) = App::create(&session.options, &founding)?;
        session.adopt(app);
    }
    fill(session, &DemoJob { changes: args.changes, meetings: args.meetings, seed: args.seed })
}

/// Takes a sandbox register away, once somebody has said that it may go.
fn reset(session: &mut Session) -> Result<Founding, Failure> {
    let app = session.take()?;
    let place = App::paths(&session.options).into_iter().find(|p| p.0 == "db");
    let place = place.map_or_else(String::new, |p| p.1.display().to_string());
    if !session.common.yes {
        if !session.may_ask() {
            let text = format!("demo reset takes everything in {place} away: --yes is missing");
            return Err(Failure::usage(text, "quorate demo reset --yes"));
        }
        let answer = ask::answer(&format!("Everything in {place} goes. Type yes to go on: "))?;
        if !answer.eq_ignore_ascii_case("yes") {
            return Err(Failure::usage("nothing was reset", "type yes, or give --yes"));
        }
    }
    Ok(app.discard()?)
}

/// Founding and filling write a file; there is no trial of that.
fn no_trial(session: &Session, what: &str) -> Result<(), Failure> {
    if session.common.dry_run {
        return Err(Failure::usage(format!("--dry-run does not go with {what}"), "name a new file with --db instead"));
    }
    Ok(())
}

/// Health of the program and the register.
pub fn doctor(session: &mut Session) -> Ended {
    let checks = App::doctor(&session.options);
    let failed = checks.iter().any(|c| c.state == "fail");
    let value = print::register::doctor(&checks)?;
    let exit = if failed { Exit::Failed } else { Exit::Done };
    Ok((Answer::plain(value, move || print::register::doctor_words(&checks)), exit))
}

/// Where things are kept.
pub fn paths(session: &mut Session) -> Ended {
    let paths = App::paths(&session.options);
    let map: Map<String, Value> =
        paths.iter().map(|(name, path)| ((*name).to_owned(), path.display().to_string().into())).collect();
    done(Answer::plain(Value::Object(map), move || {
        paths.iter().map(|(name, path)| print::text::pair(name, &path.display().to_string())).collect()
    }))
}

/// The JSON Schema of an output, or the names of all.
pub fn schema(args: &Schema, asked: &Asked) -> Ended {
    let Some(name) = &args.name else {
        if asked.form != Form::Table {
            let all: Vec<Value> = schema::shapes().map(|s| json!({"name": s.name, "list": s.list})).collect();
            return done(Answer::list(&all)?);
        }
        let names: String = schema::shapes().map(|s| format!("{}\n", s.name)).collect();
        return done(Answer::Text(names));
    };
    let short = name.trim_start_matches("quorate.").trim_end_matches("/1");
    let shape = schema::shape(short).ok_or_else(|| {
        let names: Vec<_> = schema::shapes().map(|s| s.name).collect();
        Failure::usage(
            format!("there is no output \"{name}\"; there are {}", names.join(", ")),
            "quorate schema change",
        )
    })?;
    done(Answer::Text(format!("{:#}\n", shape.json_schema())))
}

/// A completion script.
pub fn completion(args: &Completion) -> Ended {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "quorate", &mut script);
    done(Answer::Text(String::from_utf8_lossy(&script).into_owned()))
}

/// A manual page: what is a command's own comes first, the flags that all have stand in one section at the end.
fn manual(page: clap::Command) -> std::io::Result<String> {
    let common =
        |arg: &clap::Arg| arg.get_help_heading() == Some(COMMON) || matches!(arg.get_id().as_str(), "help" | "version");
    let shared = page.clone().mut_args(|a| if common(&a) { a.help_heading(COMMON) } else { a.hide(true) });
    let own = page.mut_args(|a| if common(&a) { a.hide(true) } else { a });
    let has_own = own.get_arguments().any(|a| !a.is_hide_set());
    let has_verbs = own.get_subcommands().any(|c| !c.is_hide_set());
    let (own, shared) = (clap_mangen::Man::new(own), clap_mangen::Man::new(shared));
    let mut text = String::new();
    // Each section comes with the same definitions before it, which are needed once.
    let mut add = |section: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| -> std::io::Result<()> {
        let mut bytes = Vec::new();
        section(&mut bytes)?;
        let section = String::from_utf8_lossy(&bytes);
        let defines = |line: &&str| line.starts_with(".ie ") || line.starts_with(".el ");
        let first = text.is_empty();
        for line in section.lines().filter(|line| first || !defines(line)) {
            text.push_str(line);
            text.push('\n');
        }
        Ok(())
    };
    add(&|w| own.render_title(w))?;
    add(&|w| own.render_name_section(w))?;
    add(&|w| own.render_synopsis_section(w))?;
    // Goes on in the line of the synopsis.
    add(&|w| writeln!(w, "[\\fI{}\\fR]", COMMON.to_lowercase()))?;
    add(&|w| own.render_description_section(w))?;
    if has_own {
        add(&|w| own.render_options_section(w))?;
    }
    if has_verbs {
        add(&|w| own.render_subcommands_section(w))?;
    }
    add(&|w| shared.render_options_section(w))?;
    Ok(text)
}

/// A manual page.
pub fn man(args: &Man) -> Ended {
    let mut page = command();
    page.build();
    let mut path = String::from("quorate");
    for word in &args.command {
        let found = page.get_subcommands().find(|c| c.get_name() == word).cloned();
        page = found
            .ok_or_else(|| Failure::usage(format!("there is no command \"{path} {word}\""), "see quorate help"))?;
        path = format!("{path}-{word}");
    }
    let page = page.name(path.clone()).bin_name(path.replace('-', " ")).disable_help_subcommand(true);
    let text = manual(page).map_err(Failure::io("output"))?;
    done(Answer::Text(text))
}
