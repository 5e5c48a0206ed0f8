//! Large letters for the audience: five rows of blocks for digits, capitals and a few marks.

/// Rows of a large letter.
pub const ROWS: u16 = 5;

/// The dots of a character, row by row; none for one that has no large form.
const fn dots(c: char) -> Option<[&'static str; 5]> {
    Some(match c {
        '0' => [" ## ", "#  #", "#  #", "#  #", " ## "],
        '1' => [" # ", "## ", " # ", " # ", "###"],
        '2' => ["### ", "   #", " ## ", "#   ", "####"],
        '3' => ["### ", "   #", " ## ", "   #", "### "],
        '4' => ["#  #", "#  #", "####", "   #", "   #"],
        '5' => ["####", "#   ", "### ", "   #", "### "],
        '6' => [" ## ", "#   ", "### ", "#  #", " ## "],
        '7' => ["####", "   #", "  # ", " #  ", " #  "],
        '8' => [" ## ", "#  #", " ## ", "#  #", " ## "],
        '9' => [" ## ", "#  #", " ###", "   #", " ## "],
        'A' => [" ## ", "#  #", "####", "#  #", "#  #"],
        'B' => ["### ", "#  #", "### ", "#  #", "### "],
        'C' => [" ###", "#   ", "#   ", "#   ", " ###"],
        'D' => ["### ", "#  #", "#  #", "#  #", "### "],
        'E' => ["####", "#   ", "### ", "#   ", "####"],
        'F' => ["####", "#   ", "### ", "#   ", "#   "],
        'G' => [" ###", "#   ", "# ##", "#  #", " ###"],
        'H' => ["#  #", "#  #", "####", "#  #", "#  #"],
        'I' => ["###", " # ", " # ", " # ", "###"],
        'J' => ["  ##", "   #", "   #", "#  #", " ## "],
        'K' => ["#  #", "# # ", "##  ", "# # ", "#  #"],
        'L' => ["#   ", "#   ", "#   ", "#   ", "####"],
        'M' => ["#   #", "## ##", "# # #", "#   #", "#   #"],
        'N' => ["#   #", "##  #", "# # #", "#  ##", "#   #"],
        'O' => [" ### ", "#   #", "#   #", "#   #", " ### "],
        'P' => ["### ", "#  #", "### ", "#   ", "#   "],
        'Q' => [" ### ", "#   #", "# # #", "#  # ", " ## #"],
        'R' => ["### ", "#  #", "### ", "# # ", "#  #"],
        'S' => [" ###", "#   ", " ## ", "   #", "### "],
        'T' => ["#####", "  #  ", "  #  ", "  #  ", "  #  "],
        'U' => ["#  #", "#  #", "#  #", "#  #", " ## "],
        'V' => ["#   #", "#   #", "#   #", " # # ", "  #  "],
        'W' => ["#   #", "#   #", "# # #", "## ##", "#   #"],
        'X' => ["#   #", " # # ", "  #  ", " # # ", "#   #"],
        'Y' => ["#   #", " # # ", "  #  ", "  #  ", "  #  "],
        'Z' => ["####", "  # ", " #  ", "#   ", "####"],
        '-' => ["   ", "   ", "###", "   ", "   "],
        ':' => [" ", "#", " ", "#", " "],
        '.' => [" ", " ", " ", " ", "#"],
        '/' => ["    #", "   # ", "  #  ", " #   ", "#    "],
        ' ' => ["  ", "  ", "  ", "  ", "  "],
        _ => return None,
    })
}

/// A text in large letters that takes at most `columns`, in rows without blanks at their ends. Each dot is two columns
/// wide, as high as it is broad, or one where there is less room. None where it does not fit, or has other characters.
#[must_use]
pub fn large(text: &str, columns: usize, ascii: bool) -> Option<[String; 5]> {
    let letters: Vec<[&str; 5]> = text.chars().map(dots).collect::<Option<_>>()?;
    // A column of nothing stands between two letters.
    let wide = letters.iter().map(|l| l.first().map_or(0, |row| row.len()) + 1).sum::<usize>().saturating_sub(1);
    let breadth = [2, 1].into_iter().find(|breadth| wide * breadth <= columns)?;
    let dot = if ascii { "#" } else { "█" };
    let mut rows: [String; 5] = Default::default();
    for (y, row) in rows.iter_mut().enumerate() {
        let line: Vec<&str> = letters.iter().filter_map(|l| l.get(y).copied()).collect();
        let line = line.join(" ");
        row.extend(line.trim_end().chars().map(|c| if c == '#' { dot.repeat(breadth) } else { " ".repeat(breadth) }));
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn every_letter_has_five_rows_of_one_width_and_is_no_other() {
        let all: Vec<char> = ('0'..='9').chain('A'..='Z').chain("-:./ ".chars()).collect();
        let forms: Vec<[&str; 5]> = all.iter().map(|c| dots(*c).unwrap()).collect();
        for (c, form) in all.iter().zip(&forms) {
            assert!(form.iter().all(|row| row.len() == form[0].len()), "{c}");
            assert!(form.iter().all(|row| row.chars().all(|d| matches!(d, '#' | ' '))), "{c}");
            assert_eq!(forms.iter().filter(|f| *f == form).count(), 1, "{c} looks like another");
        }
    }

    #[test]
    fn a_text_is_as_large_as_there_is_room_for() {
        let rows = large("4:1", 11, true).unwrap();
        assert_eq!(rows, ["#  #    #", "#  # # ##", "####    #", "   # #  #", "   #   ###"].map(str::to_owned));
        let broad = large("4:1", 20, false).unwrap();
        assert_eq!(broad[1], "██    ██  ██  ████");
        assert_eq!(large("4:1", 9, true), None);
        assert_eq!(large("4:1:é", 80, true), None);
    }
}
