//! Calendars, text and ids.

use quorate::base::calendar::Calendar;
use quorate::base::ids::ChangeNo;
use quorate::base::text;
use quorate::base::time::Length::{BusinessDays, Days, Hours};
use quorate::base::time::{Length, Moment};

fn at(text: &str) -> Moment {
    Moment::parse(text, chrono_tz::America::New_York).unwrap()
}

#[test]
fn business_days_skip_weekends_and_holidays() {
    let mut calendar = Calendar::default();
    // AV-4.4-06: Friday and two business days is Tuesday, at close of business.
    assert_eq!(calendar.after(at("2026-03-06 10:00"), BusinessDays(2)), at("2026-03-10 17:00"));
    // PM-4.1-03: the earliest date of a five-business-day notice.
    assert_eq!(calendar.earliest(at("2026-03-02 10:00"), BusinessDays(5)), at("2026-03-09 00:00"));
    // AV-4.4-08: with Wednesday a holiday.
    calendar.holidays.insert("2026-03-04".parse().unwrap());
    assert_eq!(calendar.after(at("2026-03-02 10:00"), BusinessDays(5)), at("2026-03-10 17:00"));
}

#[test]
fn hours_elapse_and_days_keep_the_local_time_over_a_clock_change() {
    let calendar = Calendar::default();
    assert_eq!(calendar.after(at("2026-03-07 22:00"), Hours(24)), at("2026-03-08 23:00"));
    assert_eq!(calendar.after(at("2026-03-07 22:00"), Days(1)), at("2026-03-08 22:00"));
}

#[test]
fn lengths_read_as_policies_write_them() {
    assert_eq!("5bd".parse::<Length>().unwrap(), BusinessDays(5));
    assert_eq!("1y".parse::<Length>().unwrap(), Length::Months(12));
    for bad in ["", "bd", "5", "5 bd", "-1h", "1w", "99999999h"] {
        assert!(bad.parse::<Length>().is_err(), "{bad}");
    }
}

#[test]
fn hostile_text_is_refused_or_marked() {
    for bad in ["a\u{1b}[2Jb", "a\u{202e}b", "a\nb", "a\u{9b}b", "\u{feff}a"] {
        assert!(text::line(bad, 300).is_err(), "{bad:?}");
        assert!(!text::tame_line(bad, 300).chars().any(text::is_unsafe), "{bad:?}");
    }
    assert_eq!(text::visible("a\u{1b}[2J\u{202e}"), "a^[[2J<U+202E>");
    assert!(text::line(&"x".repeat(10_000), 300).is_err());
    assert!(text::prose("two\nlines\twith tab").is_ok());
    assert_eq!(text::fit("abcdef", 4), "abc~");
    assert_eq!(text::fit("ab", 4), "ab");
}

#[test]
fn change_numbers_read_both_ways() {
    assert_eq!("CHG-12".parse::<ChangeNo>().unwrap(), ChangeNo(12));
    assert_eq!("chg-12".parse::<ChangeNo>().unwrap(), ChangeNo(12));
    for bad in ["CHG-0", "CHG-", "CHG-+1", "x", "CHG-99999999999"] {
        assert!(bad.parse::<ChangeNo>().is_err(), "{bad}");
    }
}

/// A local time that is skipped says so; one that comes twice is the first of the two.
#[test]
fn a_local_time_that_the_clock_skips_is_refused_and_says_why() {
    let read = |text: &str| Moment::parse(text, chrono_tz::America::New_York);
    let skipped = read("2027-03-14 02:30").unwrap_err().to_string();
    assert!(
        skipped.starts_with("\"2027-03-14 02:30\" is not a time of that day: the clock is put forward"),
        "{skipped}"
    );
    assert!(read("2027-03-14 03:00").is_ok() && read("2027-03-14 01:59").is_ok());
    // What comes twice is no moment when a person types it; the offset says which is meant.
    let twice = Moment::asked("2026-11-01 01:30", chrono_tz::America::New_York).unwrap_err().to_string();
    assert!(twice.contains("add the offset"), "{twice}");
    for (said, meant) in
        [("2026-11-01T01:30:00-04:00", "2026-11-01T05:30:00Z"), ("2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00Z")]
    {
        assert_eq!(Moment::asked(said, chrono_tz::America::New_York).unwrap().to_string(), meant);
    }
    assert_eq!(read("2026-11-01 02:00").unwrap().to_string(), "2026-11-01T07:00:00Z");
    // A day alone begins once, also where its first hour comes twice.
    let havana = Moment::parse("2026-11-01", chrono_tz::America::Havana).unwrap();
    assert_eq!(havana.to_string(), "2026-11-01T04:00:00Z");
    assert!(read("tomorrow").unwrap_err().to_string().contains("such as"));
}
