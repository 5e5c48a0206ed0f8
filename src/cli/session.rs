//! One run of the program: the common flags, the register once it is needed, and what follows from both.

use super::Screens;
use super::args::{Colour, Common, Form};
use super::failure::Failure;
use super::files;
use crate::app::App;
use crate::app::config::Config;
use crate::app::options::{How, Options};
use crate::base::digest::Digest;
use crate::base::ids::{ActId, ChangeNo};
use crate::base::spoken::{Here, Lean};
use crate::base::time::Moment;
use chrono_tz::Tz;
use std::io::IsTerminal;
use std::path::PathBuf;

/// One run of the program.
#[derive(Debug)]
pub struct Session {
    pub common: Common,
    pub options: Options,
    /// What the configuration files say.
    pub config: Config,
    app: Option<App>,
    tz: Option<Tz>,
    at: Option<Moment>,
}

impl Session {
    /// Reads the common flags.
    pub fn new(mut common: Common) -> Result<Self, Failure> {
        let config = configured(&common);
        let said = |key: &str| config.get(key).map(|(value, _)| value.to_owned());
        // Read here and not by the grammar: its usage lines would name these flags as given. What is set and empty says nothing.
        let of_env = || std::env::var_os("QUORATE_DB").map(PathBuf::from);
        common.db = common.db.or_else(of_env).filter(|path| !path.as_os_str().is_empty());
        common.no_input |= std::env::var("QUORATE_NO_INPUT").is_ok_and(|v| says_yes(&v));
        if let Some(editor) = said("editor") {
            crate::app::editor::configure(&editor);
        }
        common.db = common.db.or_else(|| said("db").map(PathBuf::from));
        common.actor = common.actor.or_else(|| said("as"));
        common.tz = common.tz.or_else(|| said("tz"));
        common.ascii |= config.yes("ascii");
        common.line |= config.yes("line");
        common.no_input |= config.yes("no_input");
        let tz = match &common.tz {
            Some(name) => Some(name.parse::<Tz>().map_err(|_| {
                Failure::usage(
                    format!("there is no time zone \"{name}\""),
                    "--tz takes names such as Europe/Berlin or UTC",
                )
            })?),
            None => None,
        };
        let clock = match &common.clock {
            Some(text) => Some(Moment::parse(text, chrono_tz::UTC).map_err(|e| {
                Failure::usage(format!("--clock: {e}"), "--clock takes RFC 3339, such as 2026-03-02T09:00:00Z")
            })?),
            None => None,
        };
        let options = Options { db: common.db.clone(), actor: common.actor.clone(), clock, state: None };
        Ok(Self { common, options, config, app: None, tz, at: None })
    }

    /// The register, opened when it is first needed.
    pub fn app(&mut self) -> Result<&mut App, Failure> {
        let app = match self.app.take() {
            Some(app) => app,
            None => self.open()?,
        };
        Ok(self.app.insert(app))
    }

    /// The register, taken out of the session for one long operation.
    pub fn take(&mut self) -> Result<App, Failure> {
        match self.app.take() {
            Some(app) => Ok(app),
            None => self.open(),
        }
    }

    /// Opens the register, and tells when a full disk keeps everything from being recorded.
    fn open(&self) -> Result<App, Failure> {
        let app = App::open(&self.options)?;
        self.tell(app.disk_full().into_iter().chain(app.broken()));
        Ok(app)
    }

    /// Tells what stands in the way of recording.
    fn tell(&self, notices: impl Iterator<Item = String>) {
        // With --json, stderr holds one object or nothing; the refusal of an act says the same there.
        let tells = !self.common.quiet && !self.line_mode() && !self.wants_json();
        for notice in notices.filter(|_| tells) {
            eprintln_line(&format!("quorate: {notice}"));
        }
    }

    /// The register, taken out of the session to be verified: also one that is not what was seen here before.
    pub fn take_to_verify(&mut self) -> Result<App, Failure> {
        match self.app.take() {
            Some(app) => Ok(app),
            None => {
                let app = App::open_to_verify(&self.options)?;
                self.tell(app.disk_full().into_iter());
                Ok(app)
            }
        }
    }

    /// Lets go of the register, before the program ends.
    pub fn leave(self) {
        if let Some(app) = self.app {
            app.leave();
        }
    }

    /// Takes over a register that was just founded.
    pub fn adopt(&mut self, app: App) {
        self.app = Some(app);
    }

    /// The zone in which times are read and shown: that of the flag, else the pack's.
    pub fn tz(&mut self) -> Result<Tz, Failure> {
        if let Some(tz) = self.tz {
            return Ok(tz);
        }
        let tz = self.app()?.zone()?;
        self.tz = Some(tz);
        Ok(tz)
    }

    /// The zone for showing; UTC where no register tells.
    pub fn tz_to_show(&mut self) -> Tz {
        self.tz().unwrap_or(chrono_tz::UTC)
    }

    /// Where and when times are typed: now, also while it is looked back.
    pub fn here(&mut self) -> Result<Here, Failure> {
        Ok(Here { tz: self.tz()?, now: self.app()?.present() })
    }

    /// Reads a moment; only a local time asks the register for its zone.
    pub fn moment(&mut self, flag: &str, text: &str) -> Result<Moment, Failure> {
        if let Ok(at) = chrono::DateTime::parse_from_rfc3339(text) {
            return Ok(Moment::from_utc(at.to_utc()));
        }
        let here = self.here()?;
        here.read(text, leaning(flag))
            .map_err(|e| Failure::usage(format!("{flag}: {e}"), "local times are read in --tz"))
    }

    /// Reads a moment to come, where the flag's name alone does not tell that it is one.
    pub fn moment_ahead(&mut self, flag: &str, text: &str) -> Result<Moment, Failure> {
        let here = self.here()?;
        here.read(text, Lean::Ahead).map_err(|e| Failure::usage(format!("{flag}: {e}"), "local times are read in --tz"))
    }

    /// Reads until when something is due, if that is said: a day alone includes that day.
    pub fn due(&mut self, flag: &str, text: Option<&str>) -> Result<Option<Moment>, Failure> {
        let here = self.here()?;
        let read =
            |t| here.read_due(t).map_err(|e| Failure::usage(format!("{flag}: {e}"), "local times are read in --tz"));
        text.map(read).transpose()
    }

    /// Reads when a stretch of time ends: a day alone includes the whole of it.
    pub fn end(&mut self, flag: &str, text: &str) -> Result<Moment, Failure> {
        let here = self.here()?;
        here.read_end(text).map_err(|e| Failure::usage(format!("{flag}: {e}"), "local times are read in --tz"))
    }

    /// Reads a moment that may be missing.
    pub fn moment_if(&mut self, flag: &str, text: Option<&str>) -> Result<Option<Moment>, Failure> {
        text.map(|t| self.moment(flag, t)).transpose()
    }

    /// `--at`, read once: a time told from now is one moment for the whole command.
    pub fn at(&mut self) -> Result<Option<Moment>, Failure> {
        if self.at.is_none() {
            let text = self.common.at.clone();
            self.at = self.moment_if("--at", text.as_deref())?;
        }
        Ok(self.at)
    }

    /// `--since`.
    pub fn since(&mut self) -> Result<Option<Moment>, Failure> {
        let text = self.common.since.clone();
        self.moment_if("--since", text.as_deref())
    }

    /// How an act is carried out; acts on several records get an id each from one key.
    pub fn how(&self, part: &str) -> How {
        let mut how = How { dry_run: self.common.dry_run, if_version: self.common.if_version, ..How::fresh() };
        if let Some(key) = &self.common.idempotency_key {
            how.act = act_of_key(key, part);
        }
        how
    }

    /// `--reason`, read from the standard input for `-`.
    pub fn reason(&self) -> Result<Option<String>, Failure> {
        self.common.reason.as_deref().map(|r| files::text(r, &self.options)).transpose()
    }

    /// Change numbers, where `-` stands for those on the standard input (the first word of each line).
    pub fn numbers(&self, given: &[String]) -> Result<Vec<ChangeNo>, Failure> {
        let mut all = Vec::new();
        let mut add = |word: &str, place: &str| -> Result<(), Failure> {
            let no = word.parse().map_err(|e| Failure::usage(format!("{place}{e}"), "see quorate change list"))?;
            all.push(no);
            Ok(())
        };
        for word in given {
            if word == "-" {
                let text = files::read(std::path::Path::new("-"), &self.options)?;
                for (i, line) in text.lines().enumerate() {
                    if let Some(word) = line.split_whitespace().next() {
                        add(word, &format!("standard input, line {}: ", i + 1))?;
                    }
                }
            } else {
                add(word, "")?;
            }
        }
        Ok(all)
    }

    /// Whether questions may be asked.
    pub fn may_ask(&self) -> bool {
        !self.common.no_input && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Whether line mode is asked for.
    pub fn line_mode(&self) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
        let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        // A terminal that does not tell its size says 0.
        let small = || crossterm::terminal::size().is_ok_and(|(w, h)| w > 0 && h > 0 && (w < 20 || h < 6));
        self.common.line || (std::io::stdin().is_terminal() && (set("ACCESSIBLE") || dumb || small()))
    }

    /// Whether errors are to be JSON.
    pub fn wants_json(&self) -> bool {
        self.common.json.is_some()
            || self.common.jq.is_some()
            || self.common.template.is_some()
            || matches!(self.common.form, Some(Form::Json | Form::Jsonl))
    }

    /// Whether the output is a terminal that a person looks at.
    pub fn on_terminal(&self) -> bool {
        self.common.out.is_none() && std::io::stdout().is_terminal()
    }

    /// Whether a person reads the answer, and asked for no form or field of it.
    #[must_use]
    pub fn reads_words(&self) -> bool {
        let c = &self.common;
        self.on_terminal() && c.json.is_none() && c.form.is_none() && c.jq.is_none() && c.template.is_none()
    }

    /// The pager for long output, where a person reads it.
    pub fn pager(&self) -> Option<String> {
        let reads = self.on_terminal() && std::io::stdin().is_terminal();
        let plain = self.common.no_pager || self.common.no_input || self.common.watch || self.line_mode();
        if reads && !plain { super::pager::wanted(self.config.get("pager").map(|(value, _)| value)) } else { None }
    }

    /// Whether to colour, by flag, environment and terminal.
    pub fn colour(&self) -> bool {
        self.colour_wish().unwrap_or_else(|| self.on_terminal())
    }

    fn colour_wish(&self) -> Option<bool> {
        let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
        match self.common.color {
            Some(Colour::Always) => Some(true),
            Some(Colour::Never) => Some(false),
            _ if std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()) => Some(false),
            _ if set("CLICOLOR_FORCE") || set("FORCE_COLOR") => Some(true),
            _ if std::env::var_os("CLICOLOR").is_some_and(|v| v == "0") => Some(false),
            Some(Colour::Auto) => None,
            None => match self.config.get("color") {
                Some(("always", _)) => Some(true),
                Some(("never", _)) => Some(false),
                _ => None,
            },
        }
    }

    /// The theme of the screens: what the environment names, else the configuration.
    fn theme(&self) -> Option<String> {
        let of_env = std::env::var("QUORATE_THEME").ok().filter(|v| !v.is_empty());
        of_env.or_else(|| self.config.get("theme").map(|(value, _)| value.to_owned()))
    }

    /// A configuration file that is named is there; `config set` alone makes one.
    pub fn has_its_config(&self) -> Result<(), Failure> {
        let missing = |named: &PathBuf| !named.exists();
        let Some(named) = self.common.config.as_ref().filter(|named| missing(named)) else { return Ok(()) };
        let text = format!("--config {}: there is no such file", named.display());
        let hint =
            format!("name one that is there, or make it: quorate config set KEY VALUE --config {}", named.display());
        Err(Failure::usage(text, hint))
    }

    /// Tells what is wrong in the configuration, unless nobody wants to hear it; the defaults hold where it is.
    pub fn warn_of_config(&self) {
        if let (Some(setting), Some(theme)) = (crate::app::config::setting("theme"), self.theme())
            && let Err(what) = setting.fits(&theme)
            && !self.common.quiet
            && !self.wants_json()
        {
            eprintln_line(&format!("quorate: QUORATE_THEME: {what}"));
        }
        for (layer, finding) in self.config.layers.iter().flat_map(|l| l.findings.iter().map(move |f| (l, f))) {
            if !self.common.quiet && !self.wants_json() {
                let place = format!("{}:{}:{}", layer.path.display(), finding.line, finding.column);
                eprintln_line(&format!("quorate: {place}: {}; see quorate config check", finding.text));
            }
        }
    }

    /// What the screens need.
    pub fn screens(&self) -> Screens {
        Screens {
            options: self.options.clone(),
            ascii: self.common.ascii,
            colour: self.colour_wish(),
            tz: self.tz,
            theme: self.theme(),
            audience: None,
        }
    }
}

/// What the configuration files say; the account's own may be named by a flag.
fn configured(common: &Common) -> Config {
    let folder = App::paths(&Options::default()).into_iter().find(|(name, _)| *name == "config");
    Config::read(common.config.as_deref(), &folder.map(|(_, path)| path).unwrap_or_default())
}

/// To which side of now a flag's time points where it does not say so itself.
fn leaning(flag: &str) -> Lean {
    match flag {
        "--since" | "--measured" | "--spoken-at" => Lean::Past,
        "--at" => Lean::Either,
        _ => Lean::Ahead,
    }
}

/// Whether a variable switches something on.
fn says_yes(value: &str) -> bool {
    !matches!(value.to_ascii_lowercase().as_str(), "" | "0" | "f" | "false" | "n" | "no" | "off")
}

/// The act's id that a key stands for: the key itself where it is a UUID, else one made of its digest.
pub fn act_of_key(key: &str, part: &str) -> ActId {
    if let (Ok(id), "") = (uuid::Uuid::parse_str(key), part) {
        return ActId(id);
    }
    let digest = Digest::of_parts([b"quorate.idempotency-key/1".as_slice(), key.as_bytes(), part.as_bytes()]);
    let mut bytes = [0_u8; 16];
    for (to, from) in bytes.iter_mut().zip(digest.0) {
        *to = from;
    }
    ActId(uuid::Builder::from_sha1_bytes(bytes).into_uuid())
}

fn eprintln_line(text: &str) {
    use std::io::Write as _;
    // Nobody is left to tell when stderr is closed.
    let _ = writeln!(std::io::stderr().lock(), "{}", super::print::text::clean_line(text));
}
