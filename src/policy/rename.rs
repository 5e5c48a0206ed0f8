//! Gives approvals, reviews, factors and checklists of one pack another id where a second pack means something else by the
//! same, and environments the id that they have there.

use super::checklist::Checklist;
use super::facts::Blank;
use super::pack::Pack;
use super::request::{Approval, Review};
use super::risk::Factor;
use super::rule::{Parts, When};
use std::collections::BTreeMap;
use toml::Spanned;

/// New ids by old ids.
#[derive(Debug, Default)]
struct Names {
    reviews: BTreeMap<String, String>,
    approvals: BTreeMap<String, String>,
    factors: BTreeMap<String, String>,
    checklists: BTreeMap<String, String>,
    stages: BTreeMap<String, String>,
}

/// The pack with new ids wherever `beside` uses the same id for something else, or another one for the same environment.
#[must_use]
pub fn rename(beside: &Pack, mut pack: Pack) -> Pack {
    let new = |id: &str| (id.to_owned(), format!("{}-{id}", pack.name));
    let mut names = Names::default();
    for review in &pack.reviews {
        if beside.reviews.iter().any(|r| r.id() == review.id() && !same_review(r, review)) {
            names.reviews.extend([new(review.id())]);
        }
    }
    for approval in &pack.approvals {
        if beside.approvals.iter().any(|a| a.id() == approval.id() && !same_approval(a, approval)) {
            names.approvals.extend([new(approval.id())]);
        }
    }
    for factor in &pack.risk.factors {
        if beside.risk.factors.iter().any(|f| f.id == factor.id && !same_factor(f, factor)) {
            names.factors.extend([new(&factor.id)]);
        }
    }
    for list in &pack.checklists {
        if beside.checklists.iter().any(|l| l.id() == list.id() && !same_list(l, list)) {
            names.checklists.extend([new(list.id())]);
        }
    }
    for stage in &pack.stages {
        let known = super::stage::known_as(beside, &pack, stage).filter(|id| *id != stage.id());
        names.stages.extend(known.map(|id| (stage.id().to_owned(), id.to_owned())));
    }
    names.apply(&mut pack);
    pack
}

fn same_review(a: &Review, b: &Review) -> bool {
    (&a.roles, a.count, &a.including, a.own) == (&b.roles, b.count, &b.including, b.own)
}

/// The board's decision and the admission to the catalogue are one thing whoever asks for them. An approval by a review
/// is never shared: the review may be another one.
fn same_approval(a: &Approval, b: &Approval) -> bool {
    let way = |x: &Approval| (x.roles.clone(), x.board, x.by_catalogue, x.count);
    way(a) == way(b) && a.by_review.is_none() && b.by_review.is_none()
}

fn same_factor(a: &Factor, b: &Factor) -> bool {
    let values = |f: &Factor| f.choices.iter().map(|c| (c.value, c.label.clone())).collect::<Vec<_>>();
    a.part == b.part && values(a) == values(b)
}

fn same_list(a: &Checklist, b: &Checklist) -> bool {
    let items = |l: &Checklist| l.items.iter().map(|i| (i.id.clone(), i.text.clone())).collect::<Vec<_>>();
    a.phase == b.phase && items(a) == items(b)
}

impl Names {
    fn apply(&self, pack: &mut Pack) {
        pack.blank = Blank::default();
        self.environments(pack);
        for review in &mut pack.reviews {
            spanned(&mut review.id, &self.reviews);
            review.apart.iter_mut().for_each(|id| one(id, &self.reviews));
        }
        for approval in &mut pack.approvals {
            spanned(&mut approval.id, &self.approvals);
            if let Some(review) = &mut approval.by_review {
                one(review, &self.reviews);
            }
        }
        for factor in &mut pack.risk.factors {
            one(&mut factor.id, &self.factors);
        }
        for raise in &mut pack.risk.raises {
            one(&mut raise.factor, &self.factors);
        }
        for list in &mut pack.checklists {
            spanned(&mut list.id, &self.checklists);
        }
        moments(pack).for_each(|name| self.moment(name));
        conditions(pack).for_each(|when| self.when(when));
    }

    /// Environments wherever a part of the pack is for one.
    fn environments(&self, pack: &mut Pack) {
        let names = &self.stages;
        if names.is_empty() {
            return;
        }
        for stage in pack.stages.iter_mut().filter(|s| names.contains_key(s.id())) {
            stage.aliases.push(stage.id().to_owned());
            spanned(&mut stage.id, names);
        }
        for field in pack.fields.iter_mut().filter(|f| f.id() == "environment") {
            field.choices.iter_mut().for_each(|e| one(e, names));
        }
        for setting in pack.settings.iter_mut().filter(|s| s.id() == "scope.environments") {
            let each = setting.value.split(',').map(|e| names.get(e.trim()).map_or(e, String::as_str));
            setting.value = each.collect::<Vec<_>>().join(",");
        }
        let lists = pack.reviews.iter_mut().map(|r| &mut r.environment);
        let lists = lists.chain(pack.approvals.iter_mut().map(|a| &mut a.environment));
        let lists = lists.chain(pack.tests.iter_mut().map(|t| &mut t.environments));
        let lists = lists.chain(pack.delegations.iter_mut().map(|d| &mut d.environments));
        lists.flatten().for_each(|e| one(e, names));
        let single = pack.reviews.iter_mut().filter_map(|r| r.artifact.as_mut());
        let single = single.chain(pack.tests.iter_mut().filter_map(|t| t.artifact.as_mut()));
        let single = single.chain(pack.checklists.iter_mut().filter_map(|l| l.stage.as_mut()));
        single.chain(pack.escalations.iter_mut().map(|e| &mut e.environment)).for_each(|e| one(e, names));
    }

    fn when(&self, when: &mut When) {
        if *when == When::default() {
            return;
        }
        let when: &mut Parts = when;
        when.reviewed.iter_mut().for_each(|id| one(id, &self.reviews));
        when.approved.iter_mut().for_each(|id| one(id, &self.approvals));
        when.rated.iter_mut().for_each(|id| one(id, &self.factors));
        keys(&mut when.factor, &self.factors);
        keys(&mut when.checklist, &self.checklists);
        when.environment.iter_mut().chain(&mut when.passed).for_each(|id| one(id, &self.stages));
        if let Some(words) = when.field.get_mut("environment") {
            words.list_mut().iter_mut().for_each(|id| one(id, &self.stages));
        }
        self.placed(&mut when.evidence);
        self.placed(&mut when.number);
        for (parameter, names) in [
            ("review", &self.reviews),
            ("approval", &self.approvals),
            ("factor", &self.factors),
            ("environment", &self.stages),
        ] {
            if let Some(words) = when.act.get_mut(parameter) {
                words.list_mut().iter_mut().for_each(|id| one(id, names));
            }
        }
        for elapsed in &mut when.elapsed {
            self.moment(&mut elapsed.since);
            self.moment(&mut elapsed.until);
        }
        for inner in when.any.iter_mut().chain(&mut when.not) {
            self.when(inner);
        }
    }

    /// `approved.ID`, `reviewed.ID` and `checklist.ID` are moments, and so are `deployed.ENV` and `deploying.ENV`.
    fn moment(&self, name: &mut String) {
        let named = [
            ("approved", &self.approvals),
            ("reviewed", &self.reviews),
            ("checklist", &self.checklists),
            ("deployed", &self.stages),
            ("deploying", &self.stages),
        ];
        for (prefix, names) in named {
            let id = name.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('.'));
            if let Some(new) = id.and_then(|id| names.get(id)) {
                *name = format!("{prefix}.{new}");
                return;
            }
        }
        if let Some(new) = self.elsewhere(name) {
            *name = new;
        }
    }

    /// Names of proofs and of their measures, with the environment behind an `@`.
    fn placed<T>(&self, map: &mut BTreeMap<String, T>) {
        let renamed: Vec<(String, String)> =
            map.keys().filter_map(|name| Some((name.clone(), self.elsewhere(name)?))).collect();
        for (old, new) in renamed {
            if let Some(value) = map.remove(&old) {
                map.insert(new, value);
            }
        }
    }

    fn elsewhere(&self, name: &str) -> Option<String> {
        let (kind, rest) = name.split_once('@')?;
        let (environment, measure) = rest.split_once('.').map_or((rest, ""), |(e, _)| (e, &rest[e.len()..]));
        self.stages.get(environment).map(|new| format!("{kind}@{new}{measure}"))
    }
}

/// Every moment that a part of the pack counts from, but for those within conditions.
fn moments(pack: &mut Pack) -> impl Iterator<Item = &mut String> {
    let clocks = pack.clocks.iter_mut().flat_map(|c| [&mut c.start, &mut c.stop]);
    let tests = pack.tests.iter_mut().filter_map(|t| t.after.as_mut());
    let items = pack.checklists.iter_mut().flat_map(|l| &mut l.items).filter_map(|i| i.after.as_mut());
    let milestones = pack.milestones.iter_mut().map(|m| &mut m.actual);
    clocks.chain(tests.map(|t| &mut t.since)).chain(items.map(|i| &mut i.since)).chain(milestones)
}

/// Every condition of the pack.
fn conditions(pack: &mut Pack) -> impl Iterator<Item = &mut When> {
    let reviews = pack.reviews.iter_mut().map(|r| &mut r.when);
    let approvals = pack.approvals.iter_mut().map(|a| &mut a.when);
    let process = pack.process.iter_mut().flat_map(|s| {
        let activities = s.activities.iter_mut().flat_map(|a| [&mut a.when, &mut a.done]);
        std::iter::once(&mut s.now).chain(activities)
    });
    let criteria = pack.tests.iter_mut().flat_map(|t| &mut t.criteria).map(|c| &mut c.when);
    let checklists = pack.checklists.iter_mut().flat_map(|l| {
        std::iter::once(&mut l.when).chain(l.items.iter_mut().flat_map(|i| [&mut i.needs, &mut i.unless]))
    });
    let freezes =
        pack.freezes.iter_mut().flat_map(|f| std::iter::once(&mut f.when).chain(&mut f.exempt).chain(&mut f.cross));
    reviews
        .chain(approvals)
        .chain(pack.fields.iter_mut().map(|f| &mut f.when))
        .chain(pack.clocks.iter_mut().map(|c| &mut c.when))
        .chain(pack.stages.iter_mut().map(|s| &mut s.when))
        .chain(process)
        .chain(pack.findings.iter_mut().map(|f| &mut f.when))
        .chain(criteria)
        .chain(checklists)
        .chain(pack.windows.iter_mut().flat_map(|w| [&mut w.when, &mut w.needs]))
        .chain(freezes)
        .chain(pack.responsibilities.iter_mut().map(|r| &mut r.done))
        .chain(pack.rules.iter_mut().flat_map(|r| [&mut r.when, &mut r.needs]))
}

fn one(id: &mut String, names: &BTreeMap<String, String>) {
    if let Some(new) = names.get(id) {
        id.clone_from(new);
    }
}

fn spanned(id: &mut Spanned<String>, names: &BTreeMap<String, String>) {
    one(id.get_mut(), names);
}

fn keys<T>(map: &mut BTreeMap<String, T>, names: &BTreeMap<String, String>) {
    for (old, new) in names {
        if let Some(value) = map.remove(old) {
            map.insert(new.clone(), value);
        }
    }
}
