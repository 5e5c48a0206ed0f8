//! How a quorum stands, in the same words everywhere: `present 4 of 5, quorum 3: MET`.

use super::{list, plain};
use crate::sheets::quorum::Quorum;

/// Its figures: `4 of 5, quorum 3: `. What is to be made of them is [`word`], which stands behind them.
#[must_use]
pub fn figures(q: &Quorum) -> String {
    format!("{} of {}, quorum {}: ", q.present, q.of, q.needed)
}

/// Whether it is met, was lost, or is not met.
#[must_use]
pub const fn word(q: &Quorum) -> &'static str {
    match (q.met, q.lost) {
        (true, _) => "MET",
        (false, true) => "LOST",
        (false, false) => "UNMET",
    }
}

/// The mandatory seats that it lacks: `, need ciso`; nothing where none is missing.
#[must_use]
pub fn lacks(q: &Quorum) -> String {
    let seats: Vec<String> = q.missing.iter().map(|s| plain(s)).collect();
    if seats.is_empty() { String::new() } else { format!(", need {}", list(&seats)) }
}

/// What is waited for until it is met: `2 more members`, `Security`, `1 more member and Security`.
#[must_use]
pub fn awaits(q: &Quorum) -> String {
    let more = q.needed.saturating_sub(q.present);
    let mut all: Vec<String> = match more {
        0 => Vec::new(),
        1 => vec!["1 more member".into()],
        more => vec![format!("{more} more members")],
    };
    all.extend(q.missing.iter().map(|s| plain(s)));
    list(&all)
}

/// All of it behind the word "present": `4 of 5, quorum 3: UNMET, need ciso`.
#[must_use]
pub fn standing(q: &Quorum) -> String {
    format!("{}{}{}", figures(q), word(q), lacks(q))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn more_than_the_quorum_is_no_riddle() {
        let q = Quorum { present: 4, of: 5, needed: 3, met: true, ..Quorum::default() };
        assert_eq!(standing(&q), "4 of 5, quorum 3: MET");
        let missing = vec!["system_owner".to_owned(), "ciso".to_owned()];
        let q = Quorum { met: false, missing, ..q };
        assert_eq!(standing(&q), "4 of 5, quorum 3: UNMET, need system owner and ciso");
        assert_eq!(standing(&Quorum { lost: true, missing: Vec::new(), ..q }), "4 of 5, quorum 3: LOST");
    }
}
