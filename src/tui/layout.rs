//! Layout classes by size, and the areas of a page. One function for update and view.

use ratatui::layout::Rect;

/// Layout classes (interface 3.4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Class {
    /// 20 to 59 columns: one column.
    Phone,
    /// 60 to 119 columns: list and detail.
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
    /// Who, where, when.
    pub header: Rect,
    /// The screen itself.
    pub body: Rect,
    /// Notices and the act line.
    pub act: Rect,
    /// Keys.
    pub footer: Rect,
}

/// The areas of a size with an act line of `wanted` rows (at least one).
#[must_use]
pub fn areas(width: u16, height: u16, wanted: u16) -> Areas {
    let low = height < 16;
    let header = if low { 1 } else { 2 }.min(height);
    let footer = if low || class(width) == Class::Phone { 1 } else { 2 }.min(height.saturating_sub(header));
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
