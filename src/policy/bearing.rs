//! How much risk the changes in one turn of a window may add up to: counts by level, and a sum of scores.

use super::diary::{Borne, Diary};
use super::facts::Facts;
use super::pack::Pack;
use super::schedule::Stretch;
use super::window::Window;
use serde::Deserialize;
use std::str::FromStr;

/// The setting that says it of windows that say nothing themselves.
pub const BEARS: &str = "window.bears";
/// The setting that says what becomes of a change that is more than a window bears.
pub const EFFECT: &str = "window.bears_effect";

/// What to do about a window that is full.
pub const FULL: &str = "have one of those in it moved, or choose another time: quorate change slots ID";

/// What one turn of a window bears: `high 1, critical 1, score 40`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Bears {
    /// The greatest sum of scores.
    pub score: Option<i64>,
    /// Most changes of a level or a higher one, by the level's id.
    pub levels: Vec<(String, usize)>,
}

impl FromStr for Bears {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut bears = Self::default();
        for part in text.split([',', ';']).map(str::trim).filter(|p| !p.is_empty() && *p != "none") {
            let pair = part.rsplit_once(' ').map(|(word, n)| (word.trim(), n.parse::<u32>()));
            let Some((word, Ok(n))) = pair else {
                return Err(format!("\"{part}\" is no level with a number; give such as high 1, critical 1, score 40"));
            };
            match word {
                "score" => bears.score = Some(i64::from(n)),
                level => bears.levels.push((level.to_owned(), usize::try_from(n).unwrap_or(usize::MAX))),
            }
        }
        Ok(bears)
    }
}

impl TryFrom<String> for Bears {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl Bears {
    /// The first level that the pack does not have.
    #[must_use]
    pub fn unknown<'a>(&'a self, pack: &Pack) -> Option<&'a str> {
        let known = |id: &str| pack.risk.levels.iter().any(|l| l.id == id);
        self.levels.iter().map(|(id, _)| id.as_str()).find(|id| !known(id))
    }

    /// Why the change of the facts is too much beside others, with their names; nothing where it is not.
    #[must_use]
    pub fn over(&self, pack: &Pack, facts: &Facts, others: &[&Borne]) -> Option<String> {
        let levels = &pack.risk.levels;
        let rank = |id: &str| levels.iter().position(|l| l.id == id);
        let title = |id: &str| levels.iter().find(|l| l.id == id).map_or_else(|| id.to_owned(), |l| l.title.clone());
        let own = facts.words("risk.level").and_then(|w| w.first());
        for (level, most) in &self.levels {
            let Some(least) = rank(level) else {
                return Some(format!("it bears changes by the level \"{level}\", and the policy has no such level"));
            };
            let counts = |of: Option<&String>| of.and_then(|id| rank(id)).is_some_and(|r| r >= least);
            let there: Vec<&&Borne> = others.iter().filter(|o| counts(o.level.as_ref())).collect();
            if counts(own) && there.len() >= *most {
                let of = |o: &&&Borne| format!("{} ({})", o.change, title(o.level.as_deref().unwrap_or_default()));
                let or = if levels.len() > least + 1 { " or above" } else { "" };
                let has = match there.iter().map(of).collect::<Vec<_>>().join(", ") {
                    none if none.is_empty() => String::new(),
                    some => format!(", and has {some}"),
                };
                return Some(format!("it bears {most} of {}{or} risk in one turn{has}", title(level)));
            }
        }
        let most = self.score?;
        let number = |name: &str| facts.numbers.get(name).copied();
        let mine = number("risk.residual").or_else(|| number("risk.inherent")).filter(|n| *n > 0)?;
        let sum = others.iter().filter_map(|o| o.score).fold(mine, i64::saturating_add);
        if sum <= most {
            return None;
        }
        let scored = others.iter().filter_map(|o| Some(format!("{} ({})", o.change, o.score?)));
        let has = match scored.collect::<Vec<_>>().join(", ") {
            none if none.is_empty() => String::new(),
            some => format!(", and has {some}"),
        };
        Some(format!("it bears a risk score of {most} in one turn{has}; with this one ({mine}) that is {sum}"))
    }
}

impl Bears {
    /// The turns in which the change of the facts would be too much, each with why.
    pub(super) fn overfull(
        &self,
        pack: &Pack,
        diary: &Diary,
        facts: &Facts,
        turns: &[Stretch],
    ) -> Vec<(Stretch, String)> {
        let over = |turn: &Stretch| Some((*turn, self.over(pack, facts, &diary.booked.risks_within(*turn))?));
        turns.iter().filter_map(over).collect()
    }
}

impl std::fmt::Display for Bears {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let levels = self.levels.iter().map(|(id, n)| format!("{id} {n}"));
        let parts: Vec<String> = levels.chain(self.score.map(|n| format!("score {n}"))).collect();
        f.write_str(&parts.join(", "))
    }
}

impl Pack {
    /// What a window bears, by its own words or the pack's.
    #[must_use]
    pub fn bears_in(&self, window: &Window) -> Option<Bears> {
        window.bears.clone().or_else(|| self.bears())
    }

    /// What the windows of the pack bear that say nothing themselves.
    #[must_use]
    pub fn bears(&self) -> Option<Bears> {
        self.setting(BEARS).and_then(|text| text.parse().ok()).filter(|b: &Bears| *b != Bears::default())
    }

    /// Whether any of its windows takes only so much.
    #[must_use]
    pub fn has_capacity(&self) -> bool {
        let limited = self.windows.iter().any(|w| w.capacity.is_some() || w.bears.is_some());
        limited || (self.bears().is_some() && !self.windows.is_empty())
    }
}
