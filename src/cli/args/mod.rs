//! The grammar of the command line: nouns, verbs, and the flags that are the same everywhere.

pub mod calendar;
pub mod change;
pub mod checklist;
pub mod exception;
pub mod gate;
pub mod meeting;
pub mod policy;
pub mod register;
pub mod run;
pub mod system;
mod untangle;
pub mod vote;

use crate::app::catalog;
use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// The whole command line.
#[derive(Parser, Clone, Debug)]
#[command(
    name = "quorate",
    version,
    about = "Change requests, quorate ballots and their ledger, by written policy",
    after_help = "Without a command, quorate opens its screens. Exit codes: 0 yes or done, 1 failure, 2 usage or input, \
                  3 no such record, 4 identity, 5 not allowed, 6 conflict, 7 refused by decision or policy, 8 pending, \
                  9 approved but not now, 10 unchanged (with --error-unchanged), 20 integrity."
)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub noun: Option<Noun>,
}

/// Output form.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Table,
    Wide,
    Name,
    Json,
    Jsonl,
    Csv,
    Yaml,
    /// Only for minutes
    Text,
    /// Markdown, only for minutes and decisions
    Md,
    /// One self-contained page, only for minutes
    Html,
    /// iCalendar, only for actions and the calendar
    Ics,
}

/// When to use colour.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Colour {
    #[default]
    Auto,
    Always,
    Never,
}

/// The heading of the flags that are the same everywhere.
pub const COMMON: &str = "Common flags";

/// Flags that are the same everywhere.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = COMMON)]
pub struct Common {
    /// Database file (also QUORATE_DB; default: quorate.db in the platform's data folder)
    #[arg(long, global = true, value_name = "PATH",
          value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub db: Option<PathBuf>,
    /// Person who acts (default: the account of the operating system)
    #[arg(long = "as", global = true, value_name = "PERSON")]
    pub actor: Option<String>,
    /// JSON; with FIELDS (a,b,c) only these
    #[arg(long, global = true, value_name = "FIELDS", num_args = 0..=1, default_missing_value = "")]
    pub json: Option<String>,
    /// Filter the JSON with a jq expression
    #[arg(short = 'q', long, global = true, value_name = "EXPR")]
    pub jq: Option<String>,
    /// Fill a template (Jinja) with the JSON: {{ title }}, {% for c in items %}...{% endfor %}
    #[arg(long, global = true, value_name = "TEMPLATE", conflicts_with = "jq")]
    pub template: Option<String>,
    /// Form of the output
    #[arg(short = 'o', long = "output", global = true, value_name = "FORM")]
    pub form: Option<Form>,
    /// Write to a file instead of the standard output
    #[arg(long, global = true, value_name = "FILE|-")]
    pub out: Option<PathBuf>,
    /// No head line in lists
    #[arg(long, global = true)]
    pub no_header: bool,
    /// At most N items; 0 for all
    #[arg(long, global = true, value_name = "N")]
    pub limit: Option<usize>,
    /// Only what happened since this time
    #[arg(long, global = true, value_name = "TIME", allow_hyphen_values = true)]
    pub since: Option<String>,
    /// Order of the list: one of its fields
    #[arg(long, global = true, value_name = "FIELD")]
    pub sort: Option<String>,
    /// Never ask; a missing answer is an error that names its flag (also QUORATE_NO_INPUT=1)
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Answer ordinary questions with yes
    #[arg(short = 'y', long, global = true)]
    pub yes: bool,
    /// For severe acts: repeat the id
    #[arg(long, global = true, value_name = "ID")]
    pub confirm: Option<String>,
    /// Judge and show what would be recorded; record nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Refuse if the change is not at this revision
    #[arg(long, global = true, value_name = "N")]
    pub if_version: Option<u32>,
    /// Exit 10 when nothing changed: recorded before, or as it was already
    #[arg(long, global = true)]
    pub error_unchanged: bool,
    /// Of several records, stop at the first that fails; while waiting, when a yes is out of reach
    #[arg(long, global = true)]
    pub fail_fast: bool,
    /// Wait until it is decided (gate, vote tally, change view, decision view)
    #[arg(long, global = true)]
    pub wait: bool,
    /// Wait, and print each state on the way
    #[arg(long, global = true)]
    pub watch: bool,
    /// How long to wait, such as 45s, 30m or 2h (default: 30m); for run exec, how long the command may run
    #[arg(long, global = true, value_name = "SPAN")]
    pub timeout: Option<String>,
    /// The same key twice records once and prints the first receipt
    #[arg(long, global = true, value_name = "KEY")]
    pub idempotency_key: Option<String>,
    /// Why; - reads the standard input
    #[arg(long, global = true, value_name = "TEXT|-")]
    pub reason: Option<String>,
    /// As it stood, or would stand, at this time
    #[arg(long, global = true, value_name = "TIME", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// Time zone for reading and showing times (default: the pack's)
    #[arg(long, global = true, value_name = "ZONE")]
    pub tz: Option<String>,
    /// The time in a sandbox register
    #[arg(long, global = true, value_name = "RFC3339")]
    pub clock: Option<String>,
    /// When to use colour (default: auto)
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<Colour>,
    /// Configuration file instead of the account's own
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Draw screens with ASCII only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Line mode: numbered questions, no screen (also ACCESSIBLE=1 or TERM=dumb)
    #[arg(long, global = true)]
    pub line: bool,
    /// Do not page long output
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// No receipts, hints or progress
    #[arg(long, global = true)]
    pub quiet: bool,
    /// Say more
    #[arg(short = 'v', long, global = true)]
    pub verbose: bool,
}

/// Nouns and short forms.
#[derive(Subcommand, Clone, Debug)]
pub enum Noun {
    Inbox,
    #[command(subcommand)]
    Change(change::Change),
    #[command(subcommand)]
    Vote(vote::Vote),
    #[command(subcommand)]
    Decision(vote::Decision),
    #[command(subcommand)]
    Run(run::Run),
    #[command(subcommand)]
    Window(calendar::Window),
    #[command(subcommand)]
    Freeze(calendar::Freeze),
    Calendar(calendar::Calendar),
    #[command(subcommand)]
    Exception(exception::Exception),
    #[command(subcommand)]
    System(system::System),
    Gate(gate::Gate),
    Code,
    #[command(subcommand)]
    Person(register::Person),
    #[command(subcommand, visible_alias = "roster")]
    Board(register::Board),
    #[command(subcommand)]
    Meeting(meeting::Meeting),
    Join(meeting::Which),
    Screen(meeting::Which),
    #[command(subcommand)]
    Policy(policy::Policy),
    #[command(subcommand)]
    Catalogue(policy::Catalogue),
    #[command(subcommand)]
    Risk(policy::Risk),
    Import(change::Import),
    #[command(subcommand)]
    Audit(register::Audit),
    #[command(subcommand)]
    Db(register::Db),
    Init(register::Init),
    Demo(register::Demo),
    Tutor(register::Tutor),
    #[command(subcommand)]
    Config(register::Config),
    Doctor,
    Paths,
    Schema(register::Schema),
    Completion(register::Completion),
    Man(register::Man),
}

/// The command with the words of the catalogue.
pub fn command() -> clap::Command {
    fn describe(command: clap::Command, path: &str) -> clap::Command {
        let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
        let described = match catalog::about(path) {
            Some(text) => command.about(text).long_about(None),
            None => command,
        };
        names.into_iter().fold(described, |command, name| {
            let below = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
            command.mut_subcommand(name, |c| describe(c, &below))
        })
    }
    describe(Cli::command(), "")
}

/// Reads the command line. The common flags belong to every command, and giving them to all commands takes longer than
/// a short list; so a line is first read by the grammar of the commands that it names. Whatever that does not take, the
/// whole grammar explains, with the words of the catalogue. A line of nothing takes no grammar.
pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let mut args: Vec<OsString> = args.into_iter().collect();
    if args.len() < 2 {
        return Ok(Cli { common: Common::default(), noun: None });
    }
    // What follows `--` is somebody else's command line.
    let theirs = args.iter().position(|a| a == "--").map_or_else(Vec::new, |at| args.split_off(at));
    let args = untangle::untangle(args);
    let whole = |own: &[OsString]| [own, theirs.as_slice()].concat();
    let narrow = |own: &[OsString]| {
        let named = narrowed(own).try_get_matches_from(whole(own));
        named.and_then(|matches| Cli::from_arg_matches(&matches))
    };
    if let Ok(cli) = narrow(&args) {
        return Ok(cli);
    }
    // The word after `--json` may be what the command lacks: `policy check --json ghostquant`.
    let bare = |a: OsString| if a == "--json" { "--json=".into() } else { a };
    if let Ok(cli) = narrow(&args.iter().cloned().map(bare).collect::<Vec<_>>()) {
        return Ok(cli);
    }
    command().try_get_matches_from(whole(&args)).and_then(|matches| Cli::from_arg_matches(&matches))
}

/// The grammar without the commands that the line does not name. It takes nothing that the whole one would not take, and
/// takes it in the same way.
fn narrowed(args: &[OsString]) -> clap::Command {
    let root = Common::augment_args(clap::Command::new("quorate"));
    match args.iter().filter_map(|a| a.to_str()).find(|a| Noun::has_subcommand(a)) {
        // Pipelines ask it again and again: it is made without all others.
        Some("gate") => root.subcommand(gate()),
        Some(_) => below(root, &Cli::command(), args),
        None => root,
    }
}

/// The grammar of `gate`, as it stands in the whole.
fn gate() -> clap::Command {
    gate::Gate::augment_args(clap::Command::new("gate"))
}

fn below(narrow: clap::Command, whole: &clap::Command, args: &[OsString]) -> clap::Command {
    let found = args.iter().enumerate().find_map(|(i, a)| Some((i, whole.find_subcommand(a.to_str()?)?)));
    let Some((i, found)) = found else { return narrow };
    if !found.has_subcommands() || found.get_arguments().next().is_some() {
        return narrow.subcommand(found.clone());
    }
    let rest = args.get(i + 1..).unwrap_or_default();
    let inner = clap::Command::new(found.get_name().to_owned()).subcommand_required(true);
    narrow.subcommand(below(inner.visible_aliases(found.get_visible_aliases().map(str::to_owned)), found, rest))
}

/// Reads the number of a thing, bare or as it is printed: `1`, `exception/1`.
pub fn numbered(what: &str, text: &str) -> Result<u32, String> {
    let bare = text.trim().strip_prefix(what).and_then(|rest| rest.strip_prefix('/')).unwrap_or_else(|| text.trim());
    bare.parse().map_err(|_| format!("this is no number, nor {what}/NUMBER"))
}

/// Reads `NAME=VALUE`.
pub fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("this is not NAME=VALUE".into()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_of_gate_is_that_of_the_whole() {
        // But for its place among the others in the help.
        let whole = Cli::command().find_subcommand("gate").unwrap().clone();
        assert_eq!(format!("{:?}", gate().display_order(0)), format!("{:?}", whole.display_order(0)));
    }

    #[test]
    fn a_line_of_nothing_says_what_the_grammar_makes_of_it() {
        let of_nothing = Cli { common: Common::default(), noun: None };
        let read = Cli::try_parse_from(["quorate"]).unwrap();
        assert_eq!(format!("{read:?}"), format!("{of_nothing:?}"));
    }
}
