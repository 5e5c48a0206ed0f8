//! What a setting may say.

use super::bearing::Bears;
use super::document::Setting;
use super::pack::Pack;
use super::read::nearest;
use crate::base::calendar::{days, site_days};
use crate::base::text::visible;
use crate::base::time::Length;
use chrono::{NaiveTime, Weekday};
use serde::Deserialize;

/// The kind of a setting's value.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Takes {
    /// Any text.
    #[default]
    Text,
    /// A whole number from 0 on.
    Number,
    /// A length of time.
    Length,
    /// A zone of the IANA list.
    Zone,
    /// Days of the week, or `mon-fri`.
    Weekdays,
    /// From when to when.
    Hours,
    /// Days, or ranges of days.
    Days,
    /// Days by site.
    SiteDays,
    /// How much risk a window bears.
    Bears,
    /// Roles of the pack by commas, `chair` among them, or `none`.
    Roles,
    /// Risk levels of the pack by commas, or `none`.
    Levels,
    /// A time of day.
    Hour,
    /// Words of small letters by commas.
    Words,
    /// A currency by its code (ISO 4217).
    Currency,
}

/// What is wrong with a value of a setting. `unset` says that there is none.
#[must_use]
pub fn wrong(setting: &Setting, value: &str) -> Option<String> {
    if value == "unset" {
        return None;
    }
    if !setting.choices.is_empty() && !setting.choices.iter().any(|c| c == value) {
        return Some(format!("{} takes one of {}", setting.id(), setting.choices.join(", ")));
    }
    let words = || value.split([',', ' ']).filter(|w| !w.is_empty());
    let unknown = words().find(|w| !setting.each_of.is_empty() && !setting.each_of.iter().any(|e| e == w));
    if let Some(word) = unknown {
        let near = nearest(word, setting.each_of.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |n| format!("; did you mean {n}?"));
        let all = setting.each_of.join(", ");
        return Some(format!("{} takes words of {all}, and \"{}\" is none{near}", setting.id(), visible(word)));
    }
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    let wanted = match setting.takes {
        // Which roles and levels there are is known to the pack: see [`unknown_word`].
        Takes::Text | Takes::Roles | Takes::Levels => return None,
        Takes::Hour if time(value).is_some() => return None,
        Takes::Hour => "an hour such as 14:00",
        Takes::Words if value.split(',').all(|w| is_word(w.trim())) => return None,
        Takes::Words => "words of small letters by commas",
        Takes::Currency if value.len() == 3 && value.bytes().all(|b| b.is_ascii_uppercase()) => return None,
        Takes::Currency => "the code of a currency, such as USD",
        Takes::Number if value.parse::<u32>().is_ok() => return None,
        Takes::Number => "a whole number",
        Takes::Length if value.parse::<Length>().is_ok() => return None,
        Takes::Length => "a length of time such as 15min, 48h, 7d, 5bd, 12mo or 1y",
        Takes::Zone if value.parse::<chrono_tz::Tz>().is_ok() => return None,
        Takes::Zone => "a zone of the IANA list, such as America/New_York",
        Takes::Weekdays if value == "mon-fri" => return None,
        Takes::Weekdays if words().next().is_some() && words().all(|w| w.parse::<Weekday>().is_ok()) => return None,
        Takes::Weekdays => "days of the week such as mon-fri or mon,tue,thu",
        Takes::Days if value == "none" => return None,
        Takes::Days => return words().find_map(|w| days(w).err()),
        Takes::SiteDays => {
            let how =
                "give SITE: DAYS, sites by semicolons, such as Munich: 2026-12-26, 2027-01-06; Boston: 2026-11-26";
            return site_days(value).err().map(|e| format!("{}: {}; {how}", setting.id(), visible(&e)));
        }
        Takes::Bears => return value.parse::<Bears>().err().map(|e| format!("{}: {}", setting.id(), visible(&e))),
        Takes::Hours => match value.split_once('-').map(|(from, to)| (time(from), time(to))) {
            Some((Some(from), Some(to))) if from < to => return None,
            _ => "hours such as 09:00-17:00",
        },
    };
    Some(format!("{} takes {wanted}, and not \"{}\"", setting.id(), visible(value)))
}

/// Whether a word is made of small letters, digits and underscores; nothing is.
fn is_word(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// What is wrong with a value that names roles or risk levels: one that the pack does not have.
#[must_use]
pub fn unknown_word(pack: &Pack, setting: &Setting, value: &str) -> Option<String> {
    let each = if pack.members.is_empty() { std::slice::from_ref(pack) } else { &pack.members };
    let levels = each.iter().flat_map(|member| member.risk.levels.iter().map(|l| l.id.as_str()));
    let (what, known): (_, Vec<&str>) = match setting.takes {
        // The foundation has no levels; whoever builds on it names them.
        Takes::Levels if each.iter().all(|member| member.foundation) => return None,
        Takes::Roles => ("role", pack.roles.iter().map(super::document::Role::id).chain(["chair"]).collect()),
        Takes::Levels => ("risk level", levels.collect()),
        _ => return None,
    };
    let is = |word: &str| {
        matches!(word, "none" | "unset") || known.contains(&word) || what == "role" && pack.role(word).is_some()
    };
    let word = value.split(',').map(str::trim).filter(|w| !w.is_empty()).find(|word| !is(word))?;
    let near = nearest(word, known.into_iter());
    let near = near.map_or_else(String::new, |n| format!("; did you mean {n}?"));
    Some(format!("{} names the {what} \"{}\", and the pack has no such {what}{near}", setting.id(), visible(word)))
}
