//! The terminal interface: a model, messages, and pictures of the model.

pub mod calendar;
pub mod command;
mod difference;
pub mod flow;
pub mod form;
pub mod go;
pub mod input;
pub mod keyboard;
pub mod layout;
pub mod message;
pub mod model;
pub mod painter;
mod presence;
pub mod runs;
pub mod screen;
mod signals;
mod source;
mod terminal;
pub mod theme;
pub mod twin;
pub mod update;
pub mod view;
pub mod worker;

use crate::app::error::AppError;
use crate::app::options::Options;

/// How things look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Look {
    /// Theme.
    pub theme: theme::Theme,
    /// Draw with ASCII only.
    pub ascii: bool,
    /// Draw no borders, and let the cursor rest on the line that one is at, for those who are read to.
    pub plain: bool,
}

impl Look {
    /// The look for a terminal: colour as asked for, else unless `NO_COLOR` says no; ASCII where asked for or where the
    /// locale is not UTF-8; the theme by its name.
    #[must_use]
    pub fn of(ascii: bool, colour: Option<bool>, named: Option<&str>) -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let named = named.and_then(theme::Theme::of).unwrap_or_default();
        let locale =
            set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")).unwrap_or_default().to_lowercase();
        let colour = colour.unwrap_or_else(|| set("NO_COLOR").is_none());
        Self {
            theme: if colour { named } else { theme::Theme::Mono },
            ascii: ascii || !locale.replace('-', "").contains("utf8"),
            plain: set("QUORATE_PLAIN").is_some_and(|v| v == "1"),
        }
    }
}

/// Runs the terminal interface until the person leaves; with `audience`, what the room sees of a meeting: the one named,
/// or the one that is open.
///
/// # Errors
/// When the terminal cannot be used, or the register fails; the terminal is restored first.
pub fn run(options: Options, look: Look, audience: Option<Option<String>>) -> Result<(), AppError> {
    source::run(options, look, audience)
}
