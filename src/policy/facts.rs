//! What a judgement looks at: words, numbers and moments under closed names.
//!
//! | prefix | words |
//! |---|---|
//! | `type`, `state`, `catalogue` | the change's type id; its state; `none`, `valid`, `expired`, `suspended` |
//! | `field.ID` | the value or values of a request field; empty list when it is empty |
//! | `risk.level`, `risk.factor.ID` | the level's id; the factor's value |
//! | `review.ID`, `review.ID.roles`, `review.ID.failed` | persons whose signed pass counts; their roles; persons who failed it |
//! | `approval.ID`, `approval.ID.rejected` | persons whose approval counts; persons who rejected |
//! | `evidence`, `evidence.NAME`, `evidence.NAME.signed` | proofs that were recorded; `given`, `pass`, `fail` or `outdated` (of an earlier revision); roles that signed it off (see `policy/evidence.rs`) |
//! | `ballot` | `none`, `open`, `suspended`, `carried`, `carried_with_conditions`, `lost`, `lapsed`, `withdrawn` |
//! | `conditions` | texts of conditions not yet verified |
//! | `decision` | `none`, `approved`, `rejected`, `deferred`, `withdrawn` |
//! | `actor.id`, `actor.roles`, `actor.is` | who acts; roles held; `registered`, `requester`, `owner`, `implementer`, `approver`, `reviewer`, `member`, `chair`, `delegate`, `delegated_voter` |
//! | `act.NAME` | parameters of the act: `reason`, `role`, `review`, `outcome`, `choice`, `field`, `value`, `factor`, `channel`, `setting`, `approval`, `confirms` (what an approver confirms), `conflict` (changes that overlap on a system; absent when none), `share`, `type` (retype), `criterion` (return), `action` and `procedure` (catalogue), `spoken_at` and `recorded_by` (a verbal approval), `delegated_by` (whose role an approver exercises by delegation) … |
//! | `checklist.ID`, `checklist.ID.left` | `none` (not opened), `open`, `failed`, `complete`; its items that are left |
//! | `setting.ID` | the setting's value; `unset` where the pack demands one and has none |
//! | `deviations` | rules that a complete deviation sets aside |
//! | `flag.NAME` | facts that the register derives: `on_hold`, `risk_unlogged`, `stale_revision`, `conflict`, `exception`, `in_scope`, `before_effective`, `board_unfilled`, `owner_is_team`, `deviates` (a deviation is complete), `outside_business_hours` (the window begins then); of meetings `in_meeting`, `unconsidered` (criteria of the item), `tie` (as many for as against), `meeting_due`, `meeting_unreached`, `meeting_voting` … (`yes` or `no`) |
//!
//! States: `new`, `assess`, `authorize`, `scheduled`, `implement`, `review`, `closed`, `canceled`.
//!
//! Moments: `now`, `created`, `submitted`, `assessed`, `reviews_done` (the last review that the request for approval
//! demands), `requested`, `decided`, `approved`, `rejected`, `deferred`, `started`, `finished`, `closed`, `window.from`,
//! `window.to`, `approved.ID` and `reviewed.ID` (the act that completed an approval or review), `quarter_end` (of the
//! last full quarter), `risks_reviewed`, `act.from`, `act.to`, `act.spoken_at`,
//! `checklist.ID` (when it became complete), `verbal_flagged` and `verbal_documented` (the oldest verbal approval not yet written down, and its record),
//! `evidence.NAME` (when it was measured), `deviated` (the newest signature under a deviation), and `field.ID` for every
//! filled field of kind `moment`.
//!
//! Numbers: `risk.inherent`, `risk.residual`, `present`, `quorum`, `delegation_hours`, `share` (canary, percent),
//! `deferrals`, `environments`, `systems` (those affected), `evidence.NAME.MEASURE`, and `field.ID` for every filled field of kind `number`.

use super::pack::Pack;
use crate::base::time::Moment;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One fact as a pack's vector or a record writes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Fact {
    /// A number.
    Number(i64),
    /// One word; the empty text stands for "known to be empty".
    Word(String),
    /// Several words.
    Words(Vec<String>),
}

/// The facts of one judgement. A name that is absent is *unknown*, which satisfies nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// Words by name.
    pub words: BTreeMap<String, Vec<String>>,
    /// Numbers by name, such as `delegation_hours`, `present`, `risk.inherent`, `risk.residual`.
    pub numbers: BTreeMap<String, i64>,
    /// Moments by name, such as `submitted`, `window.from`, `reviews_done`; `now` is always there.
    pub moments: BTreeMap<String, Moment>,
}

impl Facts {
    /// Facts in which everything that the pack knows of is known to be empty.
    #[must_use]
    pub fn closed(pack: &Pack, now: Moment) -> Self {
        let mut facts = Self::default();
        for field in &pack.fields {
            facts.set_words(format!("field.{}", field.id()), []);
        }
        for review in &pack.reviews {
            facts.set_words(format!("review.{}", review.id()), []);
            facts.set_words(format!("review.{}.roles", review.id()), []);
            facts.set_words(format!("review.{}.failed", review.id()), []);
        }
        for approval in &pack.approvals {
            facts.set_words(format!("approval.{}", approval.id()), []);
            facts.set_words(format!("approval.{}.rejected", approval.id()), []);
        }
        for list in &pack.checklists {
            facts.set_word(format!("checklist.{}", list.id()), "none");
        }
        for factor in &pack.risk.factors {
            facts.set_words(format!("risk.factor.{}", factor.id), []);
        }
        for setting in &pack.settings {
            facts.set_word(format!("setting.{}", setting.id()), &setting.value);
        }
        for (name, word) in [("ballot", "none"), ("catalogue", "none"), ("decision", "none")] {
            facts.set_word(name, word);
        }
        for name in ["conditions", "actor.roles", "actor.is", "evidence", "deviations"] {
            facts.set_words(name, []);
        }
        facts.set_flag("deviates", false);
        facts.numbers.insert("systems".into(), 0);
        facts.moments.insert("now".into(), now);
        facts
    }

    /// The words under a name; `None` when unknown.
    #[must_use]
    pub fn words(&self, name: &str) -> Option<&[String]> {
        self.words.get(name).map(Vec::as_slice)
    }

    /// Sets one word; the empty text means "known to be empty".
    pub fn set_word(&mut self, name: impl Into<String>, word: impl AsRef<str>) {
        let word = word.as_ref();
        let words = if word.is_empty() { Vec::new() } else { vec![word.to_owned()] };
        self.words.insert(name.into(), words);
    }

    /// Sets several words.
    pub fn set_words(&mut self, name: impl Into<String>, words: impl IntoIterator<Item = String>) {
        self.words.insert(name.into(), words.into_iter().collect());
    }

    /// Sets a fact of any kind.
    pub fn set(&mut self, name: impl Into<String>, fact: &Fact) {
        match fact {
            Fact::Number(n) => {
                let name = name.into();
                // A field of kind number is filled as well.
                if name.starts_with("field.") {
                    self.set_word(name.clone(), n.to_string());
                }
                self.numbers.insert(name, *n);
            }
            Fact::Word(word) => self.set_word(name, word),
            Fact::Words(words) => self.set_words(name, words.iter().cloned()),
        }
    }

    /// Sets a yes/no flag.
    pub fn set_flag(&mut self, name: &str, yes: bool) {
        self.set_word(format!("flag.{name}"), if yes { "yes" } else { "no" });
    }

    /// The moment of the judgement.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.moments.get("now").copied().unwrap_or_default()
    }
}

impl Pack {
    /// The facts as this pack sees them: beside others (`beside`), with its own settings and by its own risk model.
    #[must_use]
    pub fn sees<'f>(&self, facts: &'f Facts, beside: bool) -> Cow<'f, Facts> {
        if !beside {
            return Cow::Borrowed(facts);
        }
        let mut own = facts.clone();
        for setting in &self.settings {
            own.set_word(format!("setting.{}", setting.id()), &setting.value);
        }
        let rated = |id: &String| facts.words(&format!("risk.factor.{id}"))?.first()?.parse().ok();
        let ratings = self.risk.factors.iter().filter_map(|f| Some((f.id.clone(), rated(&f.id)?))).collect();
        let scored = self.risk.score(&ratings);
        match scored.level {
            Some(level) => own.set_word("risk.level", level),
            None => drop(own.words.remove("risk.level")),
        }
        for (name, score) in [("risk.inherent", scored.inherent), ("risk.residual", scored.residual)] {
            match score {
                Some(score) => drop(own.numbers.insert(name.into(), score)),
                None => drop(own.numbers.remove(name)),
            }
        }
        Cow::Owned(own)
    }
}
