//! A text in tones, made of lines that fit a width, and scrolled as a whole.

use super::page::{Page, columns as width};
use crate::base::text::wrap;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Lines, each of pieces in tones.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    columns: usize,
    lines: Vec<Vec<(String, Tone)>>,
    /// Columns of a label.
    label: usize,
    /// Keys that show more of it.
    keys: &'static str,
}

/// Columns of a label in front of its text.
const LABEL: usize = 10;

impl Doc {
    /// A text for an area, with a column free on each side.
    #[must_use]
    pub fn new(area: Rect) -> Self {
        Self { columns: usize::from(area.width.saturating_sub(2)).max(8), lines: Vec::new(), label: LABEL, keys: "j" }
    }

    /// Says by which keys more of it is seen, where that is not `j`.
    pub const fn seen_by(&mut self, keys: &'static str) {
        self.keys = keys;
    }

    /// Labels take so many columns from here on.
    pub const fn labels(&mut self, columns: usize) {
        self.label = columns;
    }

    /// Columns that a line may take.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// Whether it has no line yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines of another one below its own.
    pub fn append(&mut self, other: Self) {
        self.lines.extend(other.lines);
    }

    /// How many lines it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// A heading, after a blank line unless it is the first.
    pub fn head(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.lines.push(Vec::new());
        }
        self.lines.push(vec![(text.to_owned(), Tone::Strong)]);
    }

    /// A line of pieces as they are.
    pub fn pieces(&mut self, pieces: Vec<(String, Tone)>) {
        self.lines.push(pieces);
    }

    /// Further words behind those of the last line.
    pub fn beside(&mut self, text: &str, tone: Tone) {
        if let Some(last) = self.lines.last_mut() {
            last.push((text.to_owned(), tone));
        }
    }

    /// Text, broken where it must be.
    pub fn text(&mut self, text: &str, tone: Tone) {
        self.hang(0, &[], text, tone);
    }

    /// A label with its text beside it.
    pub fn pair(&mut self, label: &str, text: &str, tone: Tone) {
        if text.is_empty() {
            return;
        }
        let label = format!("{label:<width$} ", width = self.label);
        self.hang(label.len(), &[(label, Tone::Faint)], text, tone);
    }

    /// A label with its text beside it, and a word behind that in a tone of its own.
    pub fn marked(&mut self, label: &str, text: &str, mark: &str, tone: Tone) {
        let label = format!("{label:<width$} ", width = self.label);
        self.pieces(vec![(label, Tone::Faint), (text.to_owned(), Tone::Plain), (mark.to_owned(), tone)]);
    }

    /// A mark with its text beside it.
    pub fn item(&mut self, mark: &str, mark_tone: Tone, text: &str, tone: Tone) {
        let mark = format!("{mark} ");
        self.hang(mark.len(), &[(mark, mark_tone)], text, tone);
    }

    /// Text whose later lines are indented like the first, which begins with other pieces.
    fn hang(&mut self, indent: usize, before: &[(String, Tone)], text: &str, tone: Tone) {
        for (i, line) in wrap(text, self.columns.saturating_sub(indent)).into_iter().enumerate() {
            let mut pieces = if i == 0 { before.to_vec() } else { vec![(" ".repeat(indent), Tone::Plain)] };
            pieces.push((line, tone));
            self.lines.push(pieces);
        }
    }

    /// The last line with a few words at its end, where they fit; else on a line of their own.
    pub fn cite(&mut self, clauses: &[String]) {
        if clauses.is_empty() {
            return;
        }
        let text = clauses.join(" ");
        let used = self.lines.last().map_or(0, |l| l.iter().map(|(t, _)| usize::from(width(t))).sum::<usize>());
        match self.lines.last_mut() {
            Some(last) if used + 2 + text.len() <= self.columns => last.push((format!("  {text}"), Tone::Faint)),
            _ => {
                for line in wrap(&text, self.columns.saturating_sub(4)) {
                    self.lines.push(vec![(format!("    {line}"), Tone::Faint)]);
                }
            }
        }
    }

    /// Its lines without tones.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        self.lines.iter().map(|line| line.iter().map(|(text, _)| text.as_str()).collect()).collect()
    }

    /// Draws the lines from one on; a mark at the right edge tells that more follow. It is written over nothing: where the
    /// last line is too long to stand beside it, that line follows too.
    pub fn draw(&self, page: &mut Page<'_>, area: Rect, offset: usize) {
        let height = usize::from(area.height);
        let below = self.lines.len().saturating_sub(offset + height);
        let last = self.lines.get((offset + height).saturating_sub(1));
        let long = last.map_or(0, |l| l.iter().map(|(text, _)| width(text)).sum::<u16>());
        let crowded = below > 0 && height > 1 && long + width(&self.mark(below)) + 3 > area.width;
        let (rows, below) = if crowded { (height - 1, below + 1) } else { (height, below) };
        for (y, line) in self.lines.iter().skip(offset).take(rows).enumerate() {
            let y = u16::try_from(y).unwrap_or(u16::MAX);
            let mut x = 1;
            for (text, tone) in line {
                x = page.put(area, x, y, text, *tone);
            }
        }
        if below > 0 && area.height > 0 {
            page.right(area, area.height - 1, &self.mark(below), Tone::Accent);
        }
    }

    /// The mark that tells of lines below.
    fn mark(&self, below: usize) -> String {
        format!(" {below} more, {} ", self.keys)
    }

    /// The farthest that it can be scrolled in so many rows.
    #[must_use]
    pub fn last_offset(&self, rows: u16) -> usize {
        self.lines.len().saturating_sub(usize::from(rows))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]
    use super::*;
    use crate::tui::Look;
    use crate::tui::theme::Theme;
    use ratatui::buffer::Buffer;

    #[test]
    fn the_mark_of_more_lines_is_written_over_no_text() {
        let area = Rect { x: 0, y: 0, width: 24, height: 3 };
        let shown = |last: &str| {
            let mut doc = Doc::new(area);
            ["one", "two", last, "four"].iter().for_each(|l| doc.pieces(vec![((*l).to_owned(), Tone::Plain)]));
            let mut buffer = Buffer::empty(area);
            let look = Look { theme: Theme::Mono, ascii: true, plain: false };
            doc.draw(&mut Page { buffer: &mut buffer, look }, area, 0);
            (0..24).map(|x| buffer[(x, 2)].symbol().to_owned()).collect::<String>()
        };
        assert_eq!(shown("three"), " three       1 more, j  ");
        assert_eq!(shown("three and more than that"), "             2 more, j  ");
    }
}
