//! Gives approvals, reviews, factors and checklists of one pack another id where a second pack means something else by the same.

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
}

/// The pack with new ids wherever `beside` uses the same id for something else.
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
        for review in &mut pack.reviews {
            spanned(&mut review.id, &self.reviews);
            self.when(&mut review.when);
        }
        for approval in &mut pack.approvals {
            spanned(&mut approval.id, &self.approvals);
            if let Some(review) = &mut approval.by_review {
                one(review, &self.reviews);
            }
            self.when(&mut approval.when);
        }
        for factor in &mut pack.risk.factors {
            one(&mut factor.id, &self.factors);
        }
        for raise in &mut pack.risk.raises {
            one(&mut raise.factor, &self.factors);
        }
        for field in &mut pack.fields {
            self.when(&mut field.when);
        }
        for clock in &mut pack.clocks {
            self.moment(&mut clock.start);
            self.moment(&mut clock.stop);
            self.when(&mut clock.when);
        }
        for stage in &mut pack.stages {
            self.when(&mut stage.when);
        }
        for stage in &mut pack.process {
            self.when(&mut stage.now);
            for activity in &mut stage.activities {
                self.when(&mut activity.when);
                self.when(&mut activity.done);
            }
        }
        for finding in &mut pack.findings {
            self.when(&mut finding.when);
        }
        for after in pack.tests.iter_mut().filter_map(|t| t.after.as_mut()) {
            self.moment(&mut after.since);
        }
        for criterion in pack.tests.iter_mut().flat_map(|t| &mut t.criteria) {
            self.when(&mut criterion.when);
        }
        for list in &mut pack.checklists {
            spanned(&mut list.id, &self.checklists);
            self.when(&mut list.when);
            for item in &mut list.items {
                self.when(&mut item.needs);
                self.when(&mut item.unless);
                if let Some(after) = &mut item.after {
                    self.moment(&mut after.since);
                }
            }
        }
        for rule in &mut pack.rules {
            self.when(&mut rule.when);
            self.when(&mut rule.needs);
        }
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
        for (parameter, names) in [("review", &self.reviews), ("approval", &self.approvals), ("factor", &self.factors)]
        {
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

    /// `approved.ID`, `reviewed.ID` and `checklist.ID` are moments.
    fn moment(&self, name: &mut String) {
        let named = [("approved", &self.approvals), ("reviewed", &self.reviews), ("checklist", &self.checklists)];
        for (prefix, names) in named {
            let id = name.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('.'));
            if let Some(new) = id.and_then(|id| names.get(id)) {
                *name = format!("{prefix}.{new}");
                return;
            }
        }
    }
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
