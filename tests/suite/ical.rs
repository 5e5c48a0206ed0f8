//! Calendars of RFC 5545: what leaves is read again as it was meant, and what is broken is told with its line.

use chrono::NaiveDate;
use chrono_tz::Tz;
use quorate::base::time::Moment;
use quorate::policy::pack::Pack;
use quorate::policy::schedule::{Stretch, joined};
use quorate::sheets::calendar::{CalendarFeed, FeedEntry, FeedRule, FeedTimes};
use quorate::sheets::time::{Time, Window};
use quorate::text::ical::foreign::{Asked, Foreign};
use quorate::text::ical::read::read;
use quorate::text::ical::register;
use std::path::Path;

const TZ: Tz = chrono_tz::America::New_York;

fn at(text: &str) -> Moment {
    Moment::parse(text, TZ).unwrap()
}

fn asked() -> Asked {
    Asked { tz: TZ, from: at("2026-03-01"), horizon: at("2027-04-01") }
}

fn calendar(body: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", body.trim_start().replace('\n', "\r\n"))
}

fn event(lines: &str) -> Foreign {
    let body = format!("BEGIN:VEVENT\nUID:one\nSUMMARY:One\n{}\nEND:VEVENT\n", lines.trim());
    read(&calendar(&body), asked()).unwrap()
}

fn turns(lines: &str) -> Vec<Stretch> {
    let found = event(lines);
    assert_eq!(found.skipped, [], "{lines}");
    found.calendars[0].events[0].turns.clone()
}

fn span(from: &str, to: &str) -> Stretch {
    (at(from), at(to))
}

fn why(lines: &str) -> String {
    let found = event(lines);
    assert_eq!((found.calendars[0].events.len(), found.skipped.len()), (0, 1), "{lines}: {found:?}");
    found.skipped[0].text.clone()
}

/// A feed with one recurring window, as the application makes it.
fn feed_of(on: &str) -> (CalendarFeed, Vec<Stretch>) {
    let text =
        format!("schema = 1\nname = \"p\"\ntitle = \"P\"\n[[window]]\nid = \"w\"\ntitle = \"W\"\non = {{ {on} }}\n");
    let pack: Pack = quorate::policy::read::parse(&text).unwrap();
    let plan = pack.windows[0].on.plan(&pack).unwrap();
    let (from, to) = (at("2026-03-01"), at("2027-04-01"));
    let pattern = plan.pattern(from, to).unwrap();
    let shown = |(from, to): Stretch| Window { from: Time(from), to: Time(to) };
    let rule = FeedRule {
        rule: pattern.rule,
        tz: pattern.zone.name().into(),
        opens_s: pattern.opens.signed_duration_since(chrono::NaiveTime::MIN).num_seconds() as u32,
        minutes: pattern.minutes,
        days: pattern.days.iter().map(|(day, turn)| (day.to_string(), turn.map(shown))).collect(),
    };
    let entry = FeedEntry {
        uid: "window.p.w".into(),
        kind: "window".into(),
        title: "W".into(),
        text: String::new(),
        sequence: 0,
        changed: Time(from),
        canceled: false,
        environments: Vec::new(),
        when: FeedTimes::Rule(rule),
    };
    let told = Window { from: Time(from), to: Time(to) };
    let feed = CalendarFeed {
        org: "Org".into(),
        home: "test.quorate".into(),
        tz: TZ.name().into(),
        told,
        entries: vec![entry],
    };
    (feed, plan.between(from, to))
}

#[test]
fn windows_that_leave_are_read_again_to_the_minute_through_changes_of_the_clock() {
    for (on, moved) in [
        ("rrule = \"FREQ=MONTHLY;BYDAY=1SU\", opens = \"02:00\", lasts = \"2h\"", 0),
        ("rrule = \"FREQ=DAILY\", opens = \"02:30\", lasts = \"1h\"", 2),
        ("rrule = \"FREQ=DAILY\", opens = \"01:30\", lasts = \"90min\"", 1),
        ("rrule = \"FREQ=WEEKLY;BYDAY=TU,WE\", opens = \"06:00\", lasts = \"4h\", zone = \"Europe/Berlin\"", 0),
        ("rrule = \"FREQ=DAILY;BYMONTH=12\"", 0),
        ("rrule = \"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU\", anchor = \"2026-03-03\", opens = \"06:00\", lasts = \"1h\"", 0),
        ("rrule = \"FREQ=DAILY;COUNT=3\", anchor = \"2026-06-01\", opens = \"06:00\", lasts = \"1h\"", 0),
        ("rrule = \"FREQ=MONTHLY;BYDAY=-1FR\", opens = \"22:00\", lasts = \"10h\", zone = \"America/Santiago\"", 0),
        ("rrule = \"FREQ=DAILY\", zone = \"America/Santiago\"", 1),
    ] {
        let (feed, plan) = feed_of(on);
        let text = register::feed(&feed, None);
        assert_eq!(text.matches("RECURRENCE-ID").count(), moved, "{on}\n{text}");
        let found = read(&text, asked()).unwrap();
        assert_eq!(found.skipped, [], "{on}");
        let turns = &found.calendars[0].events[0].turns;
        let within: Vec<Stretch> = plan.into_iter().filter(|t| t.0 < asked().horizon && t.1 > asked().from).collect();
        assert_eq!(*turns, within, "{on}");
        // The zone's definition in the file says the same as the IANA list: without its name the turns are the same.
        let nameless = text.replace("America/New_York", "Home").replace("Europe/Berlin", "Home");
        let nameless = nameless.replace("America/Santiago", "Home").replace("X-WR-TIMEZONE:Home\r\n", "");
        assert_eq!(read(&nameless, asked()).unwrap().calendars[0].events[0].turns, within, "{on}");
    }
}

#[test]
fn what_leaves_has_lines_of_at_most_75_octets_that_end_in_crlf_and_is_the_same_twice() {
    let (mut feed, _) = feed_of("rrule = \"FREQ=DAILY\", opens = \"02:30\", lasts = \"1h\"");
    let long = "Größe und Länge über alles, 変更管理 「カレンダー」; ".repeat(5);
    feed.entries[0].title = format!("{long}\u{1b}[31m");
    feed.entries[0].text = format!("{long}\nsecond line");
    let text = register::feed(&feed, None);
    assert!(text.split_inclusive('\n').all(|l| l.ends_with("\r\n") && l.trim_end().len() <= 75), "{text}");
    assert!(!text.contains('\u{1b}'), "escape sequences do not leave");
    assert_eq!(text, register::feed(&feed, None));
    // Another reader takes it too.
    let parsed: icalendar::Calendar = text.parse().unwrap();
    assert!(parsed.components.len() >= 3);
}

#[test]
fn rules_dates_and_exceptions_are_read() {
    let start = "DTSTART;TZID=America/New_York:20260302T220000\nDURATION:PT2H";
    assert_eq!(
        turns(&format!("{start}\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=America/New_York:20260309T220000")),
        [span("2026-03-02 22:00", "2026-03-03 00:00"), span("2026-03-16 22:00", "2026-03-17 00:00")],
        "local time stays over the change of the clock on 8 March"
    );
    assert_eq!(
        turns(&format!("{start}\nRDATE:20260401T120000Z,20260402T120000Z/PT30M")),
        [
            span("2026-03-02 22:00", "2026-03-03 00:00"),
            span("2026-04-01T12:00:00Z", "2026-04-01T14:00:00Z"),
            span("2026-04-02T12:00:00Z", "2026-04-02T12:30:00Z"),
        ]
    );
    // Whole days are those of the register's zone; DTEND is the day after.
    assert_eq!(
        turns("DTSTART;VALUE=DATE:20260307\nDTEND;VALUE=DATE:20260309"),
        [span("2026-03-07", "2026-03-09")],
        "47 hours, for the clock changes"
    );
    assert_eq!(turns("DTSTART;VALUE=DATE:20260307"), [span("2026-03-07", "2026-03-08")]);
    assert_eq!(turns("DTSTART;VALUE=DATE:20260307\nDURATION:P1W"), [span("2026-03-07", "2026-03-14")]);
    // A time without a zone is one of the register's; one in UTC is what it says.
    assert_eq!(
        turns("DTSTART:20260307T100000\nDTEND:20260307T153000Z"),
        [span("2026-03-07 10:00", "2026-03-07 10:30")]
    );
    // UNTIL as a day includes it.
    let until = turns("DTSTART:20260302T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260304");
    assert_eq!(until.len(), 3);
}

#[test]
fn an_endless_rule_is_read_up_to_the_horizon_and_says_so() {
    let found = event("DTSTART:20200106T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY");
    let one = &found.calendars[0].events[0];
    assert!(one.cut);
    assert_eq!((one.turns.first().unwrap().0, one.turns.len()), (at("2026-03-02 10:00"), 57));
    assert!(one.turns.iter().all(|t| t.0 < asked().horizon));
    // One that can never hold ends too.
    assert_eq!(
        why("DTSTART:20200106T100000\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        "one: it is over"
    );
}

#[test]
fn turns_that_were_moved_or_called_off_are_taken_as_they_are() {
    let body = "
BEGIN:VEVENT\nUID:s\nDTSTART:20260302T150000Z\nDTEND:20260302T160000Z\nRRULE:FREQ=DAILY;COUNT=6\nEND:VEVENT
BEGIN:VEVENT\nUID:s\nRECURRENCE-ID:20260303T150000Z\nDTSTART:20260303T200000Z\nDTEND:20260303T203000Z\nSEQUENCE:2\nEND:VEVENT
BEGIN:VEVENT\nUID:s\nRECURRENCE-ID:20260304T150000Z\nDTSTART:20260304T150000Z\nDTEND:20260304T160000Z\nSTATUS:CANCELLED\nEND:VEVENT
BEGIN:VEVENT\nUID:s\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260306T150000Z\nDTSTART:20260306T140000Z\nDTEND:20260306T170000Z\nEND:VEVENT
";
    let found = read(&calendar(body), asked()).unwrap();
    let one = &found.calendars[0].events[0];
    let z = |from: &str, to: &str| span(&format!("2026-03-{from}:00Z"), &format!("2026-03-{to}:00Z"));
    assert_eq!(
        one.turns,
        [
            z("02T15:00", "02T16:00"),
            z("03T20:00", "03T20:30"),
            z("05T15:00", "05T16:00"),
            z("06T14:00", "06T17:00"),
            z("07T14:00", "07T17:00"),
        ]
    );
    assert_eq!(one.sequence, 2);
    let found = event("DTSTART:20260307T100000\nDURATION:PT1H\nSTATUS:CANCELLED");
    assert!(found.calendars[0].events[0].canceled && found.calendars[0].events[0].turns.is_empty());
}

#[test]
fn what_cannot_be_read_is_skipped_with_its_line_and_why() {
    for (lines, says) in [
        ("DTSTART:20260307T100000\nDTEND:20260307T090000", "line 7: it ends 2026-03-07T14:00:00Z, before it begins"),
        ("DTSTART:20260307T100000", "it has no length"),
        ("DTEND:20260307T100000", "it has no DTSTART"),
        ("DTSTART:20260230T100000\nDURATION:PT1H", "line 6: DTSTART: \"20260230T100000\" is not a time"),
        (
            "DTSTART;TZID=Mars/Olympus:20260307T100000\nDURATION:PT1H",
            "line 6: DTSTART: the zone \"Mars/Olympus\" is not",
        ),
        ("DTSTART:20260307T100000\nDURATION:four hours", "line 7: \"four hours\" is not a length"),
        (
            "DTSTART:20260307T100000\nDURATION:PT1H\nRRULE:FREQ=MINUTELY",
            "line 8: RRULE \"FREQ=MINUTELY\": more than once",
        ),
        ("DTSTART:20260307T100000\nDURATION:PT1H\nRRULE:FREQ=DAYLY", "line 8: RRULE \"FREQ=DAYLY\""),
        ("DTSTART:20260307T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20260301", "ends (UNTIL) before it begins"),
        ("DTSTART:20200307T100000\nDURATION:PT1H", "it is over"),
        ("DTSTART:20360307T100000\nDURATION:PT1H", "it begins after the time that is read"),
    ] {
        let text = why(lines);
        assert!(text.starts_with("one: ") && text.contains(says), "{lines}: {text}");
    }
}

#[test]
fn a_time_at_a_change_of_the_clock_is_read_as_the_standard_says_and_told() {
    // 02:30 on 8 March is skipped: the offset before the gap; 01:30 on 1 November comes twice: the first.
    let gap = event("DTSTART;TZID=America/New_York:20260308T023000\nDTEND;TZID=America/New_York:20260308T040000");
    assert_eq!(gap.calendars[0].events[0].turns, [span("2026-03-08T07:30:00Z", "2026-03-08T08:00:00Z")]);
    assert!(gap.warnings[0].text.contains("the clock skips it that day"), "{:?}", gap.warnings);
    assert_eq!(gap.warnings[0].line, 6);
    // What ends in the gap too, or at its end, is as long as the clock says (RFC 5545, 3.3.5).
    let end = |at: &str| {
        format!("DTSTART;TZID=America/New_York:20260308T023000\nDTEND;TZID=America/New_York:20260308T{at}00")
    };
    for (at, until) in [("0300", "08:00"), ("0330", "08:30"), ("0245", "07:45")] {
        let found = event(&end(at));
        let turn = span("2026-03-08T07:30:00Z", &format!("2026-03-08T{until}:00Z"));
        assert_eq!(found.calendars[0].events[0].turns, [turn], "{at}: {:?}", found.skipped);
        assert!(found.warnings[0].text.contains("the clock skips it that day"), "{:?}", found.warnings);
    }
    let twice = event("DTSTART;TZID=America/New_York:20261101T013000\nDURATION:PT1H");
    assert_eq!(twice.calendars[0].events[0].turns, [span("2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z")]);
    assert!(twice.warnings[0].text.contains("twice"), "{:?}", twice.warnings);
}

#[test]
fn a_file_that_is_no_calendar_or_cut_off_is_refused_whole() {
    for (text, says) in [
        (String::new(), "line 1: there is no BEGIN:VCALENDAR"),
        (
            "<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"b\">]>\n<x>&a;</x>".into(),
            "line 1: \"<?xml version=\"1.0\"?>\" stands outside",
        ),
        ("BEGIN:VEVENT\nEND:VEVENT\n".into(), "line 1: BEGIN:VEVENT stands outside of a VCALENDAR"),
        (
            calendar("BEGIN:VEVENT\nUID:1\n").replace("END:VCALENDAR\r\n", ""),
            "line 4: the file ends inside the VEVENT that began on line 3",
        ),
        (calendar("BEGIN:VEVENT\nUID:1\n"), "line 5: END:VCALENDAR ends BEGIN:VEVENT of line 3"),
        ("BEGIN:VCALENDAR\n".repeat(9), "more than 8 deep"),
        (calendar("X-CALENDAR-TYPE:DEFAULT_AJAR\n"), "line 3: X-CALENDAR-TYPE is neither"),
    ] {
        let error = read(&text, asked()).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_large_file_with_folded_lines_entities_and_attachments_is_read() {
    let mut body = String::new();
    for n in 0..20_000 {
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap() + chrono::Days::new(n % 300);
        body.push_str(&format!(
            "BEGIN:VEVENT\nUID:{n}\nSUMMARY:Ticket &amp; <b>{n}</b>\\, folde\n d here\nDTSTART:{}T100000\nDURATION:PT1H\n\
             ATTACH;ENCODING=BASE64;VALUE=BINARY:{}\nEND:VEVENT\n",
            day.format("%Y%m%d"),
            "QUJD".repeat(60)
        ));
    }
    let text = calendar(&body);
    assert!(text.len() > 5_000_000, "{}", text.len());
    let found = read(&text, asked()).unwrap();
    assert_eq!((found.read, found.calendars[0].events.len(), found.skipped.len()), (20_000, 20_000, 0));
    assert_eq!(found.calendars[0].events[7].title, "Ticket &amp; <b>7</b>, folded here");
}

#[test]
fn zones_of_other_programs_are_read_by_name_by_path_or_as_the_file_defines_them() {
    let zone = "
BEGIN:VTIMEZONE\nTZID:Somewhere Standard Time
BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD
BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT
END:VTIMEZONE
";
    let event = |tz: &str| {
        format!(
            "BEGIN:VEVENT\nUID:1\nDTSTART;TZID={tz}:20260328T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=2\nEND:VEVENT\n"
        )
    };
    let berlin =
        [span("2026-03-28T09:00:00Z", "2026-03-28T10:00:00Z"), span("2026-03-29T08:00:00Z", "2026-03-29T09:00:00Z")];
    for (zone, tz) in [
        (zone, "Somewhere Standard Time"),
        (zone, "\"Somewhere Standard Time\""),
        ("", "Europe/Berlin"),
        ("", "/freeassociation.sourceforge.net/Europe/Berlin"),
    ] {
        let found = read(&calendar(&format!("{}{}", zone.trim_start(), event(tz))), asked()).unwrap();
        assert_eq!(found.skipped, [], "{tz}");
        assert_eq!(found.calendars[0].events[0].turns, berlin, "{tz}");
    }
    let broken = zone.replace("TZOFFSETTO:+0100", "TZOFFSETTO:one hour");
    let found =
        read(&calendar(&format!("{}{}", broken.trim_start(), event("Somewhere Standard Time"))), asked()).unwrap();
    assert!(found.skipped[0].text.contains("TZOFFSETTO is missing or wrong"), "{:?}", found.skipped);
    // A zone for the whole calendar holds for times that name none.
    let text = calendar(
        "X-WR-TIMEZONE:Europe/Berlin\nBEGIN:VEVENT\nUID:1\nDTSTART:20260328T100000\nDURATION:PT1H\nEND:VEVENT\n",
    );
    assert_eq!(read(&text, asked()).unwrap().calendars[0].events[0].turns, berlin[..1]);
}

/// Files of other people, where they are at hand: none makes the program fail, and all that is skipped says why.
#[test]
fn files_of_other_people_are_read_or_told_of() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples/ics");
    let Ok(files) = std::fs::read_dir(folder) else { return };
    let wide = Asked { tz: TZ, from: at("1970-01-01"), horizon: at("2040-01-01") };
    let (mut events, mut told) = (0, 0);
    for file in files.map(|f| f.unwrap().path()).filter(|p| p.is_file()) {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        match read(&text, wide) {
            Ok(found) => {
                let all: Vec<_> = found.calendars.iter().flat_map(|c| &c.events).collect();
                assert!(all.iter().all(|e| e.canceled || !e.turns.is_empty()), "{}", file.display());
                assert!(all.iter().all(|e| joined(e.turns.clone()) == e.turns), "{}", file.display());
                assert!(found.skipped.iter().all(|n| n.line > 0 && n.text.len() > 5), "{}", file.display());
                (events, told) = (events + all.len(), told + found.skipped.len());
            }
            Err(error) => {
                told += 1;
                assert!(error.line > 0 && !error.text.is_empty(), "{}: {error}", file.display());
            }
        }
    }
    assert!(events >= 60 && told >= 4, "{events} events, {told} told");
}
