//! Windows and freezes: what may run when, against a naive evaluator that looks at every minute; packs that are refused.

use chrono::{Datelike, NaiveDate, Timelike, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;
use quorate::base::time::{Moment, Span};
use quorate::policy::check;
use quorate::policy::diary::{Announced, Booked, Borne, Diary, Effect, Question};
use quorate::policy::exception::Waiver;
use quorate::policy::facts::Facts;
use quorate::policy::pack::Pack;
use quorate::policy::running::judge_time;
use quorate::policy::slots::{Slots, may_run};

const TZ: Tz = chrono_tz::America::New_York;

fn pack(tables: &str) -> Pack {
    let text = format!("schema = 1\nname = \"p\"\ntitle = \"P\"\n{tables}");
    quorate::policy::read::parse(&text).unwrap_or_else(|f| panic!("{}:{}: {}", f.line, f.column, f.text))
}

fn at(text: &str) -> Moment {
    Moment::parse(text, TZ).unwrap()
}

fn minute(at: Moment, n: i64) -> Moment {
    at.plus(Span::seconds(n * 60))
}

fn question<'a>(facts: &'a Facts, from: &str, to: &str) -> Question<'a> {
    Question { facts, systems: &[], from: at(from), to: at(to) }
}

fn errors(tables: &str) -> Vec<String> {
    let text = format!("schema = 1\nname = \"p\"\ntitle = \"P\"\n{tables}");
    let found = check::check(&text, &|_| None, &[]);
    found.into_iter().filter(|f| f.error).map(|f| format!("{}:{}: {}", f.line, f.column, f.text)).collect()
}

fn window(on: &str) -> String {
    format!("[[window]]\nid = \"w\"\ntitle = \"W\"\non = {{ {on} }}\n")
}

/// A series of meetings names days, and at least one.
#[test]
fn a_series_that_never_meets_or_meets_by_the_hour_is_refused_at_its_place() {
    for (rule, says) in [
        ("FREQ=HOURLY", "HOURLY is more often"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;BYHOUR=9", "no BYHOUR"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "it names no day"),
        ("FREQ=WEEKLY;BYDAY=XX", "XX"),
        ("FREQ=WEEKLY;BYDAY=WE;INTERVAL=2", "need an anchor"),
        ("FREQ=WEEKLY", "need an anchor"),
        ("FREQ=MONTHLY", "need an anchor"),
        ("FREQ=WEEKLY;BYDAY=WE;COUNT=3", "leave COUNT out"),
    ] {
        let found = errors(&format!("[[meeting]]\nid = \"m\"\ntitle = \"M\"\nrrule = \"{rule}\"\n"));
        assert!(found.len() == 1 && found[0].starts_with("5:6:") && found[0].contains(says), "{rule}: {found:?}");
    }
    assert!(errors("[[meeting]]\nid = \"m\"\ntitle = \"M\"\nrrule = \"FREQ=MONTHLY;BYDAY=1WE\"\n").is_empty());
    let each_second = "rrule = \"FREQ=WEEKLY;BYDAY=WE;INTERVAL=2\"\nanchor = \"2026-03-04\"";
    assert!(errors(&format!("[[meeting]]\nid = \"m\"\ntitle = \"M\"\n{each_second}\n")).is_empty());
    let no_day =
        errors(&format!("[[meeting]]\nid = \"m\"\ntitle = \"M\"\n{}\n", each_second.replace("03-04", "02-30")));
    assert!(no_day.len() == 1 && no_day[0].starts_with("8:"), "{no_day:?}");
}

#[test]
fn schedules_that_mean_nothing_are_refused_at_their_place() {
    for (on, says) in [
        ("rrule = \"FREQ=WEEKLY;BYDAY=XX\"", "rrule \"FREQ=WEEKLY;BYDAY=XX\""),
        ("rrule = \"FREQ=HOURLY\"", "it names days"),
        ("rrule = \"FREQ=DAILY;BYHOUR=3\"", "not BYHOUR"),
        ("rrule = \"FREQ=WEEKLY\"", "need an anchor"),
        ("rrule = \"FREQ=WEEKLY;BYDAY=MO;INTERVAL=2\"", "need an anchor"),
        ("rrule = \"FREQ=DAILY;COUNT=3\"", "need an anchor"),
        ("rrule = \"FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2\"", "its rrule names no day"),
        ("rrule = \"FREQ=DAILY\", zone = \"Mars/Olympus\"", "\"Mars/Olympus\" is not a zone"),
        ("rrule = \"FREQ=DAILY\", opens = \"25:00\", lasts = \"2h\"", "\"25:00\" is not a time of day"),
        ("rrule = \"FREQ=DAILY\", opens = \"02:00\"", "give opens with lasts"),
        ("rrule = \"FREQ=DAILY\", opens = \"02:00\", lasts = \"0h\"", "give minutes or hours"),
        ("rrule = \"FREQ=DAILY\", opens = \"02:00\", lasts = \"2bd\"", "give minutes or hours"),
        ("dates = [\"2026-12-24/2026-12-01\"]", "ends before it begins"),
        ("dates = [\"2026-02-30\"]", "is not a day"),
        ("times = [[\"2026-03-02 10:00\", \"2026-03-02 09:00\"]]", "before it begins"),
        ("times = [[\"2026-03-08 02:30\", \"2026-03-08 04:00\"]]", "2026-03-08 02:30"),
        ("always = true, opens = \"02:00\", lasts = \"2h\"", "hours belong to days"),
        ("always = true, rrule = \"FREQ=DAILY\"", "give one of"),
        ("dates_setting = \"nowhere\"", "there is no setting \"nowhere\""),
    ] {
        let found = errors(&window(on));
        assert!(
            found.iter().any(|f| f.contains(says) && (f.starts_with("5:6:") || f.starts_with("7:"))),
            "{on}: {found:?}"
        );
    }
    assert_eq!(errors(&window("rrule = \"FREQ=DAILY\"")), Vec::<String>::new());
}

#[test]
fn a_rule_without_end_is_looked_at_only_where_it_is_asked_for() {
    let pack = pack(&window("rrule = \"FREQ=WEEKLY;BYDAY=TU\", opens = \"06:00\", lasts = \"4h\""));
    let facts = Facts::default();
    let found = may_run(&pack, &Diary::default(), &question(&facts, "2126-03-06 06:00", "2126-03-06 07:00"));
    assert_eq!(found.next_free.map(|s| s.0), Some(at("2126-03-12 06:00")));
}

#[test]
fn every_second_week_counts_from_its_anchor() {
    let on = "rrule = \"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU\", anchor = \"2026-03-03\", opens = \"06:00\", lasts = \"1h\"";
    let pack = pack(&window(on));
    let facts = Facts::default();
    let asked = question(&facts, "2026-03-04 06:00", "2026-03-04 07:00");
    let diary = Diary::default();
    let days: Vec<_> = Slots::new(&pack, &diary, &asked).take(3).map(|s| s.0).collect();
    assert_eq!(days, [at("2026-03-17 06:00"), at("2026-03-31 06:00"), at("2026-04-14 06:00")]);
}

#[test]
fn a_window_that_opens_in_the_gap_opens_after_it_and_in_the_repeated_hour_the_second_time() {
    let pack = pack(&window("rrule = \"FREQ=DAILY\", opens = \"02:30\", lasts = \"1h\""));
    let facts = Facts::default();
    let allowed = |from: &str, to: &str| judge_time(&pack, &Diary::default(), &question(&facts, from, to)).allowed;
    assert!(allowed("2026-03-08T07:00:00Z", "2026-03-08T08:00:00Z"));
    assert!(!allowed("2026-03-08T06:59:00Z", "2026-03-08T07:30:00Z"));
    assert!(!allowed("2026-03-08T07:00:00Z", "2026-03-08T08:01:00Z"));
    let pack = self::pack(&window("rrule = \"FREQ=DAILY\", opens = \"01:30\", lasts = \"1h\""));
    let allowed = |from: &str, to: &str| judge_time(&pack, &Diary::default(), &question(&facts, from, to)).allowed;
    assert!(allowed("2026-11-01T06:30:00Z", "2026-11-01T07:30:00Z"));
    assert!(!allowed("2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"));
}

#[test]
fn the_end_outside_a_window_is_refused_warned_of_or_allowed_as_the_window_says() {
    for (rule, allowed, effect) in
        [("refuse", false, Effect::Deny), ("warn", true, Effect::Warn), ("allow", true, Effect::Allow)]
    {
        let on = window("rrule = \"FREQ=DAILY\", opens = \"06:00\", lasts = \"1h\"");
        let pack = pack(&format!("{on}overrun = \"{rule}\"\n"));
        let facts = Facts::default();
        let answer = judge_time(&pack, &Diary::default(), &question(&facts, "2026-03-03 06:30", "2026-03-03 07:30"));
        assert_eq!(answer.allowed, allowed, "{rule}");
        assert!(answer.chain.iter().any(|l| l.effect == effect), "{rule}: {:?}", answer.chain);
        let outside = judge_time(&pack, &Diary::default(), &question(&facts, "2026-03-03 07:00", "2026-03-03 07:30"));
        assert!(!outside.allowed, "{rule}: no window is open at its end");
    }
}

#[test]
fn a_full_window_takes_no_more_and_the_next_one_is_offered() {
    let on = window("rrule = \"FREQ=DAILY\", opens = \"06:00\", lasts = \"4h\"");
    let pack = pack(&format!("{on}capacity = 2\n"));
    let facts = Facts::default();
    let one = (at("2026-03-03 06:00"), at("2026-03-03 07:00"));
    let two = (at("2026-03-03 09:00"), at("2026-03-03 11:00"));
    let diary = |booked: &[_]| Diary { booked: Booked::of(booked.iter().copied()), ..Diary::default() };
    let asked = question(&facts, "2026-03-03 07:00", "2026-03-03 08:00");
    assert!(may_run(&pack, &diary(&[one]), &asked).allowed);
    let full = may_run(&pack, &diary(&[one, two]), &asked);
    assert!(!full.allowed && full.chain.iter().any(|l| l.text.contains("full")), "{:?}", full.chain);
    assert_eq!(full.next_free.map(|s| s.0), Some(at("2026-03-04 06:00")));
}

#[test]
fn a_window_bears_so_much_risk_at_once_and_names_what_it_has() {
    let on = window("rrule = \"FREQ=DAILY\", opens = \"06:00\", lasts = \"4h\"");
    let level = |id: &str, min: i64| {
        format!("[[risk.level]]\nid = \"{id}\"\ntitle = \"{id}\"\nmin = {min}\nmax = {}\n", min + 9)
    };
    let risk = format!("[risk]\nmodel = \"sum\"\n{}{}", level("low", 0), level("high", 10));
    let asked_pack = |bears: &str, more: &str| pack(&format!("{on}{bears}{risk}{more}"));
    let mut facts = Facts::default();
    facts.set_word("risk.level", "high");
    facts.numbers.insert("risk.residual", 12);
    let asked = question(&facts, "2026-03-03 07:00", "2026-03-03 08:00");
    let borne = |no: u32, level: &str, score: i64| Borne {
        change: format!("CHG-{no}"),
        during: (at("2026-03-03 09:00"), at("2026-03-03 11:00")),
        level: Some(level.into()),
        score: Some(score),
        later: false,
    };
    let diary = |risks: &[Borne]| Diary { booked: Booked::bearing(risks.to_vec()), ..Diary::default() };
    let by_level = asked_pack("bears = \"high 1\"\n", "");
    assert!(may_run(&by_level, &diary(&[borne(1, "low", 5), borne(2, "low", 5)]), &asked).allowed);
    let full = may_run(&by_level, &diary(&[borne(1, "low", 5), borne(2, "high", 11)]), &asked);
    let says = "W is full: it bears 1 of high risk in one turn, and has CHG-2 (high)";
    assert!(!full.allowed && full.chain.iter().any(|l| l.text == says), "{:?}", full.chain);
    assert_eq!(full.next_free.map(|s| s.0), Some(at("2026-03-04 06:00")));
    // It is full comes before when another one is open.
    let other = "[[window]]\nid = \"v\"\ntitle = \"V\"\non = { rrule = \"FREQ=WEEKLY;BYDAY=WE\", opens = \"06:00\", lasts = \"4h\" }\n";
    let beside = pack(&format!("{other}{on}bears = \"high 1\"\n{risk}"));
    let told = may_run(&beside, &diary(&[borne(2, "high", 11)]), &asked);
    let texts: Vec<&str> = told.chain.iter().map(|l| l.text.as_str()).collect();
    assert!(texts[0] == says && texts[1].starts_with("V is not open then"), "{texts:?}");
    let by_score = asked_pack("bears = \"score 20\"\n", "");
    assert!(may_run(&by_score, &diary(&[borne(1, "low", 8)]), &asked).allowed);
    let full = may_run(&by_score, &diary(&[borne(1, "low", 8), borne(2, "low", 1)]), &asked);
    let says = "W is full: it bears a risk score of 20 in one turn, and has CHG-1 (8), CHG-2 (1); with this one (12) that is 21";
    assert!(!full.allowed && full.chain.iter().any(|l| l.text == says), "{:?}", full.chain);
    let set = |effect: &str| {
        let setting =
            |id: &str, value: &str| format!("[[setting]]\nid = \"{id}\"\nvalue = \"{value}\"\ntext = \"x\"\n");
        asked_pack("", &format!("{}{}", setting("window.bears", "low 2"), setting("window.bears_effect", effect)))
    };
    let two = diary(&[borne(1, "low", 8), borne(2, "high", 11)]);
    assert!(!may_run(&set("refuse"), &two, &asked).allowed);
    let warned = may_run(&set("warn"), &two, &asked);
    assert!(
        warned.allowed && warned.warnings().iter().any(|w| w.text.contains("2 of low or above risk")),
        "{warned:?}"
    );
    let nowhere = may_run(&asked_pack("bears = \"grave 1\"\n", ""), &diary(&[]), &asked);
    assert!(nowhere.chain.iter().any(|l| l.text.contains("no such level")), "{nowhere:?}");
}

#[test]
fn an_announced_freeze_binds_the_systems_and_environments_that_it_names() {
    let pack = pack("");
    let freeze = Announced {
        id: "FRZ-1".into(),
        title: "Audit".into(),
        from: at("2026-03-02"),
        to: at("2026-03-09"),
        environments: vec!["production".into()],
        systems: vec!["orders".into()],
        exempt: vec!["emergency".into()],
    };
    let diary = Diary { announced: vec![freeze], ..Diary::default() };
    let allowed = |environment: &str, system: &str, kind: &str| {
        let mut facts = Facts::default();
        facts.set_word("field.environment", environment);
        facts.set_word("type", kind);
        let systems = [system.to_owned()];
        let question = Question { systems: &systems, ..question(&facts, "2026-03-03 10:00", "2026-03-03 11:00") };
        judge_time(&pack, &diary, &question).allowed
    };
    assert!(!allowed("production", "orders", "normal"));
    assert!(allowed("staging", "orders", "normal"));
    assert!(allowed("production", "mail", "normal"));
    assert!(allowed("production", "orders", "emergency"));
    assert!(!allowed("", "orders", "normal"), "what is not known is bound");
}

#[test]
fn of_two_freezes_that_contradict_the_stricter_counts() {
    let pack = pack("");
    let freeze = |id: &str, exempt: &[&str]| Announced {
        id: id.into(),
        from: at("2026-03-02"),
        to: at("2026-03-09"),
        exempt: exempt.iter().map(|e| (*e).to_owned()).collect(),
        ..Announced::default()
    };
    let diary = Diary { announced: vec![freeze("A", &["emergency"]), freeze("B", &[])], ..Diary::default() };
    let mut facts = Facts::default();
    facts.set_word("type", "emergency");
    let answer = may_run(&pack, &diary, &question(&facts, "2026-03-03 10:00", "2026-03-03 11:00"));
    let said: Vec<_> = answer.chain.iter().map(|l| (l.id.as_str(), l.effect)).collect();
    assert_eq!((answer.allowed, said), (false, vec![("A", Effect::Exempt), ("B", Effect::Deny)]));
    assert_eq!(answer.next_free.map(|s| s.0), Some(at("2026-03-09")));
}

/// How many minutes the naive evaluator looks at: a week and a half.
const LOOK: i64 = 16_000;

/// What a window or freeze of the property is, so that every minute can be asked by the clock on the wall.
#[derive(Clone, Debug)]
struct Naive {
    days: Vec<Weekday>,
    opens: u32,
    lasts: i64,
}

impl Naive {
    fn table(&self, kind: &str, n: usize) -> String {
        let days: Vec<_> = self.days.iter().map(|d| d.to_string().to_uppercase()[..2].to_owned()).collect();
        format!(
            "[[{kind}]]\nid = \"{kind}{n}\"\ntitle = \"T\"\non = {{ rrule = \"FREQ=WEEKLY;BYDAY={}\", opens = \"{:02}:{:02}\", \
             lasts = \"{}min\" }}\n",
            days.join(","),
            self.opens / 60,
            self.opens % 60,
            self.lasts
        )
    }

    /// Whether a turn begins in this very minute: the wall shows the hour, for the last time that day; or it has just
    /// skipped over it.
    fn begins(&self, m: Moment) -> bool {
        let wall = |m: Moment| {
            let local = m.local(TZ);
            (local.date_naive(), local.hour() * 60 + local.minute())
        };
        let (day, now) = wall(m);
        if !self.days.contains(&day.weekday()) {
            return false;
        }
        if now == self.opens {
            return !(1..=120).any(|n| wall(minute(m, n)) == (day, now));
        }
        let before = wall(minute(m, -1));
        before.0 == day && before.1 < self.opens && self.opens < now
    }

    /// For each minute from a moment on, whether it is open.
    fn open(&self, from: Moment, minutes: i64) -> Vec<bool> {
        let mut left = 0;
        let mut open = Vec::new();
        for n in -500..minutes {
            left = if self.begins(minute(from, n)) { self.lasts } else { left - 1 };
            if n >= 0 {
                open.push(left > 0);
            }
        }
        open
    }
}

fn naive() -> impl Strategy<Value = Naive> {
    let day = prop_oneof![Just(Weekday::Sat), Just(Weekday::Sun), Just(Weekday::Mon)];
    (proptest::collection::vec(day, 1..3), 0_u32..1440, 10_i64..400).prop_map(|(mut days, opens, lasts)| {
        days.sort_by_key(Weekday::num_days_from_monday);
        days.dedup();
        Naive { days, opens, lasts }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn the_evaluator_agrees_with_one_that_looks_at_every_minute(
        windows in proptest::collection::vec(naive(), 0..3),
        freezes in proptest::collection::vec(naive(), 0..2),
        weekend in prop_oneof![
            Just(NaiveDate::from_ymd_opt(2026, 3, 7)),
            Just(NaiveDate::from_ymd_opt(2026, 10, 31)),
            Just(NaiveDate::from_ymd_opt(2026, 6, 6)),
        ],
        offset in 0_i64..3000,
        length in 1_i64..240,
    ) {
        let tables: String = windows.iter().enumerate().map(|(n, w)| w.table("window", n))
            .chain(freezes.iter().enumerate().map(|(n, f)| f.table("freeze", n))).collect();
        let pack = pack(&tables);
        let from = minute(at(&weekend.unwrap().to_string()), offset);
        let open: Vec<_> = windows.iter().map(|w| w.open(from, LOOK)).collect();
        let frozen: Vec<_> = freezes.iter().map(|f| f.open(from, LOOK)).collect();
        let any = |all: &[Vec<bool>], n: usize| all.iter().any(|one| one[n]);
        let free: Vec<bool> =
            (0..LOOK as usize).map(|n| (open.is_empty() || any(&open, n)) && !any(&frozen, n)).collect();
        let expected = free[..length as usize].iter().all(|f| *f);
        let facts = Facts::default();
        let diary = Diary::default();
        let question = Question { facts: &facts, systems: &[], from, to: minute(from, length) };
        let answer = may_run(&pack, &diary, &question);
        prop_assert_eq!(answer.allowed, expected, "{}", tables);
        // What is refused says why, and what is offered instead is free to the minute, and is the first such time.
        prop_assert!(answer.allowed || answer.chain.iter().any(|l| l.effect == Effect::Deny));
        if let (false, Some((start, end))) = (answer.allowed, answer.next_free) {
            prop_assert_eq!(end, minute(start, length));
            let first = free.windows(length as usize).position(|w| w.iter().all(|f| *f));
            let offered = start.since(from).as_seconds() / 60;
            match first {
                Some(first) => prop_assert_eq!(first as i64, offered),
                None => prop_assert!(offered > LOOK - length),
            }
        }
    }
}

/// Systems of windows, freezes, exceptions and a capacity against the minute-by-minute evaluator.
fn exceptions() -> impl Strategy<Value = Vec<(i64, i64, bool, bool)>> {
    proptest::collection::vec((0_i64..4000, 5_i64..600, any::<bool>(), any::<bool>()), 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn exceptions_and_capacity_agree_with_one_that_looks_at_every_minute(
        window in naive(),
        freeze in naive(),
        given in exceptions(),
        booked in proptest::collection::vec((0_i64..6000, 10_i64..300), 0..4),
        capacity in 1_usize..3,
        offset in 0_i64..3000,
        length in 1_i64..240,
    ) {
        let tables = format!("{}capacity = {capacity}\n{}", window.table("window", 0), freeze.table("freeze", 0));
        let pack = pack(&tables);
        let start = at("2026-06-06");
        let from = minute(start, offset);
        let waivers: Vec<Waiver> = given.iter().enumerate().map(|(n, (begin, minutes, windows, freezes))| Waiver {
            id: format!("exception/{}", n + 1),
            windows: *windows,
            freezes: *freezes,
            during: (minute(start, *begin), minute(start, begin + minutes)),
            ..Waiver::default()
        }).collect();
        let times: Vec<_> = booked.iter().map(|(a, l)| (minute(start, *a), minute(start, a + l))).collect();
        let diary = Diary { booked: Booked::of(times.clone()), waivers, ..Diary::default() };
        let open = window.open(from, LOOK);
        let frozen = freeze.open(from, LOOK);
        // A turn of the window that as many changes touch as it takes is full: all of its minutes.
        let mut left = open.clone();
        for (turn_from, turn_to) in pack.windows[0].on.plan(&pack).unwrap().between(from, minute(from, LOOK)) {
            let touching = times.iter().filter(|(a, b)| *a < turn_to && turn_from < *b).count();
            if touching >= capacity {
                for n in 0..LOOK {
                    let m = minute(from, n);
                    if turn_from <= m && m < turn_to {
                        left[n as usize] = false;
                    }
                }
            }
        }
        let waived = |n: usize, freezes: bool| given.iter().any(|(begin, minutes, w, f)| {
            let m = offset + n as i64;
            (if freezes { *f } else { *w }) && *begin <= m && m < begin + minutes
        });
        let free: Vec<bool> = (0..LOOK as usize)
            .map(|n| (left[n] || waived(n, false)) && (!frozen[n] || waived(n, true)))
            .collect();
        let expected = free[..length as usize].iter().all(|f| *f);
        let facts = Facts::default();
        let question = Question { facts: &facts, systems: &[], from, to: minute(from, length) };
        let answer = may_run(&pack, &diary, &question);
        prop_assert_eq!(answer.allowed, expected, "{} {:?}", tables, answer.chain);
        if let (false, Some((begin, _))) = (answer.allowed, answer.next_free) {
            let first = free.windows(length as usize).position(|w| w.iter().all(|f| *f));
            let offered = begin.since(from).as_seconds() / 60;
            match first {
                Some(first) => prop_assert_eq!(first as i64, offered),
                None => prop_assert!(offered > LOOK - length),
            }
        }
    }
}

/// Readings 6.6 and 6.10, GQ-types-13, DB-3.6-01: what is authorised at once is not held by a window that it planned.
#[test]
fn an_emergency_is_not_held_by_its_own_window_where_the_pack_begins_it_at_once() {
    use quorate::policy::running::at_once;
    for name in ["ghostquant", "aivo", "teleseal", "devsecopsbook"] {
        let find = |name: &str| quorate::app::packs::find(name);
        let pack = quorate::policy::read::load(&find(name).unwrap(), &find).unwrap();
        let of = |kind: &str| {
            let mut facts = Facts::of_settings(&pack);
            facts.set_word("type", kind);
            at_once(&pack, &facts)
        };
        assert!(of("emergency"), "{name}");
        assert!(!of("normal"), "{name}");
    }
}
