//! The mapping file: what it may say, and how it is refused.

use quorate::text::feeds::mapping::Mapping;

fn refused(text: &str) -> (usize, usize, String) {
    let e = Mapping::parse(text).unwrap_err();
    (e.line, e.column, e.text)
}

#[test]
fn faults_are_named_with_line_and_column() {
    let cases = [
        ("[columns]\n\"Colour\" = \"colour\"\n", 2, 12, "unknown field \"colour\""),
        ("[columns]\n\"A\" = \"title\"\n\"A\" = \"owner\"\n", 3, 1, "duplicate key"),
        ("[columns]\n\"Go live\" = \"title\"\n\"go  LIVE\" = \"owner\"\n", 3, 1, "stands twice"),
        ("[colums]\n", 1, 2, "unknown table \"colums\""),
        ("[values.title]\n\"A\" = \"b\"\n", 1, 9, "cannot be mapped"),
        ("[values.state]\n\"In work\" = \"working\"\n", 2, 13, "is not a state: new, assess"),
        ("[values.type]\n\"A\" = 3\n", 2, 7, "needs a text in quotes, not integer"),
        ("[dates]\nzone = \"Mars/Olympus\"\n", 2, 8, "unknown zone"),
        ("[dates]\norder = \"year-first\"\n", 2, 9, "day-first or month-first"),
        ("[dates]\nformat = \"%Y\"\n", 2, 1, "unknown key \"format\""),
        ("columns = 3\n", 1, 1, "a table is expected"),
        ("[columns]\n\"A\" = \"extra.\"\n", 2, 7, "extra.NAME"),
        ("[columns]\n\"A\" = \n", 2, 7, "quoted"),
    ];
    for (text, line, column, words) in cases {
        let (l, c, said) = refused(text);
        assert!(said.contains(words), "{text}: {said}");
        assert_eq!((l, c), (line, column), "{text}: {said}");
    }
}

#[test]
fn an_empty_mapping_is_a_mapping() {
    assert_eq!(Mapping::parse("").unwrap(), Mapping::default());
    assert!(Mapping::parse("[columns]\n\"A\" = \"extra.kosten_stelle\"\n[values.risk]\n\"Hoch\" = \"high\"\n").is_ok());
}
