//! A table of systems as a CSV file: every row with its line, every fault with line and column.

use crate::base::text::so_many;
use crate::domain::system::draft::SystemDraft;

/// Columns that are understood, with the names under which other tools export them.
const COLUMNS: [(&str, &[&str]); 8] = [
    ("id", &["id", "system", "ci", "name", "service"]),
    ("title", &["title", "display_name", "label", "description"]),
    ("tier", &["tier", "criticality", "class"]),
    ("owner", &["owner", "owned_by", "team", "support_group"]),
    ("site", &["site", "location", "region"]),
    ("depends_on", &["depends_on", "dependencies", "depends", "parents", "upstream"]),
    ("priority", &["priority", "recovery_priority", "recovery_order"]),
    ("data", &["data", "data_flags", "data_classes", "data_classification", "sensitive_data"]),
];

/// A fault at a place of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Line, from 1.
    pub line: u64,
    /// Column of the table, from 1; none where the whole row is at fault.
    pub column: Option<usize>,
    /// What is wrong.
    pub text: String,
}

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// The systems, in order.
    pub systems: Vec<SystemDraft>,
    /// The line on which each of them stands.
    pub lines: Vec<u64>,
    /// For each known part, the column in which it stands, from 1.
    pub columns: Vec<(&'static str, usize)>,
    /// Headings that nothing knows.
    pub unknown: Vec<String>,
}

impl Table {
    /// The column of a part, from 1.
    #[must_use]
    pub fn column(&self, part: &str) -> Option<usize> {
        self.columns.iter().find(|(name, _)| *name == part).map(|(_, n)| *n)
    }
}

/// The part that a heading says. A name beside an id is the title, and a description beside a title is none of the parts.
fn meant(column: usize, words: &[String]) -> Option<&'static str> {
    let of = |word: &str| COLUMNS.iter().find(|(_, names)| names.contains(&word)).map(|(part, _)| *part);
    let word = words.get(column)?.as_str();
    let others = || words.iter().map(String::as_str).filter(|w| *w != word);
    let said = |part: &str| others().any(|w| of(w) == Some(part));
    match word {
        "name" if said("id") => Some("title"),
        "description" if said("title") || others().filter(|w| of(w) == Some("id")).count() > 1 => None,
        _ => of(word),
    }
}

/// The line after the last one.
const END: &str = "\u{4}";

/// Reads a file. Its separator is a comma, semicolon or tab, whichever the headings have; a byte order mark is skipped.
///
/// # Errors
/// Bytes that are not UTF-8, no heading for the id, a heading that is there twice, rows with too many or too few cells.
pub fn read(bytes: &[u8]) -> Result<Table, Vec<Fault>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|b| **b == b'\n').count() as u64;
        vec![Fault { line, column: None, text: "this is not UTF-8; save the file as CSV in UTF-8".into() }]
    })?;
    let head = text.lines().next().unwrap_or_default();
    let separator =
        *[b',', b';', b'\t'].iter().max_by_key(|s| head.bytes().filter(|b| b == *s).count()).unwrap_or(&b',');
    // A last line of our own: a quote that is not closed takes it in.
    let marked = format!("{text}\n{END}\n");
    let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(separator).from_reader(marked.as_bytes());
    let cut = |line: u64| {
        let text = "a quote in this row is not closed: the file was cut there, or its closing quote is missing".into();
        vec![Fault { line, column: None, text }]
    };
    let broken = |e: &csv::Error| {
        let line = e.position().map_or(1, csv::Position::line);
        vec![Fault { line, column: None, text: format!("the row cannot be read: {e}") }]
    };
    let headings = reader.headers().map_err(|e| broken(&e))?.clone();
    if headings.iter().any(|h| h.contains('\n') && h.contains(END)) {
        return Err(cut(1));
    }
    let mut table = Table::default();
    let words: Vec<String> = headings.iter().map(|h| h.trim().to_lowercase().replace([' ', '-'], "_")).collect();
    for (i, heading) in headings.iter().enumerate() {
        let Some(part) = meant(i, &words) else {
            table.unknown.push(heading.trim().to_owned());
            continue;
        };
        if let Some(first) = table.column(part) {
            let first = headings.get(first.saturating_sub(1)).unwrap_or_default().trim();
            let heading = heading.trim();
            let text = format!(
                "the headings \"{first}\" and \"{heading}\" both say {part}; keep one of them, or rename the other"
            );
            return Err(vec![Fault { line: 1, column: Some(i + 1), text }]);
        }
        table.columns.push((part, i + 1));
    }
    if table.column("id").is_none() {
        let found = headings.iter().collect::<Vec<_>>().join(", ");
        let text = format!("no heading says id (or system, ci, name, service); the file has {found}");
        return Err(vec![Fault { line: 1, column: None, text }]);
    }
    let mut faults = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| broken(&e))?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() == 1 && record.get(0) == Some(END) {
            break;
        }
        if record.iter().any(|cell| cell.contains('\n') && cell.trim_end().ends_with(END)) {
            faults.extend(cut(line));
            continue;
        }
        if record.len() != headings.len() {
            let text =
                format!("the row has {} under {}", so_many(record.len(), "cell"), so_many(headings.len(), "heading"));
            faults.push(Fault { line, column: None, text });
            continue;
        }
        let cell = |part: &str| {
            let at = table.columns.iter().find(|(name, _)| *name == part)?.1;
            record.get(at.saturating_sub(1)).map(|c| c.trim().to_owned())
        };
        let list = |text: String| -> Vec<String> { text.split([';', ',', '|']).map(|w| w.trim().to_owned()).collect() };
        table.systems.push(SystemDraft {
            id: cell("id").unwrap_or_default(),
            title: cell("title"),
            tier: cell("tier"),
            owner: cell("owner"),
            site: cell("site"),
            depends_on: cell("depends_on").map(list),
            priority: cell("priority"),
            data: cell("data").map(list),
        });
        table.lines.push(line);
    }
    if faults.is_empty() { Ok(table) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn headings_separators_and_marks_are_understood() {
        let table = read(b"\xEF\xBB\xBFName;Tier;Depends on;Colour\nweb;1;db|cache;red\n\"db\";;;\n").unwrap();
        assert_eq!(table.unknown, ["Colour"]);
        assert_eq!(table.systems[0].depends_on, Some(vec!["db".into(), "cache".into()]));
        assert_eq!((table.lines.as_slice(), table.column("depends_on")), (&[2, 3][..], Some(3)));
        assert_eq!(table.systems[1].owner, None, "a column that is not there says nothing");
    }

    #[test]
    fn a_name_beside_an_id_is_the_title() {
        for head in ["id,name", "name,id", "id,name,description", "ci,name", "id,description"] {
            let row = head.split(',').map(|h| if ["id", "ci"].contains(&h) { "web" } else { h }).collect::<Vec<_>>();
            let table = read(format!("{head}\n{}\n", row.join(",")).as_bytes()).unwrap();
            let title = if head.contains("name") { "name" } else { "description" };
            let read = (table.systems[0].id.as_str(), table.systems[0].title.as_deref());
            assert_eq!(read, ("web", Some(title)), "{head}");
        }
        let table = read(b"name,description\nweb,Shop\n").unwrap();
        let read = (table.systems[0].id.as_str(), table.systems[0].title.as_deref());
        assert_eq!(read, ("web", Some("Shop")), "without an id the name is one");
    }

    #[test]
    fn faults_have_their_place() {
        let at = |bytes: &[u8]| read(bytes).unwrap_err().into_iter().map(|f| (f.line, f.column)).collect::<Vec<_>>();
        assert_eq!(at(b"tier,owner\n1,ops\n"), [(1, None)]);
        assert_eq!(at(b"id,service\nweb,web\n"), [(1, Some(2))]);
        assert_eq!(at(b"id,title,name\nweb,web,web\n"), [(1, Some(3))]);
        let both = read(b"id,Tier,class\nweb,1,2\n").unwrap_err().remove(0).text;
        assert_eq!(both, "the headings \"Tier\" and \"class\" both say tier; keep one of them, or rename the other");
        assert_eq!(at(b"id,tier\nweb,1\ndb\ncache,2,3\n"), [(3, None), (4, None)]);
        assert_eq!(at(b"id,tier\nweb,1\n\xff\xfe,1\n"), [(3, None)]);
        assert_eq!(at(b""), [(1, None)]);
    }
}
