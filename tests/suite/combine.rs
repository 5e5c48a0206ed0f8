//! Packs combined under `pack.combine=strictest`: what the combination allows, each of its packs allows.

use crate::acts::{Register, assert_cites, cast, on};
use proptest::prelude::*;
use quorate::app::packs;
use quorate::base::time::Moment;
use quorate::domain::command::{ChangeCommand, Command, PolicyCommand};
use quorate::domain::refusal::Kind;
use quorate::policy::act::Act;
use quorate::policy::board::Threshold;
use quorate::policy::combine::strictest;
use quorate::policy::facts::Facts;
use quorate::policy::judge::judge;
use quorate::policy::pack::Pack;

const PACKS: [&str; 5] = ["teleseal", "ghostquant", "aivo", "devsecopsbook", "three-env"];

fn pack(name: &str) -> Pack {
    packs::parse(&packs::text(name).unwrap()).unwrap()
}

fn both(a: &str, b: &str) -> Pack {
    strictest(pack(a), pack(b))
}

/// The facts of a vector of one pack, laid into those of the combination under the names it has there.
fn lay(into: &mut Facts, from: &Facts, own: &Pack, combined: &Pack) {
    for (name, words) in from.words.iter() {
        if !name.starts_with("setting.") && !words.is_empty() {
            let placed = words.iter().map(|w| if of_places(name) { place(w, own, combined) } else { w.clone() });
            into.words.insert(there(name, own, combined), placed.collect());
        }
    }
    into.numbers.extend(from.numbers.iter().map(|(n, v)| (there(n, own, combined), *v)));
    into.moments.extend(from.moments.iter().map(|(n, v)| (there(n, own, combined), *v)));
}

/// The facts whose words are environments.
fn of_places(name: &str) -> bool {
    ["field.environment", "act.environment", "deployed"].contains(&name)
}

/// What an environment of one pack is called in the combination.
fn place(word: &str, own: &Pack, combined: &Pack) -> String {
    let member = combined.members.iter().find(|m| m.name == own.name).unwrap();
    let stage = own.stages.iter().zip(&member.stages).find(|(s, _)| s.id() == word);
    stage.map_or(word, |(_, there)| there.id()).to_owned()
}

/// The name that a fact of one pack has in the combination: another where the other pack has something else there.
fn there(name: &str, own: &Pack, combined: &Pack) -> String {
    let renamed = |prefix: &str, known: &dyn Fn(&Pack, &str) -> bool| {
        let rest = name.strip_prefix(prefix)?;
        let (id, tail) = rest.split_once('.').map_or((rest, ""), |(id, _)| (id, &rest[id.len()..]));
        let other = format!("{}-{id}", own.name);
        let member = combined.members.iter().find(|m| m.name == own.name).unwrap();
        known(member, &other).then(|| format!("{prefix}{other}{tail}"))
    };
    if let Some((prefix, rest)) = name.split_once('@') {
        let (word, measure) = rest.split_once('.').map_or((rest, ""), |(word, _)| (word, &rest[word.len()..]));
        return format!("{prefix}@{}{measure}", place(word, own, combined));
    }
    for prefix in ["deployed.", "deploying."] {
        if let Some(word) = name.strip_prefix(prefix) {
            return format!("{prefix}{}", place(word, own, combined));
        }
    }
    let review = |p: &Pack, id: &str| p.reviews.iter().any(|r| r.id() == id);
    let approval = |p: &Pack, id: &str| p.approvals.iter().any(|r| r.id() == id);
    let factor = |p: &Pack, id: &str| p.risk.factors.iter().any(|r| r.id == id);
    let list = |p: &Pack, id: &str| p.checklists.iter().any(|l| l.id() == id);
    renamed("review.", &review)
        .or_else(|| renamed("checklist.", &list))
        .or_else(|| renamed("reviewed.", &review))
        .or_else(|| renamed("approval.", &approval))
        .or_else(|| renamed("approved.", &approval))
        .or_else(|| renamed("risk.factor.", &factor))
        .unwrap_or_else(|| name.to_owned())
}

/// The facts of the combination as one pack alone would have them: its own names, settings and risk model.
fn alone(facts: &Facts, own: &Pack, combined: &Pack) -> Facts {
    let mut seen = Facts::closed(own, facts.now());
    let names: Vec<String> = seen.words.iter().map(|(name, _)| name.to_owned()).collect();
    for name in names.iter().filter(|n| !n.starts_with("setting.")) {
        match facts.words.get(&there(name, own, combined)) {
            Some(words) => seen.words.insert(name.clone(), words.clone()),
            None => seen.words.remove(name),
        }
    }
    for (name, words) in facts.words.iter() {
        let general =
            ["type", "state", "actor", "act.", "flag.", "bia.", "evidence"].iter().any(|p| name.starts_with(p));
        if general {
            seen.words.insert(name, words.clone());
        }
    }
    // Environments are called here as this pack calls them, also in the names of moments and proofs.
    let back = |word: &String| {
        let called = own.stages.iter().find(|s| place(s.id(), own, combined) == *word);
        called.map_or(word.clone(), |s| s.id().to_owned())
    };
    for name in ["field.environment", "act.environment", "deployed"] {
        if let Some(words) = facts.words.get(name) {
            seen.words.insert(name.to_owned(), words.iter().map(back).collect());
        }
    }
    for (name, words) in facts.words.iter().filter(|(n, _)| n.contains('@')) {
        seen.words.insert(elsewhere(name, &back), words.clone());
    }
    // What is signed is named as the combination names it; another pack's is nothing to this one.
    for (parameter, prefix, ids) in [
        ("act.review", "review.", own.reviews.iter().map(|r| r.id()).collect::<Vec<_>>()),
        ("act.approval", "approval.", own.approvals.iter().map(|a| a.id()).collect()),
    ] {
        let Some(word) = facts.words(parameter).and_then(|w| w.first()) else { continue };
        let named = |id: &&&str| there(&format!("{prefix}{id}"), own, combined) == format!("{prefix}{word}");
        seen.set_word(parameter, ids.iter().find(named).unwrap_or(&"another"));
    }
    seen.numbers.extend(facts.numbers.iter().map(|(n, v)| (elsewhere(n, &back), *v)));
    seen.moments.extend(facts.moments.iter().map(|(n, v)| (elsewhere(n, &back), *v)));
    for known in ["approved", "reviewed", "checklist"] {
        let ids: Vec<&str> = match known {
            "checklist" => own.checklists.iter().map(|l| l.id()).collect(),
            "approved" => own.approvals.iter().map(|a| a.id()).collect(),
            _ => own.reviews.iter().map(|a| a.id()).collect(),
        };
        for id in ids {
            let name = format!("{known}.{id}");
            seen.moments.remove(&name);
            if let Some(at) = facts.moments.get(&there(&name, own, combined)) {
                seen.moments.insert(name, *at);
            }
        }
    }
    let rated = |id: &str| facts.words(&there(&format!("risk.factor.{id}"), own, combined))?.first()?.parse().ok();
    let ratings = own.risk.factors.iter().filter_map(|f| Some((f.id.clone(), rated(&f.id)?))).collect();
    let scored = own.risk.score(&ratings);
    for (name, score) in [("risk.inherent", scored.inherent), ("risk.residual", scored.residual)] {
        seen.numbers.remove(name);
        if let Some(n) = score {
            seen.numbers.insert(name, n);
        }
    }
    if let Some(level) = scored.level {
        seen.set_word("risk.level", level);
    }
    seen
}

/// The name of a moment or a proof with its environment called otherwise.
fn elsewhere(name: &str, called: &dyn Fn(&String) -> String) -> String {
    if let Some((prefix, rest)) = name.split_once('@') {
        let (word, measure) = rest.split_once('.').map_or((rest, ""), |(word, _)| (word, &rest[word.len()..]));
        return format!("{prefix}@{}{measure}", called(&word.to_owned()));
    }
    let of_stage = |prefix| name.strip_prefix(prefix).map(|w: &str| format!("{prefix}{}", called(&w.to_owned())));
    of_stage("deployed.").or_else(|| of_stage("deploying.")).unwrap_or_else(|| name.to_owned())
}

fn ratings(facts: &mut Facts, pack: &Pack, points: &[usize]) {
    for (factor, n) in pack.risk.factors.iter().zip(points) {
        let value = factor.choices[n % factor.choices.len()].value;
        facts.set_word(format!("risk.factor.{}", factor.id), value.to_string());
    }
}

/// The facts of a vector of each pack under the combination, and the act of the first.
fn mixed(combined: &Pack, a: &Pack, b: &Pack, i: usize, j: usize) -> (Act, Facts) {
    let judged = |p: &Pack| p.vectors.iter().filter(|v| v.act.is_some()).cloned().collect::<Vec<_>>();
    let (of_a, of_b) = (judged(a), judged(b));
    let first = &of_a[i % of_a.len()];
    let act = first.act.unwrap();
    let same: Vec<_> = of_b.iter().filter(|v| v.act == Some(act)).collect();
    let mut facts = Facts::closed(combined, Moment(0));
    if !same.is_empty() {
        lay(&mut facts, &same[j % same.len()].facts(b).unwrap(), b, combined);
    }
    let top = first.facts(a).unwrap();
    let is: Vec<String> =
        [facts.words("actor.is").unwrap_or_default(), top.words("actor.is").unwrap_or_default()].concat();
    let roles = [facts.words("actor.roles").unwrap_or_default(), top.words("actor.roles").unwrap_or_default()].concat();
    lay(&mut facts, &top, a, combined);
    facts.set_words("actor.is", is);
    facts.set_words("actor.roles", roles);
    (act, facts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_strictest_allows_each_member_pack_allows(
        pair in (0..5_usize, 1..5_usize),
        vectors in (0..500_usize, 0..500_usize),
        points in prop::collection::vec(0..5_usize, 12),
        dropped in prop::collection::vec(0..400_usize, 0..3),
        rated in any::<bool>(),
    ) {
        let (a, b) = (pack(PACKS[pair.0]), pack(PACKS[(pair.0 + pair.1) % 5]));
        let combined = strictest(a.clone(), b.clone());
        let (act, mut facts) = mixed(&combined, &a, &b, vectors.0, vectors.1);
        if rated {
            ratings(&mut facts, &combined, &points);
        }
        for n in dropped {
            let names: Vec<String> = facts.words.iter().map(|(name, _)| name.to_owned()).collect();
            let name = names[n % names.len()].clone();
            facts.set_words(name, []);
        }
        let verdict = judge(&combined, act, &facts);
        for member in [&a, &b] {
            let speaks = member.rules.iter().any(|r| r.acts.contains(&act));
            let own = judge(member, act, &alone(&facts, member, &combined));
            if verdict.allowed() && speaks {
                prop_assert!(own.allowed(), "{} refuses {act:?}: {:#?}", member.name, own.reasons);
            }
            // And nothing that a member cites is lost.
            if speaks {
                let (cited, all) = (own.clauses(), verdict.clauses());
                prop_assert!(cited.iter().all(|c| all.contains(c)), "{act:?} {}: {:#?}\n in {:#?}", member.name, own.reasons, verdict.reasons);
            }
        }
    }
}

#[test]
fn the_combination_still_allows_what_every_pack_allows() {
    let mut allowed = 0;
    for (i, one) in PACKS.iter().enumerate() {
        for other in &PACKS[i + 1..] {
            let (a, b) = (pack(one), pack(other));
            let combined = strictest(a.clone(), b.clone());
            for n in 0..40 {
                let (act, facts) = mixed(&combined, &a, &b, n * 7, n * 11);
                allowed += usize::from(judge(&combined, act, &facts).allowed());
            }
        }
    }
    assert!(allowed > 40, "only {allowed} of 400 acts are allowed: the law above would say nothing");
}

#[test]
fn quorum_threshold_outcomes_and_settings_take_the_stricter_value() {
    let gq_av = both("ghostquant", "aivo");
    assert_eq!(gq_av.board.seats.len(), 11);
    assert_eq!(gq_av.board.seats.iter().filter(|s| s.chair).count(), 1);
    // Three of five, and a majority of six: of eleven seats a majority.
    assert_eq!(gq_av.board.quorum.needed(11), 6);
    assert_eq!(gq_av.board.quorum.needed(3), 3);
    assert_eq!(gq_av.board.outcomes, ["approved", "rejected"], "deferral is GhostQuant's alone");
    assert_eq!(gq_av.setting("vote.chair_casting"), Some("false"), "AIVO's chair would break ties");
    let three = both("ghostquant", "three-env");
    assert_eq!(three.setting("sod.requester_may_implement"), Some("false"));
    assert_eq!(three.setting("vote.alternates"), Some("none"));
    assert_eq!(three.setting("delegation"), Some("none"), "GhostQuant knows no delegation");
    assert_eq!(three.setting("scope.environments"), Some("production,development,TEST,staging"));
    assert_eq!(three.setting("pack.combine"), Some("strictest"));
    assert!(three.change_type("standard").is_none(), "three-env pre-approves nothing");
    let mut strict = pack("aivo");
    strict.board.threshold = Threshold::TwoThirds;
    assert_eq!(strictest(pack("ghostquant"), strict.clone()).board.threshold, Threshold::TwoThirds);
    assert_eq!(strictest(strict, pack("ghostquant")).board.threshold, Threshold::TwoThirds);
}

#[test]
fn times_take_the_shorter_limit_and_the_longer_wait() {
    let (mut a, mut b) = (pack("ghostquant"), pack("aivo"));
    for (id, left, right, joined) in [
        ("vote.sitting", "12h", "30min", "30min"),
        ("vote.objection", "12h", "3d", "3d"),
        ("standard.catalogue.expiry", "12mo", "90d", "90d"),
        ("vote.min_in_favour", "0", "4", "4"),
        ("vote.recuse", "requester", "owner,requester", "requester,owner"),
        ("vote.majority_of", "present", "members", "members"),
        ("vote.early_close", "true", "false", "false"),
    ] {
        a.set(id, left);
        b.set(id, right);
        assert_eq!(strictest(a.clone(), b.clone()).setting(id), Some(joined), "{id}");
        assert_eq!(strictest(b.clone(), a.clone()).setting(id).map(str::len), Some(joined.len()), "{id}, turned round");
    }
    // A setting that is changed afterwards holds for every pack that judges.
    let mut combined = strictest(a, b);
    combined.set("sod.requester_may_implement", "false");
    assert!(combined.members.iter().all(|m| m.setting("sod.requester_may_implement") == Some("false")));
}

#[test]
fn approvals_of_both_packs_are_needed_each_by_its_own_risk_model() {
    let combined = both("ghostquant", "aivo");
    let mut facts = Facts::closed(&combined, Moment(0));
    for (name, word) in [("type", "normal"), ("state", "authorize"), ("field.environment", "production")] {
        facts.set_word(name, word);
    }
    let needed = |facts: &Facts| {
        let found = quorate::policy::judge::needed_approvals(&combined, facts);
        found.iter().map(|a| a.id().to_owned()).collect::<Vec<_>>()
    };
    for id in ["systems_affected", "user_impact", "data_risk", "reversibility", "security_impact"] {
        facts.set_word(format!("risk.factor.{id}"), "3");
    }
    let critical = needed(&facts);
    assert!(critical.contains(&"cab".into()) && critical.contains(&"cto".into()), "{critical:?}");
    for id in ["systems_affected", "user_impact", "data_risk", "reversibility", "security_impact"] {
        facts.set_word(format!("risk.factor.{id}"), "1");
    }
    let low = needed(&facts);
    assert!(low.contains(&"cab".into()) && !low.contains(&"cto".into()), "GhostQuant's board decides: {low:?}");
}

/// A register under two packs, adopted together.
fn register(a: &str, b: &str) -> Register {
    let mut r = Register::under(a);
    r.ok("adm", &set("pack.combine", "strictest"));
    let texts = vec![packs::text(a).unwrap(), packs::text(b).unwrap()];
    r.ok("adm", &Command::Policy(PolicyCommand::Adopt { packs: texts, entries: Vec::new(), reason: None }));
    r
}

fn set(id: &str, value: &str) -> Command {
    let reason = Some("two policies apply".into());
    Command::Policy(PolicyCommand::Set { id: id.into(), value: value.into(), reason })
}

#[test]
fn a_submission_names_the_missing_fields_of_both_packs_at_once() {
    let mut r = register("ghostquant", "aivo");
    r.person("rita", &[], &[]);
    let no = r.open("rita", "normal", &[("title", "Two policies"), ("environment", "production")]);
    let refusal = r.no("rita", &on(no, ChangeCommand::Submit));
    assert_cites(&refusal, refusal.kind, &["GQ-request-01", "AV-4.2-01"]);
    let missing: Vec<&str> = refusal.missing.iter().map(|m| m.field.as_str()).collect();
    assert!(missing.contains(&"acceptance_criteria") && missing.contains(&"business_justification"), "{missing:?}");
    assert_eq!(missing.iter().filter(|f| **f == "rollback_plan").count(), 1, "asked once for both: {missing:?}");
}

#[test]
fn combining_cannot_be_switched_off_under_two_packs() {
    let mut r = register("ghostquant", "three-env");
    let refusal = r.no("adm", &set("pack.combine", "off"));
    assert_eq!(refusal.kind, Kind::InvalidInput);
    // A type that one of them lacks is not offered, and no vote is cast on nothing.
    r.person("rita", &[], &[]);
    let new = quorate::domain::change::draft::NewChange {
        change_type: "standard".into(),
        fields: vec![("title".into(), "Index".into())],
        catalogue: Some("dependency-update".into()),
    };
    assert!(r.act("rita", &Command::Open(new)).is_err());
    assert!(r.act("rita", &cast(quorate::base::ids::ChangeNo(1), "approve")).is_err());
}

/// Two lists that share an id stay two: each is opened, shown and asked for under a name of its own.
#[test]
fn checklists_that_share_an_id_are_both_there() {
    use quorate::policy::checklist::all;
    let combined = both("ghostquant", "aivo");
    let ids: Vec<&str> = all(&combined).iter().map(|l| l.id()).collect();
    let count = |p: &str| pack(p).checklists.len();
    assert_eq!(ids.len(), count("ghostquant") + count("aivo"), "{ids:?}");
    assert!(ids.contains(&"validation") && ids.contains(&"aivo-validation"), "{ids:?}");
    let list = |id: &str| all(&combined).into_iter().find(|l| l.id() == id).unwrap().clauses.clone();
    assert!(list("validation")[0].starts_with("GQ-") && list("aivo-validation")[0].starts_with("AV-"));
}

/// TS-2-01, PM-1.1-01: environments that several packs know under different names are one, in one order of promotion.
#[test]
fn environments_of_packs_combined_are_one_under_the_names_of_the_first() {
    let ids = |p: &Pack| p.stages.iter().map(|s| s.id().to_owned()).collect::<Vec<_>>();
    let combined = both("ghostquant", "three-env");
    assert_eq!(ids(&combined), ["development", "TEST", "staging", "production"]);
    assert_eq!(ids(&both("three-env", "ghostquant")), ["DEV", "TEST", "STAGING", "PROD"]);
    assert_eq!(ids(&both("aivo", "three-env")), ["development", "test", "staging", "production"]);
    assert_eq!(combined.field("environment").unwrap().choices, ["production", "staging", "development", "TEST"]);
    // Where one of them takes one environment only, so does the combination: PROD is not let out of its windows by TEST beside it.
    assert_eq!(combined.field("environment").unwrap().kind, quorate::policy::request::FieldKind::Choice);
    for word in ["PROD", "prod", "production", "Production"] {
        assert_eq!(combined.environment(word), Some("production"), "{word}");
    }
    // Each pack asks its own of it, by the one name: three-env its notice of five business days, its proofs and its windows.
    let mut facts = Facts::closed(&combined, Moment(0));
    for (name, word) in [("type", "normal"), ("state", "authorize"), ("field.environment", "production")] {
        facts.set_word(name, word);
    }
    let missing = judge(&combined, Act::Submit, &facts).missing.into_iter().map(|m| m.field).collect::<Vec<_>>();
    assert!(
        missing.contains(&"acceptance_criteria".into()) && missing.contains(&"communication_plan".into()),
        "{missing:?}"
    );
    let member = combined.members.iter().find(|m| m.name == "three-env").unwrap();
    let told =
        format!("{:?}", Pack { vectors: Vec::new(), base: Default::default(), stages: Vec::new(), ..member.clone() });
    for left in ["@PROD", "deployed.PROD", "deploying.PROD", "[\"PROD\"]", "\"DEV\"]", "@DEV", "Some(\"DEV\")"] {
        assert!(!told.contains(left), "{left} is still asked for");
    }
}

/// Where each pack has several environments that are production, none is known to be another's: the request says which.
#[test]
fn of_several_productions_a_request_names_one_of_each_pack() {
    let mut own = pack("three-env");
    let place = own.stages.iter().position(|s| s.production).unwrap();
    let mut second = own.stages[place].clone();
    (*second.id.get_mut(), second.title, second.aliases) = ("PROD-EU".into(), "PROD-EU".into(), Vec::new());
    own.stages[place].aliases.clear();
    own.stages.push(second);
    own.fields.iter_mut().find(|f| f.id() == "environment").unwrap().choices.push("PROD-EU".into());
    let pack = strictest(pack("ghostquant"), own);
    let told = |environments: &[&str]| {
        let mut facts = Facts::default();
        facts.set_words("field.environment", environments.iter().map(|e| (*e).to_owned()));
        let reasons = judge(&pack, Act::Submit, &facts).reasons;
        reasons.into_iter().find(|r| r.rule == "half-named").map(|r| (r.text, r.remedy))
    };
    let (text, remedy) = told(&["production"]).unwrap();
    assert!(text.ends_with("PROD or PROD-EU (three-env) is missing"), "{text}");
    assert!(remedy.ends_with("environment=production,PROD"), "{remedy}");
    assert!(told(&["PROD-EU"]).unwrap().0.ends_with("production (ghostquant) is missing"));
    assert_eq!(told(&["production", "PROD-EU"]), None);
    assert_eq!(told(&["staging"]), None);
}

/// What the packs of a combination say of one thing stands beside each other on its sheet, and each clause with what carries it.
#[test]
fn the_sheet_of_a_combination_tells_what_each_pack_says() {
    use quorate::app::App;
    let sheet = App::pack_alone("ghostquant+three-env", Moment(0)).unwrap();
    let cab = sheet.approvals.iter().find(|a| a.id == "cab").unwrap();
    assert!(cab.when.starts_with("(type normal or ") && cab.when.contains("environment production"), "{}", cab.when);
    assert!(cab.clauses.iter().any(|c| c == "GQ-types-06") && cab.clauses.iter().any(|c| c == "PM-4.1-03"));
    let titles: Vec<&str> = sheet.sections.iter().map(|s| s.title.as_str()).collect();
    assert!(titles.contains(&"type Emergency (ghostquant)") && titles.contains(&"type Emergency (three-env)"));
    let state = |name: &str, id: &str| {
        let all = App::clauses_alone(name).unwrap();
        all.into_iter().find(|c| c.id == id).map(|c| (c.state, c.pack)).unwrap()
    };
    for (name, file) in [("ghostquant", "GQ-"), ("three-env", "PM-")] {
        for clause in App::clauses_alone(name).unwrap().iter().filter(|c| c.id.starts_with(file)) {
            assert_eq!(state("ghostquant+three-env", &clause.id), (clause.state.clone(), name.into()), "{}", clause.id);
        }
    }
}
