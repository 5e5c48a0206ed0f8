//! Risk models: likelihood × impact, a sum of factors, or the highest rating; bands and criteria that raise a level.

use super::pack::Pack;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How factor values combine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// The product.
    Product,
    /// The sum.
    Sum,
    /// The highest.
    #[default]
    Highest,
}

/// Which score a factor counts towards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The risk before mitigation.
    #[default]
    Inherent,
    /// The risk after mitigation.
    Residual,
    /// Neither: a rating that is only demanded and shown.
    Rating,
}

/// The risk model of a pack.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Risk {
    /// How values combine.
    pub model: Model,
    /// Factors.
    #[serde(rename = "factor")]
    pub factors: Vec<Factor>,
    /// Levels by score, lowest first.
    #[serde(rename = "level")]
    pub levels: Vec<Level>,
    /// Criteria that raise the level whatever the score.
    #[serde(rename = "raise")]
    pub raises: Vec<Raise>,
    /// Clauses for the formula.
    pub clauses: Vec<String>,
    /// Clauses for residual risk.
    pub residual_clauses: Vec<String>,
}

/// A factor that is rated.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Which score it counts towards.
    #[serde(default)]
    pub part: Part,
    /// The values offered, in order.
    pub choices: Vec<Choice>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A value of a factor.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Points.
    pub value: i64,
    /// Label.
    pub label: String,
}

/// A band of scores.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Id, such as `low`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Least score.
    pub min: i64,
    /// Greatest score.
    pub max: i64,
    /// By what rule of the pack the band was drawn, where the document leaves that open.
    #[serde(default)]
    pub text: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A criterion that raises the level.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// The level it raises to.
    pub to: String,
    /// Factor looked at.
    pub factor: String,
    /// Its least value.
    pub at_least: i64,
    /// Only when the score lies at or above this.
    #[serde(default)]
    pub from_score: Option<i64>,
    /// What the document calls it.
    pub text: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// The result of an assessment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scored {
    /// Score before mitigation; `None` while a factor is unrated.
    pub inherent: Option<i64>,
    /// Score after mitigation.
    pub residual: Option<i64>,
    /// The level's id.
    pub level: Option<String>,
    /// How the level came about, one line a step.
    pub explain: Vec<String>,
    /// Factors without a rating.
    pub unrated: Vec<String>,
    /// Clauses that decided.
    pub clauses: Vec<String>,
}

impl Factor {
    /// The points for a word: a value (`4`) or a label (`High`), whatever its case.
    #[must_use]
    pub fn points(&self, word: &str) -> Option<i64> {
        let word = word.trim();
        let value = word.parse::<i64>().ok();
        self.choices.iter().find(|c| Some(c.value) == value || c.label.eq_ignore_ascii_case(word)).map(|c| c.value)
    }
}

impl Pack {
    /// Scores the ratings by the pack's model. Combined packs each score by their own; the score is the first one's, and
    /// the level the one that stands highest among its pack's levels.
    #[must_use]
    pub fn score(&self, ratings: &BTreeMap<String, i64>) -> Scored {
        if self.members.is_empty() {
            return self.risk.score(ratings);
        }
        let mut joined = Scored::default();
        let mut highest = (0, 1);
        for member in self.members.iter().filter(|m| !m.risk.factors.is_empty()) {
            let scored = member.risk.score(ratings);
            let levels = &member.risk.levels;
            let rank = levels.iter().position(|l| Some(&l.id) == scored.level.as_ref()).map(|n| (n + 1, levels.len()));
            if let Some((n, of)) = rank
                && n * highest.1 > highest.0 * of
            {
                (highest, joined.level) = ((n, of), scored.level);
            }
            joined.inherent = joined.inherent.or(scored.inherent);
            joined.residual = joined.residual.or(scored.residual);
            joined.explain.extend(scored.explain.into_iter().map(|line| format!("{}: {line}", member.name)));
            joined
                .unrated
                .extend(scored.unrated.into_iter().filter(|id| !joined.unrated.contains(id)).collect::<Vec<_>>());
            joined.clauses.extend(scored.clauses);
        }
        joined
    }
}

impl Pack {
    /// How much risk a level and a score are beside those of other packs: how far up the level stands among its pack's
    /// levels, then the score. Scores of two models do not compare. Below zero where nothing is rated.
    #[must_use]
    pub fn weight(&self, level: Option<&str>, score: Option<i64>) -> i64 {
        const STEP: usize = 1000;
        let packs = if self.members.is_empty() { std::slice::from_ref(self) } else { &self.members };
        let place = |p: &Self| {
            let levels = &p.risk.levels;
            let at = levels.iter().position(|l| Some(l.id.as_str()) == level)?;
            i64::try_from((at + 1) * STEP / levels.len()).ok()
        };
        let score = score.map(|s| s.clamp(0, 999));
        match packs.iter().filter_map(place).max() {
            Some(place) => place * 1000 + score.unwrap_or(0),
            // A level that the pack no longer knows comes before none at all.
            None => score.unwrap_or(-1),
        }
    }
}

impl Risk {
    /// Scores the ratings (points by factor id).
    #[must_use]
    pub fn score(&self, ratings: &BTreeMap<String, i64>) -> Scored {
        let mut scored = Scored {
            unrated: self
                .factors
                .iter()
                .filter(|f| f.part != Part::Residual && !ratings.contains_key(&f.id))
                .map(|f| f.id.clone())
                .collect(),
            ..Scored::default()
        };
        scored.inherent = self.total(Part::Inherent, ratings, &mut scored.explain);
        scored.residual = self.total(Part::Residual, ratings, &mut scored.explain);
        let Some(score) = scored.inherent else { return scored };
        let mut rank = self.levels.iter().position(|l| (l.min..=l.max).contains(&score));
        if let Some(level) = rank.and_then(|r| self.levels.get(r)) {
            let by = if level.text.is_empty() { String::new() } else { format!(": {}", level.text) };
            scored.explain.push(format!("score {score} lies in {} ({} to {}){by}", level.title, level.min, level.max));
            scored.clauses.extend(level.clauses.iter().cloned());
        }
        for raise in &self.raises {
            let bites = ratings.get(&raise.factor).is_some_and(|v| *v >= raise.at_least)
                && raise.from_score.is_none_or(|from| score >= from);
            let to = self.levels.iter().position(|l| l.id == raise.to);
            if bites && to > rank {
                rank = to;
                scored.explain.push(format!("raised to {}: {}", raise.to, raise.text));
                scored.clauses.extend(raise.clauses.iter().cloned());
            }
        }
        scored.level = rank.and_then(|r| self.levels.get(r)).map(|l| l.id.clone());
        scored
    }

    fn total(&self, part: Part, ratings: &BTreeMap<String, i64>, explain: &mut Vec<String>) -> Option<i64> {
        let factors: Vec<_> = self.factors.iter().filter(|f| f.part == part).collect();
        let values: Vec<i64> = factors.iter().filter_map(|f| ratings.get(&f.id).copied()).collect();
        if factors.is_empty() || values.len() < factors.len() {
            return None;
        }
        let (total, sign) = match self.model {
            Model::Product => (values.iter().product(), " x "),
            Model::Sum => (values.iter().sum(), " + "),
            Model::Highest => (values.iter().copied().max()?, ", "),
        };
        let terms: Vec<_> = factors.iter().zip(&values).map(|(f, v)| format!("{} {v}", f.label)).collect();
        let word = if part == Part::Residual { "residual" } else { "inherent" };
        explain.push(format!("{word} {total}: {}", terms.join(sign)));
        Some(total)
    }
}
