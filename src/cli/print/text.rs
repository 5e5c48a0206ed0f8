//! Other people's text on its way to a terminal: nothing in it may steer the terminal.

use crate::base::text::visible;

/// The text with unsafe characters marked; line breaks stay.
pub fn clean(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// One line with unsafe characters marked, line breaks too.
pub fn clean_line(text: &str) -> String {
    visible(text).into_owned()
}

/// Prose as indented lines.
pub fn indented(text: &str, by: usize) -> Vec<String> {
    text.lines().map(|line| format!("{:by$}{}", "", line.replace('\t', "    "))).collect()
}

/// A label and its value, the values of all lines beginning in the same column.
pub fn pair(label: &str, value: &str) -> String {
    if value.is_empty() { label.to_owned() } else { format!("{label:<14}{value}") }
}

/// ` [GQ-cab-04, GQ-cab-05]`, or nothing.
pub fn cited(clauses: &[String]) -> String {
    if clauses.is_empty() { String::new() } else { format!(" [{}]", clauses.join(", ")) }
}
