//! What a go/no-go decision is about: which act it lets happen in an environment, and what stands against a GO.

use super::acts::facts_for;
use super::{Change, time};
use crate::base::text::so_many;
use crate::domain::desk::Desk;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use crate::policy::points::{Point, points};
use crate::policy::request::Review;
use crate::policy::rule::Truth;
use crate::policy::verdict::Reason;
use std::collections::BTreeSet;

/// The act that an environment is decided upon for, and its facts: on the way to where the change ends it is deployed,
/// there it is started.
#[must_use]
pub fn asked(world: &World, desk: &Desk, change: &Change, env: Option<&str>) -> (Act, Facts) {
    let mut known = facts_for(world, desk, change, &[("environment", env.unwrap_or_default())]);
    time::name_environment(&mut known, env);
    let ends = change.words("environment");
    let act = if env.is_none_or(|e| ends.is_empty() || ends.iter().any(|x| x == e)) { Act::Start } else { Act::Deploy };
    (act, known)
}

/// The points of the board as they stand for a change: what a complete deviation sets aside is no NO-GO, and a begun one says
/// whose signature is lacking.
#[must_use]
pub fn points_of(pack: &Pack, change: &Change, act: Act, facts: &Facts) -> Vec<Point> {
    let aside = change.set_aside(pack);
    let mut all = points(pack, act, facts);
    for point in all.iter_mut().filter(|p| !p.go) {
        if aside.contains(&point.rule.as_str()) {
            point.text = format!("{}: {}", change.set_aside_by(pack, &point.rule), point.text);
            point.go = true;
            continue;
        }
        let mut told = Reason {
            rule: point.rule.clone(),
            text: std::mem::take(&mut point.text),
            clauses: std::mem::take(&mut point.clauses),
            ..Reason::default()
        };
        change.lacking(pack, std::slice::from_mut(&mut told));
        (point.text, point.clauses) = (told.text, told.clauses);
    }
    all
}

/// What is told to whoever says GO while points of the board are no GO. The GO stands, since points such as an approval or
/// a backup may follow it; the deployment is refused until they do (PM-9.4-01 to PM-9.4-10).
pub(super) fn in_spite(world: &World, desk: &Desk, change: &Change, review: &Review) -> Option<Reason> {
    let pack = &*desk.pack;
    let environments = pack.field("environment").map(|f| f.choices.as_slice()).unwrap_or_default();
    let (env, against) = environments.iter().find_map(|env| {
        let (act, known) = asked(world, desk, change, Some(env));
        let all = points_of(pack, change, act, &known);
        (review.when.holds(&known, pack) != Truth::No && !all.is_empty())
            .then(|| (env, all.into_iter().filter(|p| !p.go).collect::<Vec<Point>>()))
    })?;
    if against.is_empty() {
        return None;
    }
    let titles: Vec<&str> = against.iter().map(|p| p.title.as_str()).collect();
    let are = if titles.len() == 1 { "is" } else { "are" };
    let points = format!("{} {are}", so_many(titles.len(), "point"));
    let clauses: BTreeSet<&String> = against.iter().flat_map(|p| &p.clauses).collect();
    Some(Reason {
        rule: "go-in-spite".into(),
        text: format!("GO was said while {points} no GO for {env}: {}", titles.join(", ")),
        remedy: format!("the deployment is refused until they are: quorate run board {} --env {env}", change.no),
        clauses: clauses.into_iter().cloned().collect(),
        ..Reason::default()
    })
}
