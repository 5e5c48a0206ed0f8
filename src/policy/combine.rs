//! Lays one pack over another: `extends` replaces, `pack.combine=strictest` takes the stricter of both.

use super::pack::Pack;

/// The parts of `over` replace parts of `base` with the same key; what only one of them has stays.
#[must_use]
pub fn extend(base: Pack, over: Pack) -> Pack {
    let mut base_map = base.base;
    base_map.extend(over.base);
    Pack {
        settings: lay(base.settings, over.settings, |s| s.id().to_owned()),
        roles: lay(base.roles, over.roles, |r| r.id().to_owned()),
        types: lay(base.types, over.types, |t| t.id().to_owned()),
        catalogue: lay(base.catalogue, over.catalogue, |c| c.id().to_owned()),
        fields: lay(base.fields, over.fields, |f| f.id().to_owned()),
        risk: if over.risk.factors.is_empty() { base.risk } else { over.risk },
        reviews: lay(base.reviews, over.reviews, |r| r.id().to_owned()),
        approvals: lay(base.approvals, over.approvals, |a| a.id().to_owned()),
        board: if over.board.votes || !over.board.title.is_empty() { over.board } else { base.board },
        clocks: lay(base.clocks, over.clocks, |c| c.id.clone()),
        rules: lay(base.rules, over.rules, |r| r.id().to_owned()),
        delegations: lay(base.delegations, over.delegations, |d| d.id.clone()),
        raci: lay(base.raci, over.raci, |r| r.id.clone()),
        materiality: if over.materiality.is_empty() { base.materiality } else { over.materiality },
        criteria: lay(base.criteria, over.criteria, |c| c.id.clone()),
        escalations: lay(base.escalations, over.escalations, |e| e.environment.clone()),
        milestones: if over.milestones.is_empty() { base.milestones } else { over.milestones },
        bia: over.bia.or(base.bia),
        guidance: lay(base.guidance, over.guidance, |g| g.title.clone()),
        base: base_map,
        vectors: over.vectors,
        ..over
    }
}

fn lay<T>(base: Vec<T>, over: Vec<T>, key: impl Fn(&T) -> String) -> Vec<T> {
    let mut out: Vec<Option<T>> = base.into_iter().map(Some).collect();
    let keys: Vec<String> = out.iter().flatten().map(&key).collect();
    for part in over {
        match keys.iter().position(|k| *k == key(&part)).and_then(|i| out.get_mut(i)) {
            Some(place) => *place = Some(part),
            None => out.push(Some(part)),
        }
    }
    out.into_iter().flatten().collect()
}

/// Two packs at once, the stricter of both: all approvals, reviews, fields, clocks and rules; the larger quorum; the
/// higher risk is left to each pack's own rules. Permits of one pack do not help with acts that the other speaks of.
#[must_use]
pub fn strictest(a: Pack, b: Pack) -> Pack {
    let quorum_a = a.board.quorum.clone();
    let threshold_clauses: Vec<String> = a.board.threshold_clauses.clone();
    let votes = a.board.votes;
    let board_a = a.board.clone();
    let required: Vec<_> =
        a.fields.iter().map(|f| (f.id().to_owned(), f.required.clone(), f.clauses.clone())).collect();
    let name = format!("{}+{}", a.name, b.name);
    let title = format!("{} with {}", a.title, b.title);
    let mut both = extend(a, b);
    (both.name, both.title) = (name, title);
    for (id, acts, clauses) in required {
        if let Some(field) = both.fields.iter_mut().find(|f| f.id() == id) {
            merge(&mut field.required, acts);
            merge(&mut field.clauses, clauses);
        }
    }
    if votes {
        if both.board.votes {
            let q = &mut both.board.quorum;
            q.members = match (q.members, quorum_a.members) {
                (Some(x), Some(y)) => Some(x.max(y)),
                (x, y) => x.or(y),
            };
            q.minimum = q.minimum.max(quorum_a.minimum);
            merge(&mut q.clauses, quorum_a.clauses);
            merge(&mut both.board.threshold_clauses, threshold_clauses);
        } else {
            both.board = board_a;
        }
    }
    both
}

fn merge<T: PartialEq>(into: &mut Vec<T>, from: Vec<T>) {
    for item in from {
        if !into.contains(&item) {
            into.push(item);
        }
    }
}
