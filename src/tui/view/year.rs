//! A year at a glance: a row a month, a cell a day, and what of it is still to be set.

use super::page::{Page, columns};
use crate::base::text::fit;
use crate::sheets::calendar::{DaySheet, YearSheet};
use crate::text::words::calendar::{LEGEND, day as day_words, digit, mark, to_be_set};
use crate::tui::calendar::date;
use crate::tui::layout::{Class, class};
use crate::tui::theme::Tone;
use chrono::{Datelike, NaiveDate};
use ratatui::layout::Rect;
use std::collections::BTreeMap;

/// Rows below a year: what the day holds, and what the marks mean.
const FOOT: u16 = 2;

/// A year: a row a month, a cell a day, as wide and high as there is room for. The place of the cursor.
pub fn draw(page: &mut Page<'_>, area: Rect, year: &YearSheet, at: Option<NaiveDate>) -> Option<(u16, u16)> {
    let cell = match area.width {
        0..=73 => 1,
        74..=109 => 2,
        110..=169 => 3,
        _ => 5,
    };
    // A phone has no row for the numbers of the days.
    let top = u16::from(cell > 1);
    let months = area.height.saturating_sub(top + FOOT);
    let pitch = (months / 12).clamp(1, 3);
    // Where an act line leaves too little room, the months around the cursor's stay.
    let row = at.map_or(0, |day| u16::try_from(day.month0()).unwrap_or(0));
    let hidden = 12_u16.saturating_sub(months).min(row.saturating_sub(months / 2));
    let begin = 5;
    if cell > 1 {
        for n in (1..=31_u16).filter(|n| cell > 2 || n % 2 == 1) {
            let text = format!("{n:>2}");
            let x = (begin + (n - 1) * cell).saturating_sub(u16::from(cell == 2 && n > 9));
            page.put(area, x, 0, text.trim_start(), Tone::Faint);
        }
    }
    let mut place = None;
    let days: Vec<(NaiveDate, &DaySheet)> = year.days.iter().filter_map(|d| Some((date(d)?, d))).collect();
    let mut weeks: BTreeMap<u32, u32> = BTreeMap::new();
    for (day, d) in &days {
        *weeks.entry(week_key(*day)).or_default() += d.begin;
    }
    let weekly = |day: NaiveDate| weeks.get(&week_key(day)).copied().unwrap_or(0);
    for (day, d) in &days {
        let (day, d) = (*day, *d);
        let number = |n: u32| u16::try_from(n).unwrap_or(0);
        let Some(shown) = (number(day.month0()) * pitch).checked_sub(hidden).filter(|y| *y < months) else { continue };
        let y = top + shown;
        let x = begin + (number(day.day()) - 1) * cell;
        if day.day() == 1 {
            page.put(area, 1, y, &day.format("%b").to_string(), Tone::Strong);
        }
        let (sign, tone) = (mark(d), day_tone(d));
        let text = match (cell, d.changes) {
            (1, 0) => sign.to_string(),
            (1, n) if d.freezes == 0 => digit(n).to_string(),
            (1, _) => sign.to_string(),
            (5, 0) => sign.to_string(),
            (5, n) => format!("{sign}{n}"),
            (_, n) => format!("{sign}{}", digit(n)),
        };
        page.put(area, x, y, &fit(&text, usize::from(cell)), tone);
        if pitch > 1 && cell > 2 && day.weekday() == chrono::Weekday::Mon && day.day() < 29 {
            let week = day.iso_week().week();
            let n = weekly(day);
            let told = if n > 0 { format!("W{week:02}:{n}") } else { format!("W{week:02}") };
            page.put(area, x, y + 1, &told, Tone::Faint);
        }
        if at == Some(day) {
            let wide = if cell == 1 { 1 } else { 2 };
            page.select(Rect { x: area.x + x, ..area }, y, wide);
            place = Some((area.x + x, area.y + y));
        }
    }
    let foot = area.height.saturating_sub(FOOT);
    let found = days.iter().find(|(day, _)| at == Some(*day));
    let phone = class(area.width) == Class::Phone;
    // What is not set shows on no day. A phone has no row for its names.
    let (open, unset) = (to_be_set(year).unwrap_or_default(), format!("{} to be set: z", year.unset.len()));
    if let Some((day, d)) = found {
        let day = *day;
        let urgent = if d.urgent > 0 { format!("  e {}", d.urgent) } else { String::new() };
        let text = format!("windows {}{urgent}  freezes {}  changes {}", d.windows, d.freezes, d.changes);
        let week = format!("  W{:02} {}", day.iso_week().week(), weekly(day));
        if phone {
            let right = if open.is_empty() { 0 } else { columns(&unset) + 1 };
            let words = fit(&day_words(d), usize::from(area.width.saturating_sub(right + 1)));
            page.put(area, 1, foot, words.trim_end(), Tone::Strong);
            // Where windows for emergencies are told, there is no room for the week.
            let week = if d.urgent > 0 { "" } else { &week };
            page.put(area, 1, foot + 1, &format!("{text}{week}"), Tone::Plain);
        } else {
            let x = page.put(area, 1, foot, &day_words(d), Tone::Strong);
            page.put(area, x + 2, foot, &format!("{text}{week}"), Tone::Plain);
        }
    }
    if !phone {
        page.put(area, 1, foot + 1, LEGEND, Tone::Faint);
    }
    if phone && !open.is_empty() {
        page.right(area, foot, &unset, Tone::Warn);
    } else if top + 12 * pitch < foot {
        page.put(area, 1, foot - 1, &open, Tone::Warn);
    }
    place
}

/// A week within its year; the days of a week that another year counts stay together too.
fn week_key(day: NaiveDate) -> u32 {
    let week = day.iso_week();
    u32::try_from(week.year()).unwrap_or(0) * 100 + week.week()
}

fn day_tone(d: &DaySheet) -> Tone {
    match mark(d) {
        'X' => Tone::Bad,
        'o' | 'e' => Tone::Warn,
        '=' | 'P' => Tone::Good,
        '-' => Tone::Faint,
        _ => Tone::Plain,
    }
}
