//! Who may sign: the lines of OpenSSH's allowed_signers (ssh-keygen(1), ALLOWED SIGNERS), and which of them a key fits.

use super::sshsig::NAMESPACE;
use crate::base::text::visible;
use crate::base::time::Moment;
use chrono::{Local, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use ssh_key::PublicKey;
use ssh_key::public::KeyData;

/// Why nobody is found to have signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unknown {
    /// The text names no signer at all; what is wrong with its lines.
    NoSigners(Vec<String>),
    /// Lines that have the key and do not allow it, else those that could not be read.
    NotAllowed(Vec<String>),
}

/// A line that allows a key.
struct Line {
    principals: String,
    options: Vec<(String, Option<String>)>,
    key: KeyData,
}

/// The principals of the first line that allows a key to sign receipts at a moment.
///
/// # Errors
/// Why no line does.
pub fn find(text: &str, key: &KeyData, at: Moment) -> Result<String, Unknown> {
    let (mut read, mut against, mut unread) = (false, Vec::new(), Vec::new());
    let lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
    for (no, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        match parse(line) {
            Ok(line) => {
                read = true;
                if line.key == *key {
                    match against_it(&line, at) {
                        None => return Ok(line.principals),
                        Some(why) => against.push(format!("line {no} ({}) {why}", visible(&line.principals))),
                    }
                }
            }
            Err(why) => unread.push(format!("line {no} cannot be read: {why}")),
        }
    }
    if !read {
        return Err(Unknown::NoSigners(unread));
    }
    Err(Unknown::NotAllowed(if against.is_empty() { unread } else { against }))
}

/// Why a line that has the key does not allow it.
fn against_it(line: &Line, at: Moment) -> Option<String> {
    line.options.iter().find_map(|(name, value)| {
        let value = value.as_deref().unwrap_or_default();
        match name.as_str() {
            "cert-authority" => {
                Some("is a certificate authority, and certificates are not read here: list the signer's own key".into())
            }
            "namespaces" if !matches(value) => {
                Some(format!("allows it for {} only, not for {NAMESPACE}", visible(value)))
            }
            "valid-after" if moment(value).is_none_or(|from| at < from) => Some(format!("is valid only after {value}")),
            "valid-before" if moment(value).is_none_or(|to| at > to) => Some(format!("was valid before {value} only")),
            _ => None,
        }
    })
}

fn parse(line: &str) -> Result<Line, String> {
    let (principals, rest) = word(line);
    let principals = principals.trim_matches('"').to_owned();
    let (mut options, mut rest) = (Vec::new(), rest);
    if !names_a_kind(rest) {
        let (said, key) = word(rest);
        options = said_options(said)?;
        rest = key;
    }
    if principals.is_empty() || rest.is_empty() {
        return Err("it takes principals, options and a public key".into());
    }
    let key = PublicKey::from_openssh(rest).map_err(|e| format!("its key: {e}"))?;
    Ok(Line { principals, options, key: key.key_data().clone() })
}

/// Whether a text begins with the name of a kind of key.
fn names_a_kind(text: &str) -> bool {
    ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].iter().any(|kind| text.starts_with(kind))
}

/// The first word of a line, in which blanks may stand between quotes, and what follows it.
fn word(line: &str) -> (&str, &str) {
    let mut quoted = false;
    let end = line.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        !quoted && c.is_whitespace()
    });
    let (word, rest) = line.split_at(end.map_or(line.len(), |(at, _)| at));
    (word, rest.trim_start())
}

/// Options with their values. One that is not known might take away what the key may do, so that its line allows nothing.
fn said_options(said: &str) -> Result<Vec<(String, Option<String>)>, String> {
    let mut quoted = false;
    let parts = said.split(|c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    let mut options = Vec::new();
    for part in parts {
        let (name, value) = match part.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (part, None),
        };
        let name = name.to_ascii_lowercase();
        let value = value.map(|v| {
            v.strip_prefix('"').and_then(|v| v.strip_suffix('"')).ok_or(format!("{} wants quotes", visible(&name)))
        });
        let value = value.transpose()?.map(str::to_owned);
        let dated = |v: &Option<String>| v.as_deref().is_some_and(|v| moment(v).is_some());
        match (name.as_str(), &value) {
            ("cert-authority", None) | ("namespaces", Some(_)) => {}
            ("valid-after" | "valid-before", v) if dated(v) => {}
            ("valid-after" | "valid-before", _) => {
                return Err(format!("{name} wants a time such as \"20260302Z\" or \"202603020900Z\""));
            }
            _ => return Err(format!("there is no option \"{}\"", visible(part))),
        }
        options.push((name, value));
    }
    Ok(options)
}

/// A time as these files have it: a day, or a day with hours, minutes and perhaps seconds; UTC with a Z, else local.
fn moment(text: &str) -> Option<Moment> {
    let digits = text.strip_suffix('Z').unwrap_or(text);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    let (date, time) = digits.split_at_checked(8)?;
    let two = |at: usize| time.get(at..at + 2).and_then(|t| t.parse().ok());
    let time = match time.len() {
        0 => NaiveTime::MIN,
        4 => NaiveTime::from_hms_opt(two(0)?, two(2)?, 0)?,
        6 => NaiveTime::from_hms_opt(two(0)?, two(2)?, two(4)?)?,
        _ => return None,
    };
    let naive = NaiveDateTime::new(day(date)?, time);
    let utc =
        if text.ends_with('Z') { naive.and_utc() } else { Local.from_local_datetime(&naive).earliest()?.to_utc() };
    Some(Moment::from_utc(utc))
}

/// Whether a list of patterns has what receipts are signed for; one with `!` before it takes it out.
fn matches(patterns: &str) -> bool {
    let fits = |pattern: &str| like(pattern.as_bytes(), NAMESPACE.as_bytes());
    let patterns = || patterns.split(',').map(str::trim);
    let out = patterns().filter_map(|p| p.strip_prefix('!')).any(fits);
    !out && patterns().filter(|p| !p.starts_with('!')).any(fits)
}

/// Whether a word is like a pattern, in which `*` stands for any letters and `?` for one.
fn like(pattern: &[u8], word: &[u8]) -> bool {
    let (mut p, mut w) = (0, 0);
    // Where the last star stood, and how much of the word it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    while w < word.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, w));
                p += 1;
            }
            Some(c) if *c == b'?' || word.get(w) == Some(c) => (p, w) = (p + 1, w + 1),
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                (p, w) = (at + 1, taken + 1);
            }
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|c| *c == b'*')
}
