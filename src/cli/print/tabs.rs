//! The queue as tab-separated lines without a detour: a hundred thousand of them leave as fast as a database shell
//! prints them.

use crate::base::text::visible;
use crate::base::time::Moment;

/// A line of the queue, borrowed from the register.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub no: u32,
    pub change_type: &'a str,
    pub state: &'a str,
    pub risk: Option<&'a str>,
    pub window: Option<(i64, i64)>,
    pub owner: Option<&'a str>,
    pub title: &'a str,
    pub next_action: &'a str,
}

/// Appends the line; its columns are those of the shape's table.
pub fn push(out: &mut Vec<u8>, line: &Line<'_>) {
    out.extend_from_slice(b"CHG-");
    number(out, line.no);
    for cell in [line.change_type, line.state, line.risk.unwrap_or_default()] {
        out.push(b'\t');
        text(out, cell);
    }
    out.push(b'\t');
    if let Some((from, to)) = line.window {
        moment(out, Moment(from));
        out.push(b'/');
        moment(out, Moment(to));
    }
    for cell in [line.owner.unwrap_or_default(), line.title, line.next_action] {
        out.push(b'\t');
        text(out, cell);
    }
    out.push(b'\n');
}

/// Other people's text, marked where it could steer a terminal; most of it is plain ASCII, which needs no second look.
fn text(out: &mut Vec<u8>, text: &str) {
    // Without an early end the bytes are looked at sixteen at once.
    if text.bytes().fold(true, |plain, b| plain & (0x20..0x7F).contains(&b)) {
        out.extend_from_slice(text.as_bytes());
    } else {
        out.extend_from_slice(visible(text).as_bytes());
    }
}

/// A number in decimal.
fn number(out: &mut Vec<u8>, n: u32) {
    let mut power = 1;
    while n / power >= 10 {
        power *= 10;
    }
    let mut rest = n;
    while power > 0 {
        out.push(u8::try_from(rest / power).map_or(b'?', |digit| b'0' + digit));
        rest %= power;
        power /= 10;
    }
}

/// As [`Moment`]'s own words: ISO 8601 in UTC. Whole seconds of the years 1970 to 9999 take the short way (days to
/// civil dates by Howard Hinnant's algorithm, "chrono-compatible low-level date algorithms").
fn moment(out: &mut Vec<u8>, at: Moment) {
    const LAST: u64 = 253_402_300_799;
    let seconds = u64::try_from(at.0 / 1_000_000).unwrap_or(u64::MAX);
    if at.0 < 0 || at.0 % 1_000_000 != 0 || seconds > LAST {
        out.extend_from_slice(at.to_string().as_bytes());
        return;
    }
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    pair(out, year / 100);
    pair(out, year % 100);
    for (before, n) in
        [(b'-', month), (b'-', day), (b'T', of_day / 3600), (b':', of_day / 60 % 60), (b':', of_day % 60)]
    {
        out.push(before);
        pair(out, n);
    }
    out.push(b'Z');
}

/// A number below a hundred in two digits.
fn pair(out: &mut Vec<u8>, n: u64) {
    let digit = |d: u64| u8::try_from(d).map_or(b'?', |d| b'0' + d);
    out.extend_from_slice(&[digit(n / 10), digit(n % 10)]);
}

#[cfg(test)]
mod tests {
    use super::{Line, moment, push};
    use crate::base::time::Moment;

    #[test]
    fn moments_are_written_as_everywhere() {
        for seconds in [0, 1, 59, 951_782_400, 951_868_799, 1_772_463_600, 4_107_542_399, 253_402_300_799] {
            for micros in [0, 1, 500_000] {
                let at = Moment(seconds * 1_000_000 + micros);
                let mut out = Vec::new();
                moment(&mut out, at);
                assert_eq!(String::from_utf8(out).unwrap_or_default(), at.to_string());
            }
        }
        for day in 0..200_000_i64 {
            let at = Moment(day * 86_400_000_000 + 3_723_000_000);
            let mut out = Vec::new();
            moment(&mut out, at);
            assert_eq!(String::from_utf8(out).unwrap_or_default(), at.to_string());
        }
    }

    #[test]
    fn nothing_in_a_line_can_steer_a_terminal_or_make_another_column() {
        let line = Line {
            no: 1042,
            change_type: "normal",
            state: "new",
            risk: None,
            window: Some((0, 60_000_000)),
            owner: Some("b\u{202E}o"),
            title: "a\tb\x1b[2J",
            next_action: "é",
        };
        let mut out = Vec::new();
        push(&mut out, &line);
        assert_eq!(
            String::from_utf8(out).unwrap_or_default(),
            "CHG-1042\tnormal\tnew\t\t1970-01-01T00:00:00Z/1970-01-01T00:01:00Z\tb<U+202E>o\ta^Ib^[[2J\té\n"
        );
    }
}
