//! Sixteen terminal colours, no painted background, and never colour alone: a letter or word always says the same.

use crate::sheets::quorum::Quorum;
use ratatui::style::{Color, Modifier, Style};

/// A theme.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// The terminal's own colours.
    #[default]
    Auto,
    /// For light backgrounds.
    Light,
    /// For dark backgrounds.
    Dark,
    /// Blue and orange, told apart by everybody.
    Cvd,
    /// No colour at all.
    Mono,
}

impl Theme {
    /// The next one, round and round.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Cvd,
            Self::Cvd => Self::Mono,
            Self::Mono => Self::Auto,
        }
    }

    /// Its name.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Cvd => "cvd",
            Self::Mono => "mono",
        }
    }

    /// Reads a name.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "auto" | "ansi" => Self::Auto,
            "light" => Self::Light,
            "dark" => Self::Dark,
            "cvd" => Self::Cvd,
            "mono" => Self::Mono,
            _ => return None,
        })
    }
}

/// What a style means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Ordinary text.
    Plain,
    /// Headings.
    Strong,
    /// What matters less.
    Faint,
    /// Good: approved, met, passed.
    Good,
    /// Needs attention: missing, amber, hidden risk.
    Warn,
    /// Bad: rejected, breached, refused.
    Bad,
    /// Where one acts.
    Accent,
    /// The selected line.
    Selected,
}

/// The style of a tone.
#[must_use]
pub fn style(theme: Theme, tone: Tone) -> Style {
    let plain = Style::default();
    let bold = plain.add_modifier(Modifier::BOLD);
    let colour = |c: Color| if theme == Theme::Mono { plain } else { plain.fg(c) };
    match tone {
        Tone::Plain => plain,
        Tone::Strong => bold,
        Tone::Faint if theme == Theme::Mono => plain,
        Tone::Faint if theme == Theme::Light => plain.fg(Color::DarkGray),
        Tone::Faint => plain.add_modifier(Modifier::DIM),
        Tone::Good if theme == Theme::Cvd => colour(Color::Blue),
        Tone::Good => colour(Color::Green),
        Tone::Warn if theme == Theme::Light => colour(Color::Magenta),
        Tone::Warn => colour(Color::Yellow),
        Tone::Bad if theme == Theme::Cvd => colour(Color::Yellow).add_modifier(Modifier::BOLD),
        Tone::Bad => colour(Color::Red).add_modifier(Modifier::BOLD),
        Tone::Accent if theme == Theme::Light => colour(Color::Blue),
        Tone::Accent => colour(Color::Cyan),
        Tone::Selected => plain.add_modifier(Modifier::REVERSED),
    }
}

/// The tone of a state letter.
#[must_use]
pub fn letter_tone(letter: &str) -> Tone {
    match letter {
        "A" | "S" => Tone::Good,
        "N" | "D" | "P" => Tone::Warn,
        "R" | "C" | "E" => Tone::Bad,
        "V" => Tone::Accent,
        "W" => Tone::Faint,
        _ => Tone::Plain,
    }
}

/// The tone of a risk level.
#[must_use]
pub fn risk_tone(level: &str) -> Tone {
    match level {
        "high" | "critical" | "very_high" => Tone::Bad,
        "medium" | "moderate" => Tone::Warn,
        _ => Tone::Plain,
    }
}

/// The tone of the word that says how a quorum stands.
#[must_use]
pub const fn quorum_tone(q: &Quorum) -> Tone {
    match (q.met, q.lost) {
        (true, _) => Tone::Good,
        (false, true) => Tone::Bad,
        (false, false) => Tone::Warn,
    }
}
