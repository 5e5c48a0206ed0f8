//! What a judgement looks at: words, numbers and moments under closed names.
//!
//! | prefix | words |
//! |---|---|
//! | `change` | its number |
//! | `type`, `state`, `catalogue` | the change's type id; its state; `none`, `valid`, `expired`, `suspended` |
//! | `field.ID` | the value or values of a request field; empty list when it is empty |
//! | `dates.ID.given`, `dates.ID.shut` | how many different days of how many wanted a field of dates names; those that the calendar does not allow |
//! | `risk.level`, `risk.factor.ID` | the level's id; the factor's value |
//! | `review.ID`, `review.ID.roles`, `review.ID.failed` | persons whose signed pass counts; their roles; persons who failed it |
//! | `approval.ID`, `approval.ID.rejected` | persons whose approval counts; persons who rejected |
//! | `evidence`, `evidence.NAME`, `evidence.NAME.signed` | proofs that were recorded; `given`, `pass`, `fail`, `outdated` (of an earlier revision) or `replaced` (of another artefact than the one deployed now); roles that signed it off (see `policy/evidence.rs`) |
//! | `ballot` | `none`, `open`, `suspended`, `carried`, `carried_with_conditions`, `lost`, `lapsed`, `withdrawn` |
//! | `conditions` | conditions not yet verified: number, text, owner, due date |
//! | `ballot.count` | the votes of a decided ballot, in words |
//! | `artifact.other` | what is deployed now and what was tested before, where they differ |
//! | `overrun` | by how much the implementation left its window, and when that closed |
//! | `record.KIND` | notes of the record of that kind: when and by whom; for `deviation` also that the window was left, and that a step failed, was waived or left out |
//! | `method`, `steps` | the method of the newest deployment that is the implementation (`none` where none was named); its steps that have passed |
//! | `deployed`, `deploying` | stages to which the newest deployment succeeded, with the artefact in question; stages to which one is under way |
//! | `decision` | `none`, `approved`, `rejected`, `deferred`, `withdrawn` |
//! | `actor.id`, `actor.roles`, `actor.is` | who acts; roles held; `registered`, `requester`, `owner`, `implementer`, `deployer`, `approver`, `recorded_approver` (somebody recorded an approval of theirs, which they have not confirmed), `reviewer`, `member`, `chair`, `delegate`, `delegated_voter` |
//! | `act.NAME` | parameters of the act: `reason`, `role`, `review`, `outcome`, `choice`, `field`, `value`, `factor`, `channel`, `setting`, `approval`, `confirms` (what an approver confirms), `conflict`, `conflict_related`, `conflict_person` (changes at the same time that touch the same system, one that depends on it or on which it depends, or the same person; absent when none, or when all were accepted), `share`, `type` (retype), `criterion` (return), `action` and `procedure` (catalogue), `spoken_at`, `recorded_by`, `recorder_roles` and `recorder_is` (an approval given out of band: when, and who writes it down), `series` (of the meeting that is closed), `what` (to a meeting: `move`, `cancel`, `not_held`, `remove`; else empty), `delegated_by` (whose role an approver exercises by delegation) … |
//! | `checklist.ID`, `checklist.ID.left` | `none` (not opened), `open`, `failed`, `complete`, `replaced` (signed for another artefact than the one that is to go there); its items that are left |
//! | `system.tier`, `system.data`, `system.unknown`, `system.dependents`, `system.unassessed` | tiers of the affected systems; kinds of data that they handle; those that the register of systems lacks; systems that depend on them and are not among them; those of them for which the business impact has no entry |
//! | `site`, `site.unknown` | the sites of the change, else those of its systems, by whose holidays its business days are counted; those that it names and nobody knows |
//! | `risks` | where risks of the change are logged: its own level, and how each of them was logged |
//! | `chair.takes` | of whoever holds the seat of the chair and is not in the chair of a meeting that is open: that meeting |
//! | `setting.ID` | the setting's value; `unset` where the pack demands one and has none |
//! | `deviations` | rules that a complete deviation sets aside |
//! | `flag.NAME` | facts that the register derives: `on_hold`, `approval_unconfirmed`, `urgent` (its type is authorised at once), `risk_unlogged`, `stale_revision`, `conflict`, `exception`, `in_scope`, `before_effective`, `board_unfilled`, `owner_is_team`, `deviates` (a deviation is complete), `system_unknown`, `site_unknown`, `dependents_unassessed`, `no_recovery_order` (no system has a place in the order of recovery); of meetings `in_meeting`, `unconsidered` (criteria of the item), `tie` (as many for as against, in the meeting), `ballot_tied` (the same on the newest ballot), `meeting_due` (a mandatory item is undecided that the board could decide), `meeting_quorate`, `meeting_unreached`, `meeting_unsettled` (an item of which nothing has become, presented or not), `meeting_voting`, `agenda_locked` (of the meeting before it opens), `chair_present` (somebody else is in the chair, there, and not silent) … (`yes` or `no`) |
//!
//! States: `new`, `assess`, `authorize`, `scheduled`, `implement`, `review`, `closed`, `canceled`.
//!
//! Moments: `now`, `created`, `revised` (the newest revision that took evidence and reviews back), `submitted`, `assessed`, `reviews_done` (the last review that the request for approval
//! demands), `requested`, `decided`, `approved`, `rejected`, `deferred`, `next_board` (the board's next meeting on a later day than that), `started`, `finished`, `closed`, `window.from`,
//! `window.to`, `approved.ID` and `reviewed.ID` (the act that completed an approval or review), `approved.all` (the newest of them, once no approval is open), `quarter_end` (of the
//! last full quarter), `risks_reviewed`, `rto_validated` (the oldest of all tiered systems), `dr_untested` (the first quarter without a test of disaster recovery with a patch begins), `act.from`, `act.to`, `act.spoken_at`,
//! `checklist.ID` (when it became complete), `verbal_flagged` and `verbal_documented` (the oldest verbal approval not yet written down, and its record),
//! `deploying.STAGE` and `deployed.STAGE` (the newest deployment to a stage began; ended successfully), `pir` (the review
//! after the change), `evidence.NAME` (when it was measured), `act.measured` (of the piece that is recorded), `deviated` (the newest signature under a deviation), and
//! `field.ID` for every filled field of kind `moment`.
//!
//! Numbers: `risk.inherent`, `risk.residual`, `present`, `quorum`, `delegation_hours`, `share` (canary, percent), `share.next` (which comes after it),
//! `deferrals`, `exceptions` (calendar exceptions of the change that were not refused), `environments`, `rto_minutes` and `rpo_minutes` (the least of the affected systems' tiers), `lines.FIELD`
//! (lines of a field of prose that are not blank), `noted.KIND` (notes of the record), `systems` (those affected), `evidence.NAME.MEASURE`, `setting.ID` for every setting that is a
//! number, and `field.ID` for every filled field of kind `number`.

use super::layer::{Layer, named};
use super::pack::Pack;
use super::request::FieldKind;
use crate::base::time::Moment;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

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
    pub words: Layer<Cow<'static, [String]>>,
    /// Numbers by name, such as `delegation_hours`, `present`, `risk.inherent`, `risk.residual`.
    pub numbers: Layer<i64>,
    /// Moments by name, such as `submitted`, `window.from`, `reviews_done`; `now` is always there.
    pub moments: Layer<Moment>,
}

/// Words that stand under a great many names.
static COMMON: LazyLock<[String; 4]> = LazyLock::new(|| ["yes", "no", "said", "none"].map(str::to_owned));

/// The facts of a pack before anything is known, made when they are first asked for. A copy of a pack makes its own: it may
/// be about to be altered.
#[derive(Debug, Default)]
pub struct Blank(OnceLock<Facts>);

impl Clone for Blank {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Flags of deployments: what is deployed is another artefact than the one tested, of another branch, or a commit that no
/// branch of its repository holds; a step of the
/// method or the share is open; the window is over; the act is about a stage of the pack, or about production; the
/// change is in production; it was reviewed afterwards; a step of it failed, was waived or left out; it failed or is to be
/// backed out; the deployment of a checklist at hand has not got so far, or is over; a list of the way back is at hand where
/// the implementation succeeded and nothing of it is said to have failed.
const DEPLOYMENT: [&str; 18] = [
    "artifact_differs",
    "branch_differs",
    "commit_loose",
    "steps_open",
    "share_open",
    "close_differs",
    "close_better",
    "overrun",
    "on_a_stage",
    "production",
    "in_production",
    "pir",
    "pir_outdated",
    "departed",
    "backed_out",
    "list_early",
    "list_late",
    "nothing_back",
];

impl Facts {
    /// Facts in which everything that the pack knows of is known to be empty.
    #[must_use]
    pub fn closed(pack: &Pack, now: Moment) -> Self {
        let mut facts = pack.blank.0.get_or_init(|| Self::blank(pack).below()).clone();
        facts.moments.insert("now", now);
        facts
    }

    /// The same facts, shared by all that are laid upon them.
    #[must_use]
    pub fn below(&self) -> Self {
        let (words, numbers, moments) = (self.words.shared(), self.numbers.shared(), self.moments.shared());
        Self { words: Layer::over(words), numbers: Layer::over(numbers), moments: Layer::over(moments) }
    }

    fn blank(pack: &Pack) -> Self {
        let mut facts = Self::default();
        for field in &pack.fields {
            facts.set_words(format!("field.{}", field.id()), []);
            if field.kind == FieldKind::Dates {
                facts.numbers.insert(format!("dates.{}", field.id()), 0);
                facts.numbers.insert(format!("dates.{}.shut", field.id()), 0);
            }
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
        facts.settings(pack);
        facts.set_flag("approval_unconfirmed", false);
        facts.set_flag("dependents_unassessed", false);
        for (name, word) in [("ballot", "none"), ("catalogue", "none"), ("decision", "none")] {
            facts.set_word(name, word);
        }
        let none = [
            "conditions",
            "actor.roles",
            "actor.is",
            "system.tier",
            "system.data",
            "site",
            "deployed",
            "deploying",
            "evidence",
            "deviations",
        ];
        for name in none {
            facts.set_words(name, []);
        }
        for flag in DEPLOYMENT {
            facts.set_flag(flag, false);
        }
        facts.set_flag("deviates", false);
        facts.set_flag("agenda_locked", false);
        facts.set_flag("ballot_tied", false);
        facts.numbers.insert("systems", 0);
        facts.numbers.insert("exceptions", 0);
        facts
    }

    /// The settings of a pack, and nothing else.
    #[must_use]
    pub fn of_settings(pack: &Pack) -> Self {
        let mut facts = Self::default();
        facts.settings(pack);
        facts
    }

    /// The settings of a pack: words, and numbers for those that are one.
    fn settings(&mut self, pack: &Pack) {
        for setting in &pack.settings {
            self.set(format!("setting.{}", setting.id()), &Fact::Word(setting.value.clone()));
        }
    }

    /// The words under a name; `None` when unknown.
    #[must_use]
    pub fn words(&self, name: &str) -> Option<&[String]> {
        self.words.get(name).map(AsRef::as_ref)
    }

    /// Becomes other facts, in the room that these have.
    pub fn become_like(&mut self, other: &Self) {
        self.words.become_like(&other.words);
        self.numbers.become_like(&other.numbers);
        self.moments.become_like(&other.moments);
    }

    /// Makes room for the facts of one change.
    pub fn reserve(&mut self) {
        self.words.reserve(56);
        self.numbers.reserve(14);
        self.moments.reserve(14);
    }

    /// Sets one word; the empty text means "known to be empty".
    pub fn set_word(&mut self, name: impl Into<String> + AsRef<str>, word: impl AsRef<str>) {
        let word = word.as_ref();
        let one: &[&str] = if word.is_empty() { &[] } else { &[word] };
        let common = || COMMON.iter().find(|common| *common == word).map(std::slice::from_ref);
        let words = || match common() {
            _ if word.is_empty() => Cow::Borrowed(&[][..]),
            Some(one) => Cow::Borrowed(one),
            None => Cow::Owned(vec![word.to_owned()]),
        };
        // Most words are there already, and a name and a word of one's own are worth more than the look.
        self.words.lay(name, |known| **known == *one, words);
    }

    /// Sets several words.
    pub fn set_words(&mut self, name: impl Into<String> + AsRef<str>, words: impl IntoIterator<Item = String>) {
        self.words.insert(name.into(), words.into_iter().collect());
    }

    /// Sets a fact of any kind.
    pub fn set(&mut self, name: impl Into<String>, fact: &Fact) {
        let name = name.into();
        // A setting or field that is a number is one wherever it comes from, and a word as well.
        let both = name.starts_with("setting.") || name.starts_with("field.");
        if let (true, Fact::Number(n)) = (both, fact) {
            self.set_word(name.clone(), n.to_string());
        }
        if let (true, Fact::Word(word)) = (both, fact) {
            match word.parse() {
                Ok(n) => self.numbers.insert(name.clone(), n),
                Err(_) => self.numbers.remove(&name),
            }
        }
        match fact {
            Fact::Number(n) => {
                self.numbers.insert(name, *n);
            }
            Fact::Word(word) => self.set_word(name, word),
            Fact::Words(words) => self.set_words(name, words.iter().cloned()),
        }
    }

    /// Sets the parameters of an act that were given.
    pub fn of_act(&mut self, params: &[(&str, &str)]) {
        for (name, value) in params.iter().filter(|(_, value)| !value.trim().is_empty()) {
            self.set_word(format!("act.{name}"), value);
        }
    }

    /// Sets a yes/no flag.
    pub fn set_flag(&mut self, name: &str, yes: bool) {
        self.set_word(named(["flag.", name]), if yes { "yes" } else { "no" });
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
        own.settings(self);
        let rated = |id: &String| facts.words(&format!("risk.factor.{id}"))?.first()?.parse().ok();
        let ratings = self.risk.factors.iter().filter_map(|f| Some((f.id.clone(), rated(&f.id)?))).collect();
        let scored = self.risk.score(&ratings);
        match scored.level {
            Some(level) => own.set_word("risk.level", level),
            None => own.words.remove("risk.level"),
        }
        for (name, score) in [("risk.inherent", scored.inherent), ("risk.residual", scored.residual)] {
            match score {
                Some(score) => own.numbers.insert(name, score),
                None => own.numbers.remove(name),
            }
        }
        Cow::Owned(own)
    }
}
