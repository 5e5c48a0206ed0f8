//! Dates as tools write them, read through a file.

use super::{all, at, mapped};
use quorate::text::feeds::Format::Jira;
use quorate::text::feeds::mapping::Mapping;

fn opened(text: &str) -> (Option<quorate::base::time::Moment>, Vec<String>) {
    let file = format!("Issue key,Summary,Created\nA-1,x,\"{text}\"\n");
    let change = all(Jira, file.as_bytes()).changes.remove(0);
    let about = change.warnings.iter().filter(|w| w.column.as_deref() == Some("Created"));
    (change.opened, about.map(|w| w.text.clone()).collect())
}

#[test]
fn many_forms_are_one_moment() {
    // New York, in winter five hours behind.
    for text in [
        "02/Mar/26 9:41 AM",
        "2/mar/26 9:41 AM",
        "02/Mär/26 9:41",
        "2 mars 2026 09:41",
        "02/mar./26 9:41 a. m.",
        "Mar 2, 2026 9:41 AM",
        "Mon, 02 Mar 2026 09:41:00",
        "2026-03-02 09:41",
        "2026-03-02 09:41:00",
        "2026/03/02 09:41:00",
        "2026-03-02T14:41:00Z",
        "2026-03-02T14:41:00.000+0000",
        "2026-03-02T15:41:00+01:00",
        "2026-03-02 14:41:00 UTC",
        "02.03.2026 09:41",
        "2-3-2026 9:41",
        "02/03/26 9:41 AM",
    ] {
        assert_eq!(opened(text), (Some(at("2026-03-02T14:41:00Z")), vec![]), "{text}");
    }
    assert_eq!(opened("12/Dez/26 12:00 AM").0, Some(at("2026-12-12T05:00:00Z")));
    assert_eq!(opened("12/déc./26 12:30 PM").0, Some(at("2026-12-12T17:30:00Z")));
    assert_eq!(opened("1/juil./26").0, Some(at("2026-07-01T04:00:00Z")));
    assert_eq!(opened("1/juin/26").0, Some(at("2026-06-01T04:00:00Z")));
}

#[test]
fn no_date_is_no_warning_and_nonsense_is_one() {
    for nothing in ["", "  ", "UNKNOWN", "0000-00-00 00:00:00", "n/a", "-"] {
        assert_eq!(opened(nothing), (None, vec![]), "{nothing}");
    }
    for (text, words) in [
        ("2026-02-30", "no day of the calendar"),
        ("31-6-2014 10:00", "no day of the calendar"),
        ("2026-03-02 25:00", "no time of day"),
        ("02/Mar/26 9:75 AM", "no time of day"),
        ("tomorrow", "not a date"),
        ("see ticket 12 of 3", "not a date"),
        ("45718.39", "not a date"),
        ("0026-03-02 09:00", "lies in the year 26"),
        ("3,87,16,91,111", "not a date"),
        ("999999999999999999-01-01", "not a date"),
        ("2026-03-02T09:41:00+99:99", "not a date"),
    ] {
        let (moment, warnings) = opened(text);
        assert_eq!(moment, None, "{text}");
        assert!(warnings.len() == 1 && warnings[0].contains(words), "{text}: {warnings:?}");
    }
}

#[test]
fn the_file_settles_the_order_of_day_and_month() {
    let file = |second: &str| format!("Issue key,Summary,Created\nA-1,x,03/04/2026 10:00\nA-2,y,{second}\n");
    let day_first = all(Jira, file("25/04/2026 10:00").as_bytes());
    assert_eq!(day_first.changes[0].opened, Some(at("2026-04-03T14:00:00Z")));
    assert!(day_first.notes.remarks.is_empty());
    let month_first = all(Jira, file("04/25/2026 10:00").as_bytes());
    assert_eq!(month_first.changes[0].opened, Some(at("2026-03-04T15:00:00Z")));
    assert!(month_first.notes.remarks.is_empty());
    let open = all(Jira, file("05/05/2026 10:00").as_bytes());
    assert_eq!(open.changes[0].opened, Some(at("2026-04-03T14:00:00Z")));
    assert!(open.notes.remarks.iter().any(|r| r.contains("month-first")), "{:?}", open.notes);
    let told = Mapping::parse("[dates]\norder = \"month-first\"").unwrap();
    let told = mapped(Jira, file("05/05/2026 10:00").as_bytes(), &told).unwrap();
    assert_eq!(told.changes[0].opened, Some(at("2026-03-04T15:00:00Z")));
    assert!(told.notes.remarks.is_empty());
}

#[test]
fn contradicting_dates_are_kept_with_a_warning() {
    let file = "Issue key,Summary,Created,Resolved,Planned start,Planned end\n\
                A-1,x,2026-03-05,2026-03-01,2026-03-09,2026-03-08\n";
    let found = all(Jira, file.as_bytes());
    let change = &found.changes[0];
    assert!(change.planned_start > change.planned_end);
    assert!(super::warned(change, "the planned end (2026-03-08T05:00:00Z) lies before the planned start"));
    assert!(super::warned(change, "lies before the opening"));
}
