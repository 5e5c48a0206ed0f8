//! The configuration of an account: one table of settings, and the files that may set them.

use crate::policy::read::{Finding, nearest};
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// What a setting takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Words.
    Words,
    /// `true` or `false`.
    Yes,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A time zone.
    Zone,
}

/// A setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its key in the files.
    pub key: &'static str,
    /// The flag that says the same; empty for none.
    pub flag: &'static str,
    /// The variable of the environment that says the same; empty for none.
    pub env: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What holds when nothing is said.
    pub default: &'static str,
    /// What it does, in one line.
    pub text: &'static str,
    /// Whether a file in the current folder may set it. That file may be somebody else's, so it names neither programs
    /// to start nor who acts.
    pub project: bool,
}

/// All settings.
pub const SETTINGS: [Setting; 11] = [
    Setting {
        key: "db",
        flag: "--db",
        env: "QUORATE_DB",
        kind: Kind::Words,
        default: "quorate.db in the platform's data folder",
        text: "The register",
        project: true,
    },
    Setting {
        key: "as",
        flag: "--as",
        env: "",
        kind: Kind::Words,
        default: "the account of the operating system",
        text: "The person who acts",
        project: false,
    },
    Setting {
        key: "tz",
        flag: "--tz",
        env: "",
        kind: Kind::Zone,
        default: "the pack's",
        text: "The zone in which times are read and shown",
        project: true,
    },
    Setting {
        key: "color",
        flag: "--color",
        env: "",
        kind: Kind::OneOf(&["auto", "always", "never"]),
        default: "auto",
        text: "When to use colour",
        project: true,
    },
    Setting {
        key: "theme",
        flag: "",
        env: "QUORATE_THEME",
        kind: Kind::OneOf(&["auto", "light", "dark", "cvd", "mono"]),
        default: "auto",
        text: "Colours of the screens",
        project: true,
    },
    Setting {
        key: "editor",
        flag: "",
        env: "QUORATE_EDITOR",
        kind: Kind::Words,
        default: "VISUAL, else EDITOR",
        text: "The program for longer texts",
        project: false,
    },
    Setting {
        key: "ascii",
        flag: "--ascii",
        env: "",
        kind: Kind::Yes,
        default: "false",
        text: "Draw screens with ASCII only",
        project: true,
    },
    Setting {
        key: "line",
        flag: "--line",
        env: "ACCESSIBLE",
        kind: Kind::Yes,
        default: "false",
        text: "Line mode instead of screens",
        project: true,
    },
    Setting {
        key: "no_input",
        flag: "--no-input",
        env: "QUORATE_NO_INPUT",
        kind: Kind::Yes,
        default: "false",
        text: "Never ask",
        project: true,
    },
    Setting {
        key: "pager",
        flag: "--no-pager",
        env: "QUORATE_PAGER",
        kind: Kind::Words,
        default: "less -FIRX",
        text: "The program for long output on a terminal; off for none",
        project: false,
    },
    Setting {
        key: "sign_key",
        flag: "--sign-key",
        env: "QUORATE_SIGN_KEY",
        kind: Kind::Words,
        default: "receipts are not signed",
        text: "The OpenSSH key that signs the receipts of the gate",
        project: false,
    },
];

/// A setting by its key.
#[must_use]
pub fn setting(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|s| s.key == key)
}

/// The setting whose key is nearest to a word, if one is near enough to be meant.
#[must_use]
pub fn near(key: &str) -> Option<&'static str> {
    nearest(key, SETTINGS.iter().map(|s| s.key))
}

impl Setting {
    /// Whether a value fits; else what is wrong with it.
    ///
    /// # Errors
    /// In words: what the setting takes.
    pub fn fits(&self, value: &str) -> Result<(), String> {
        let wrong = |takes: String| Err(format!("{} takes {takes}, not \"{value}\"", self.key));
        match self.kind {
            Kind::Words if value.trim().is_empty() => wrong("some words".into()),
            Kind::Words => Ok(()),
            Kind::Yes if matches!(value, "true" | "false") => Ok(()),
            Kind::Yes => wrong("true or false".into()),
            Kind::OneOf(words) if words.contains(&value) => Ok(()),
            Kind::OneOf(words) => wrong(format!("one of {}", words.join(", "))),
            Kind::Zone if value.parse::<chrono_tz::Tz>().is_ok() => Ok(()),
            Kind::Zone => wrong("a time zone such as Europe/Berlin".into()),
        }
    }

    /// The value as TOML.
    #[must_use]
    pub fn written(&self, value: &str) -> String {
        if self.kind == Kind::Yes { value.to_owned() } else { toml::Value::String(value.to_owned()).to_string() }
    }
}

/// What one file says.
#[derive(Clone, Debug)]
pub struct Layer {
    /// `system`, `user` or `project`.
    pub origin: &'static str,
    /// The file.
    pub path: PathBuf,
    /// Its text; none when there is no such file.
    pub text: Option<String>,
    /// Values by key.
    pub values: Vec<(String, String)>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// The files, weakest first.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// System, user, project.
    pub layers: Vec<Layer>,
}

impl Config {
    /// Reads the files. What is wrong in one of them is left out and kept as a finding: a broken file never keeps a
    /// person out.
    #[must_use]
    pub fn read(named: Option<&Path>, folder: &Path) -> Self {
        let user = named.map_or_else(|| folder.join("config.toml"), Path::to_path_buf);
        let mut layers = Vec::new();
        if cfg!(unix) {
            layers.push(layer("system", "/etc/quorate/config.toml".into()));
        }
        layers.push(layer("user", user));
        layers.push(layer("project", ".quorate.toml".into()));
        Self { layers }
    }

    /// The value of a setting, and which file won.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<(&str, &'static str)> {
        let said = |l: &'_ Layer| l.values.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
        let winner = self.layers.iter().rev().find(|l| said(l).is_some())?;
        let value = winner.values.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())?;
        Some((value, winner.origin))
    }

    /// Whether a setting is switched on.
    #[must_use]
    pub fn yes(&self, key: &str) -> bool {
        self.get(key).is_some_and(|(value, _)| value == "true")
    }

    /// The file of the account.
    #[must_use]
    pub fn user(&self) -> Option<&Layer> {
        self.layers.iter().find(|l| l.origin == "user")
    }
}

fn layer(origin: &'static str, path: PathBuf) -> Layer {
    let mut layer = Layer { origin, path, text: None, values: Vec::new(), findings: Vec::new() };
    match std::fs::read_to_string(&layer.path) {
        Ok(text) => {
            (layer.values, layer.findings) = parse(&text, origin == "project");
            layer.text = Some(text);
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(e) => layer.findings.push(Finding::error("", 0, e.to_string())),
    }
    layer
}

/// The settings of a text, and what is wrong with it.
#[must_use]
pub fn parse(text: &str, project: bool) -> (Vec<(String, String)>, Vec<Finding>) {
    let (mut values, mut findings) = (Vec::new(), Vec::new());
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        findings.push(Finding::error(text, error.span().map_or(0, |s| s.start), error.message().to_owned()));
    }
    for (key, value) in table.get_ref() {
        let (name, at) = (key.get_ref().as_ref(), key.span().start);
        let Some(setting) = setting(name) else {
            let hint = near(name).map_or_else(String::new, |n| format!("; did you mean \"{n}\"?"));
            findings.push(Finding::error(text, at, format!("there is no setting \"{name}\"{hint}")));
            continue;
        };
        if project && !setting.project {
            let what = format!("{name} is not taken from a file in the current folder");
            findings.push(Finding::error(text, at, what));
            continue;
        }
        let word = match value.get_ref() {
            DeValue::String(words) => words.to_string(),
            DeValue::Boolean(yes) => yes.to_string(),
            other => format!("a {}", other.type_str()),
        };
        match setting.fits(&word) {
            Ok(()) => values.push((name.to_owned(), word)),
            Err(what) => findings.push(Finding::error(text, value.span().start, what)),
        }
    }
    (values, findings)
}

/// The text with a setting set, or taken out; everything else stays as it is, comments too.
#[must_use]
pub fn with(text: &str, setting: &Setting, value: Option<&str>) -> String {
    let (table, _) = DeTable::parse_recoverable(text);
    let place = table.get_ref().iter().find(|(key, _)| key.get_ref().as_ref() == setting.key);
    let spans = place.map(|(key, value)| (key.span().start, value.span()));
    match (spans, value) {
        (Some((_, span)), Some(value)) => {
            let (before, after) = (text.get(..span.start), text.get(span.end..));
            format!("{}{}{}", before.unwrap_or_default(), setting.written(value), after.unwrap_or_default())
        }
        (Some((start, span)), None) => {
            let rest = text.get(span.end..).unwrap_or_default();
            let rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
            format!("{}{rest}", text.get(..start).unwrap_or_default())
        }
        (None, Some(value)) => {
            let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            format!("{text}{gap}{} = {}\n", setting.key, setting.written(value))
        }
        (None, None) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, setting, with};

    #[test]
    fn findings_tell_the_place_and_the_nearest_key() {
        let (values, findings) = parse("tz = \"UTC\"\n  colour = \"never\"\nascii = 3\nas = \"ana\"\n", true);
        assert_eq!(values, [("tz".to_owned(), "UTC".to_owned())]);
        let told: Vec<_> = findings.iter().map(|f| (f.line, f.column, f.text.as_str())).collect();
        assert!(told.contains(&(2, 3, "there is no setting \"colour\"; did you mean \"color\"?")), "{told:?}");
        assert!(told.contains(&(3, 9, "ascii takes true or false, not \"a integer\"")), "{told:?}");
        assert!(told.contains(&(4, 1, "as is not taken from a file in the current folder")), "{told:?}");
        let (values, findings) = parse("ascii = true\ntz = \"UTC\nline = true\n", false);
        assert_eq!((values.first().map(|v| v.0.as_str()), findings.first().map(|f| f.line)), (Some("ascii"), Some(2)));
    }

    #[test]
    fn setting_keeps_what_else_stands_there() {
        let text = "# mine\ntz = \"UTC\" # office\n\nascii = true\n";
        let (Some(tz), Some(color)) = (setting("tz"), setting("color")) else { return };
        let moved = with(text, tz, Some("Europe/Berlin"));
        assert_eq!(moved, "# mine\ntz = \"Europe/Berlin\" # office\n\nascii = true\n");
        assert_eq!(with(text, tz, None), "# mine\n\nascii = true\n");
        assert_eq!(with(text, color, Some("never")), format!("{text}color = \"never\"\n"));
        assert_eq!(with(text, color, None), text);
    }
}
