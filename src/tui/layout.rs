//! Layout classes by size, and the areas of a page. One function for update and view.

use ratatui::layout::Rect;

/// Layout classes (interface 3.4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Class {
    /// Up to 59 columns: one column.
    Phone,
    /// 60 to 119 columns: one page at a time.
    Compact,
    /// 120 to 159 columns: two panes.
    Wide,
    /// 160 columns and more: three panes.
    WidePlus,
}

/// The class of a width.
#[must_use]
pub const fn class(width: u16) -> Class {
    match width {
        0..=59 => Class::Phone,
        60..=119 => Class::Compact,
        120..=159 => Class::Wide,
        _ => Class::WidePlus,
    }
}

/// The areas of a page: header, body, act line, footer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Areas {
    /// Who, where, when; the panes; a rule.
    pub header: Rect,
    /// The screen itself.
    pub body: Rect,
    /// Notices and the act line.
    pub act: Rect,
    /// Keys.
    pub footer: Rect,
}

/// The areas of a size with an act line of `wanted` rows (at least one). On a low screen header and footer shrink to one
/// line each; a phone has a rule instead of the panes.
#[must_use]
pub fn areas(width: u16, height: u16, wanted: u16) -> Areas {
    let (header, footer) = match (height, class(width)) {
        (0..16, _) => (1, 1),
        (16..24, Class::Phone) => (2, 1),
        (_, Class::Phone) => (2, 2),
        (16..20, _) => (2, 1),
        _ => (3, 2),
    };
    let header = header.min(height);
    let footer = footer.min(height.saturating_sub(header));
    let act = wanted.max(1).min(height.saturating_sub(header + footer));
    let body = height.saturating_sub(header + footer + act);
    let rect = |y: u16, h: u16| Rect { x: 0, y, width, height: h };
    Areas {
        header: rect(0, header),
        body: rect(header, body),
        act: rect(header + body, act),
        footer: rect(header + body + act, footer),
    }
}

/// Panes side by side, of these widths (the last takes the rest), with a column between two for the divider.
#[must_use]
pub fn panes(area: Rect, widths: &[u16]) -> Vec<Rect> {
    let mut list = Vec::new();
    let mut x = area.x;
    let end = area.x.saturating_add(area.width);
    for width in widths {
        let width = (*width).min(end.saturating_sub(x));
        list.push(Rect { x, width, ..area });
        x = x.saturating_add(width + 1).min(end);
    }
    list.push(Rect { x, width: end.saturating_sub(x), ..area });
    list
}
