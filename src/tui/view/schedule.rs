//! The days around a change: when it and what else is on the agenda run, in cells of an hour and a half.

use super::doc::Doc;
use crate::base::time::{Moment, Span};
use crate::sheets::change::ChangeSheet;
use crate::sheets::meeting::MeetingSheet;
use crate::sheets::time::Window;
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use chrono::{Days, NaiveDate, NaiveTime, TimeZone as _};
use chrono_tz::Tz;

/// Columns of a day: four times four cells with a blank behind each.
const DAY: usize = 20;
/// Columns of what stands before the days.
const LABEL: usize = 9;
/// Cells of a day.
const CELLS: i64 = 16;
/// Seconds of a cell.
const CELL: i64 = 90 * 60;
/// Rows of changes at most.
const MOST: usize = 8;

/// The beginning of a day in a zone, also where the clocks skip midnight.
fn midnight(tz: Tz, day: NaiveDate) -> Moment {
    let naive = day.and_time(NaiveTime::MIN);
    let found = tz.from_local_datetime(&naive).earliest();
    let later = || tz.from_local_datetime(&(naive + chrono::Duration::hours(1))).earliest();
    found.or_else(later).map_or(Moment(naive.and_utc().timestamp_micros()), |t| Moment::from_utc(t.to_utc()))
}

fn meets(a: &Window, from: Moment, to: Moment) -> bool {
    a.from.0 < to && from < a.to.0
}

/// Cells of a row: the mark where one of the windows runs, else a dot.
fn cells(tz: Tz, days: &[NaiveDate], windows: &[Window], mark: char) -> String {
    let mut row = String::new();
    for day in days {
        let start = midnight(tz, *day);
        for cell in 0..CELLS {
            let from = start.plus(Span::seconds(cell * CELL));
            let to = from.plus(Span::seconds(CELL));
            row.push(if windows.iter().any(|w| meets(w, from, to)) { mark } else { '.' });
            if cell % 4 == 3 {
                row.push(' ');
            }
        }
    }
    row.trim_end().to_owned()
}

/// Writes the days around the window of a change; nothing where it has none.
pub fn around(doc: &mut Doc, model: &Model, sheet: &MeetingSheet, change: &ChangeSheet) {
    let Some(own) = change.row.window else { return };
    let tz = model.zone();
    let fits = (doc.columns().saturating_sub(LABEL) / DAY).clamp(1, 5);
    let first = own.from.0.local(tz).date_naive();
    let first = if fits > 2 { first.checked_sub_days(Days::new(1)).unwrap_or(first) } else { first };
    let days: Vec<NaiveDate> = first.iter_days().take(fits).collect();
    doc.head("SCHEDULE   around this change");
    let named = |text: String| format!("{text:<DAY$}");
    let head: String = days.iter().map(|d| named(d.format("%a %-d %b").to_string())).collect();
    let hours = "00   06   12   18   ".repeat(days.len());
    let row =
        |label: &str, text: &str, tone: Tone| vec![(format!("{label:<LABEL$}"), Tone::Faint), (text.to_owned(), tone)];
    doc.pieces(row("", head.trim_end(), Tone::Faint));
    doc.pieces(row("", hours.trim_end(), Tone::Faint));
    doc.pieces(row(&change.row.id, &cells(tz, &days, &[own], '#'), Tone::Accent));
    let (from, to) = (days.first().map(|d| midnight(tz, *d)), days.last().map(|d| midnight(tz, *d)));
    let (Some(from), Some(to)) = (from, to.map(|t| t.plus(Span::hours(24)))) else { return };
    let others: Vec<(&str, Window)> = sheet
        .agenda
        .iter()
        .filter(|l| l.id.as_ref() != Some(&change.row.id))
        .filter_map(|l| Some((l.id.as_deref()?, l.window.filter(|w| meets(w, from, to))?)))
        .collect();
    for (id, window) in others.iter().take(MOST) {
        let clash = meets(window, own.from.0, own.to.0);
        let (mark, tone) = if clash { ('%', Tone::Warn) } else { ('=', Tone::Plain) };
        doc.pieces(row(id, &cells(tz, &days, &[*window], mark), tone));
    }
    if others.len() > MOST {
        doc.text(&format!("and {} more", others.len() - MOST), Tone::Faint);
    }
    let barred = change.conflicts.iter().filter(|c| matches!(c.kind.as_str(), "window" | "blackout"));
    let barred: Vec<Window> = barred.map(|c| c.during).collect();
    if !barred.is_empty() {
        doc.pieces(row("closed", &cells(tz, &days, &barred, 'X'), Tone::Bad));
    }
    doc.text("# this change   % at the same time   = another on the agenda   X closed", Tone::Faint);
}
