//! The painter: a terminal fed with its bytes shows the frame, and the bytes are few.

use proptest::prelude::*;
use quorate::tui::painter::Painter;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use std::io::{self, Write};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// A terminal's end of the line: what arrives, and in how many writes.
#[derive(Default)]
struct Line {
    bytes: Vec<u8>,
    writes: usize,
    flushes: usize,
    broken: bool,
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.broken {
            return Err(io::Error::from(io::ErrorKind::BrokenPipe));
        }
        self.bytes.extend_from_slice(bytes);
        self.writes += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.flushes += 1;
        Ok(())
    }
}

/// A painter wired to a terminal.
struct Desk {
    painter: Painter<Line>,
    terminal: vt100::Parser,
}

/// No question behind a frame.
fn nothing(_: usize) -> &'static [u8] {
    b""
}

impl Desk {
    fn new(width: u16, height: u16) -> Desk {
        Desk { painter: Painter::new(Line::default()), terminal: vt100::Parser::new(height, width, 0) }
    }

    /// Paints, lets the terminal read, checks what it shows, and gives the bytes.
    fn paint(&mut self, next: &Buffer, cursor: Option<(u16, u16)>) -> Vec<u8> {
        let counted = self.painter.paint(next, cursor, nothing).unwrap();
        let line = std::mem::take(self.painter.out());
        assert_eq!(counted, line.bytes.len());
        assert_eq!((line.writes, line.flushes), if counted == 0 { (0, 0) } else { (1, 1) });
        self.terminal.process(&line.bytes);
        self.check(next, cursor, &line.bytes);
        line.bytes
    }

    fn check(&self, next: &Buffer, cursor: Option<(u16, u16)>, bytes: &[u8]) {
        let screen = self.terminal.screen();
        for y in 0..next.area.height {
            let mut x = 0;
            while x < next.area.width {
                let cell = &next[(next.area.x + x, next.area.y + y)];
                let (text, span) = visible(cell.symbol(), next.area.width - x);
                let shown = screen.cell(y, x).unwrap();
                let told = format!("at {x},{y} after {:?}", String::from_utf8_lossy(bytes));
                let contents = if shown.has_contents() { shown.contents() } else { " " };
                assert_eq!(contents, text, "{told}");
                assert_eq!(shown.bgcolor(), colour(cell.bg), "{told}");
                let marks = cell.modifier;
                assert_eq!(shown.underline(), marks.contains(Modifier::UNDERLINED), "{told}");
                assert_eq!(shown.inverse(), marks.contains(Modifier::REVERSED), "{told}");
                let shows = Modifier::UNDERLINED | Modifier::REVERSED | Modifier::CROSSED_OUT;
                if text != " " || marks.intersects(shows) {
                    assert_eq!(shown.fgcolor(), colour(cell.fg), "{told}");
                    assert_eq!(shown.italic(), marks.contains(Modifier::ITALIC), "{told}");
                    // This terminal knows one intensity at a time.
                    if !marks.contains(Modifier::BOLD | Modifier::DIM) {
                        assert_eq!(shown.bold(), marks.contains(Modifier::BOLD), "{told}");
                        assert_eq!(shown.dim(), marks.contains(Modifier::DIM), "{told}");
                    }
                }
                x += span;
            }
        }
        assert_eq!(screen.hide_cursor(), cursor.is_none());
        if let Some((x, y)) = cursor {
            assert_eq!(screen.cursor_position(), (y, x), "after {:?}", String::from_utf8_lossy(bytes));
        }
    }
}

/// What a reader should see of a symbol, and over how many columns.
fn visible(symbol: &str, room: u16) -> (String, u16) {
    let text: String = symbol.chars().filter(|c| !c.is_control()).skip_while(|c| c.width() == Some(0)).collect();
    match u16::try_from(text.width()).unwrap() {
        width if width == 0 || width > room => (" ".to_owned(), 1),
        width => (text, width),
    }
}

fn colour(colour: Color) -> vt100::Color {
    let named = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    match colour {
        Color::Reset => vt100::Color::Default,
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        other => vt100::Color::Idx(named.iter().position(|name| *name == other).unwrap() as u8),
    }
}

const SYMBOLS: [&str; 16] =
    [" ", " ", " ", "a", "b", "Z", "é", "漢", "🙂", "e\u{301}", "─", "\u{7}x", "", "한", "\u{301}", "\u{9b}"];

fn styles() -> impl Strategy<Value = Style> {
    let colours = prop_oneof![
        4 => Just(Color::Reset),
        1 => prop::sample::select(vec![Color::Black, Color::Red, Color::Gray, Color::DarkGray, Color::White]),
        1 => any::<u8>().prop_map(Color::Indexed),
        1 => any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ];
    let marks = prop_oneof![2 => Just(0_u16), 1 => any::<u16>()].prop_map(Modifier::from_bits_truncate);
    (colours.clone(), colours, marks).prop_map(|(fg, bg, marks)| Style::new().fg(fg).bg(bg).add_modifier(marks))
}

/// What happens between two frames; numbers are taken modulo the size.
#[derive(Clone, Debug)]
enum Step {
    Write(u16, u16, Vec<usize>, Style),
    Blank(u16, u16, u16, Style),
    Scroll(u16, u16, u16, bool),
    Resize(u16, u16),
    Forget,
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (any::<u16>(), any::<u16>(), prop::collection::vec(0..SYMBOLS.len(), 1..30), styles())
            .prop_map(|(x, y, text, style)| Step::Write(x, y, text, style)),
        3 => (any::<u16>(), any::<u16>(), 1_u16..50, prop_oneof![Just(Style::new()), styles()])
            .prop_map(|(x, y, count, style)| Step::Blank(x, y, count, style)),
        3 => (any::<u16>(), any::<u16>(), 1_u16..5, any::<bool>()).prop_map(|(a, b, by, up)| Step::Scroll(a, b, by, up)),
        1 => (1_u16..60, 1_u16..16).prop_map(|(width, height)| Step::Resize(width, height)),
        1 => Just(Step::Forget),
    ]
}

fn take(buffer: &mut Buffer, step: &Step) {
    let area = buffer.area;
    match step {
        Step::Write(x, y, text, style) => {
            let y = y % area.height;
            for (x, symbol) in (x % area.width..area.width).zip(text) {
                buffer[(x, y)].reset();
                buffer[(x, y)].set_symbol(SYMBOLS[*symbol]).set_style(*style);
            }
        }
        Step::Blank(x, y, count, style) => {
            let y = y % area.height;
            for x in (x % area.width..area.width).take(usize::from(*count)) {
                buffer[(x, y)].reset();
                buffer[(x, y)].set_style(*style);
            }
        }
        Step::Scroll(a, b, by, up) => {
            let (a, b) = (a % area.height, b % area.height);
            let before = buffer.clone();
            for y in a.min(b)..=a.max(b) {
                let from = if *up { y.checked_add(*by) } else { y.checked_sub(*by) };
                for x in 0..area.width {
                    match from.filter(|y| *y < area.height) {
                        Some(y_from) => buffer[(x, y)] = before[(x, y_from)].clone(),
                        None => buffer[(x, y)].reset(),
                    }
                }
            }
        }
        Step::Resize(width, height) => *buffer = Buffer::empty(Rect::new(0, 0, *width, *height)),
        Step::Forget => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn terminal_shows_every_frame(
        (width, height) in (1_u16..60, 1_u16..16),
        frames in prop::collection::vec((prop::collection::vec(steps(), 0..12), prop::option::of(any::<(u16, u16)>())), 1..8),
    ) {
        let mut desk = Desk::new(width, height);
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        for (steps, cursor) in &frames {
            for step in steps {
                take(&mut buffer, step);
                match step {
                    Step::Resize(width, height) => desk.terminal.screen_mut().set_size(*height, *width),
                    Step::Forget => desk.painter.forget(),
                    _ => {}
                }
            }
            let cursor = cursor.map(|(x, y)| (x % buffer.area.width, y % buffer.area.height));
            desk.paint(&buffer, cursor);
            prop_assert!(desk.paint(&buffer, cursor).is_empty());
        }
    }
}

/// A change queue: header, column heads, rows from `first` on with the key of row `at` marked, footer.
fn queue(width: u16, height: u16, first: usize, at: usize) -> Buffer {
    const TITLES: [&str; 5] = [
        "Replace the core switch in Leiden",
        "Renew certificates of the mail gateway",
        "Raise the pool limit of billing",
        "Move archive to the second site",
        "Patch hypervisors, rack four",
    ];
    const STATES: [&str; 4] = ["waiting for CAB", "in ballot", "approved", "draft"];
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let title = format!("{:<w$}", " quorate  Change queue   312 open, 7 need you", w = usize::from(width));
    buffer.set_string(0, 0, title, Style::new().add_modifier(Modifier::REVERSED));
    let heads = "KEY         TITLE                                     RISK  STATE            VOTES";
    buffer.set_string(1, 1, heads, Style::new().add_modifier(Modifier::BOLD));
    for (y, n) in (2..height - 1).zip(first..) {
        let key = if n == at { Style::new().add_modifier(Modifier::REVERSED) } else { Style::new() };
        buffer.set_string(1, y, format!("CHG-{n:04}"), key);
        buffer.set_string(13, y, TITLES[n * 7 % 5], Style::new());
        let (risk, hue) = [("low", Color::Green), ("mid", Color::Yellow), ("high", Color::Red)][n * 5 % 3];
        buffer.set_string(55, y, risk, Style::new().fg(hue));
        buffer.set_string(61, y, STATES[n * 3 % 4], Style::new());
        buffer.set_string(78, y, "3/5", Style::new());
        if width >= 120 {
            buffer.set_string(88, y, format!("{:02} Mar 22:{:02}", n % 28 + 1, n * 5 % 60), Style::new());
        }
    }
    buffer.set_string(
        0,
        height - 1,
        " j/k move  Enter open  v vote  / search  ? help",
        Style::new().fg(Color::DarkGray),
    );
    buffer
}

#[test]
fn a_queue_costs_few_bytes() {
    let mut desk = Desk::new(120, 40);
    let first = desk.paint(&queue(120, 40, 0, 10), None);
    assert!(first.len() <= 4000, "first frame: {} bytes", first.len());
    assert!(first.starts_with(b"\x1b[?2026h") && first.ends_with(b"\x1b[?2026l"));
    assert_eq!(desk.paint(&queue(120, 40, 0, 10), None), b"");
    let step = desk.paint(&queue(120, 40, 0, 11), None);
    assert!(step.len() <= 60, "a row down: {} bytes", step.len());
    desk.paint(&queue(120, 40, 0, 36), None);
    for (first, at) in [(1, 37), (2, 38), (1, 37), (1, 20), (2, 20), (3, 20)] {
        let line = desk.paint(&queue(120, 40, first, at), None);
        assert!(line.len() <= 160, "scroll to {first}: {} bytes", line.len());
    }
    let page = desk.paint(&queue(120, 40, 40, 60), None);
    assert!(page.len() <= 3200, "page: {} bytes", page.len());
}

#[test]
fn a_keypress_at_80x24_stays_under_a_kilobyte() {
    let mut desk = Desk::new(80, 24);
    desk.paint(&queue(80, 24, 0, 0), None);
    for (first, at) in [(0, 1), (1, 21), (2, 22), (1, 1), (0, 0), (5, 20)] {
        let bytes = desk.paint(&queue(80, 24, first, at), None);
        assert!(bytes.len() <= 1000, "to {first}, {at}: {} bytes", bytes.len());
    }
    let mut typed = queue(80, 24, 5, 20);
    for (x, letter) in (10..).zip("search".chars()) {
        typed[(x, 23)].reset();
        typed[(x, 23)].set_char(letter);
        let bytes = desk.paint(&typed, Some((x + 1, 23)));
        assert!(bytes.len() <= 30, "{letter}: {:?}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn scrolling_uses_a_region_and_gives_it_back() {
    let mut desk = Desk::new(80, 24);
    desk.paint(&queue(80, 24, 0, 0), None);
    let up = String::from_utf8(desk.paint(&queue(80, 24, 1, 1), None)).unwrap();
    assert!(up.contains("\x1b[3;23r\x1b[S\x1b[r"), "{up:?}");
    let down = String::from_utf8(desk.paint(&queue(80, 24, 0, 0), None)).unwrap();
    assert!(down.contains("\x1b[3;23r\x1b[T\x1b[r"), "{down:?}");
}

#[test]
fn a_scroll_bar_does_not_hide_a_scroll() {
    let barred = |first: usize, thumb: u16| {
        let mut buffer = queue(120, 40, first, 20);
        for y in 2..39 {
            buffer[(119, y)].set_symbol(if y.abs_diff(thumb) < 3 { "█" } else { "│" });
        }
        buffer
    };
    let mut desk = Desk::new(120, 40);
    desk.paint(&barred(0, 10), None);
    let bytes = desk.paint(&barred(1, 11), None);
    assert!(bytes.len() <= 220, "{} bytes", bytes.len());
}

#[test]
fn blanks_are_erased_rather_than_written() {
    let mut desk = Desk::new(80, 2);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 2));
    buffer.set_string(0, 0, "x".repeat(80), Style::new());
    desk.paint(&buffer, None);
    buffer.set_string(20, 0, " ".repeat(40), Style::new());
    assert_eq!(desk.paint(&buffer, None), b"\x1b[;21H\x1b[40X");
    buffer.set_string(10, 0, " ".repeat(70), Style::new());
    assert_eq!(desk.paint(&buffer, None), b"\x1b[10D\x1b[K");
}

#[test]
fn only_what_changes_of_a_style_is_sent() {
    let mut desk = Desk::new(20, 1);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
    desk.paint(&buffer, None);
    let bold = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
    buffer.set_string(0, 0, "ab", bold);
    buffer.set_string(2, 0, "c", bold.add_modifier(Modifier::DIM));
    buffer.set_string(3, 0, "d", bold);
    buffer.set_string(4, 0, "e", bold.fg(Color::LightBlue));
    buffer.set_string(5, 0, "f", Style::new());
    let bytes = desk.paint(&buffer, None);
    assert_eq!(String::from_utf8(bytes).unwrap(), "\x1b[1;31mab\x1b[2mc\x1b[22;1md\x1b[94me\x1b[mf");
}

#[test]
fn glyphs_of_doubtful_width_do_not_shift_the_row() {
    for glyph in ["👩\u{200d}🚀", "❤\u{fe0f}"] {
        let mut desk = Desk::new(30, 2);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 30, 2));
        buffer.set_string(0, 0, "before after", Style::new());
        desk.painter.paint(&buffer, None, nothing).unwrap();
        buffer.set_string(0, 0, format!("mind {glyph} the gap"), Style::new());
        desk.painter.paint(&buffer, None, nothing).unwrap();
        desk.terminal.process(&std::mem::take(desk.painter.out()).bytes);
        let screen = desk.terminal.screen();
        assert_eq!(screen.contents_between(0, 7, 0, 30).trim_end(), " the gap");
        buffer.set_string(0, 0, "plain again         ", Style::new());
        desk.painter.paint(&buffer, None, nothing).unwrap();
        desk.terminal.process(&std::mem::take(desk.painter.out()).bytes);
        assert_eq!(desk.terminal.screen().contents(), "plain again");
    }
}

#[test]
fn after_a_failed_write_the_next_frame_is_whole() {
    let mut desk = Desk::new(20, 2);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
    desk.paint(&buffer, None);
    buffer.set_string(0, 0, "lost", Style::new());
    desk.painter.out().broken = true;
    assert_eq!(desk.painter.paint(&buffer, None, nothing).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    desk.painter.out().broken = false;
    let bytes = desk.paint(&buffer, None);
    assert!(bytes.starts_with(b"\x1b[m\x1b[r\x1b[H\x1b[2J"), "{:?}", String::from_utf8_lossy(&bytes));
}

#[test]
fn the_cursor_is_moved_shown_and_hidden_only_when_that_changes() {
    let mut desk = Desk::new(20, 4);
    let buffer = Buffer::empty(Rect::new(0, 0, 20, 4));
    desk.paint(&buffer, None);
    assert_eq!(desk.paint(&buffer, Some((3, 2))), b"\x1b[3;4H\x1b[?25h");
    assert_eq!(desk.paint(&buffer, Some((4, 2))), b"\x1b[C");
    assert_eq!(desk.paint(&buffer, Some((3, 2))), b"\x08");
    assert_eq!(desk.paint(&buffer, Some((3, 2))), b"");
    assert_eq!(desk.paint(&buffer, None), b"\x1b[?25l");
}

#[test]
fn a_screen_without_room_is_no_error() {
    let mut painter = Painter::new(Line::default());
    painter.paint(&Buffer::empty(Rect::new(0, 0, 0, 0)), Some((0, 0)), nothing).unwrap();
    assert_eq!(painter.paint(&Buffer::empty(Rect::new(0, 0, 0, 0)), Some((0, 0)), nothing).unwrap(), 0);
}
