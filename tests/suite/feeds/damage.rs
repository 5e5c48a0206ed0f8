//! Files in other encodings, cut files, files of another kind, and any bytes at all.

use super::{all, fixture, mapped, refused};
use proptest::prelude::*;
use quorate::text::feeds::Format::{self, Bpi2014, Itop, Jira, ServiceNow};
use quorate::text::feeds::fault::{FeedError, ReadError};
use quorate::text::feeds::mapping::Mapping;
use quorate::text::feeds::read;

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    let units = mark.into_iter().chain(text.encode_utf16());
    units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

#[test]
fn encodings_and_line_ends_do_not_matter() {
    let text = "Issue key,Summary,Status\nA-1,Größe – naïve 🚀,Done\nA-2,\"two\nlines\",Done\n";
    let expected: Vec<_> = all(Jira, text.as_bytes()).changes.iter().map(|c| c.digest).collect();
    assert_eq!(expected.len(), 2);
    let marked = format!("\u{feff}{text}");
    let variants: Vec<(&str, Vec<u8>)> = vec![
        ("UTF-8 with mark", marked.into_bytes()),
        ("UTF-16 LE", utf16(text, false, true)),
        ("UTF-16 BE", utf16(text, true, true)),
        ("UTF-16 LE without mark", utf16(text, false, false)),
        ("UTF-16 BE without mark", utf16(text, true, false)),
        ("CR LF", text.replace('\n', "\r\n").into_bytes()),
        ("CR", text.replace('\n', "\r").into_bytes()),
        ("no last line end", text.trim_end().as_bytes().to_vec()),
        ("semicolons", text.replace(',', ";").into_bytes()),
        ("tabs", text.replace(',', "\t").into_bytes()),
        ("sep line", format!("sep=;\r\n{}", text.replace(',', ";")).into_bytes()),
        ("blank lines", format!("\n\n{}", text.replace("A-2", "\nA-2")).into_bytes()),
    ];
    for (name, bytes) in variants {
        let found = all(Jira, &bytes);
        assert!(found.skipped.is_empty() && found.broken.is_none(), "{name}: {found:#?}");
        assert_eq!(found.changes.iter().map(|c| c.digest).collect::<Vec<_>>(), expected, "{name}");
        // The same, byte by byte.
        let feed = read(Jira, OneByOne(&bytes), &Mapping::default(), chrono_tz::UTC).unwrap();
        assert_eq!(feed.map(|c| c.unwrap().digest).collect::<Vec<_>>(), expected, "{name}, byte by byte");
    }
    let mixed = b"Issue key,Summary,Status\nA-1,caf\xe9 \xc3\xa9t\xc3\xa9 \x96 \x80,Done\n";
    assert_eq!(all(Jira, mixed).changes[0].title, "café été – €");
}

struct OneByOne<'a>(&'a [u8]);

impl std::io::Read for OneByOne<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = buf.len().min(1).min(self.0.len());
        buf[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

#[test]
fn nul_bytes_become_visible() {
    let found = all(Jira, b"Issue key,Summary,Status\nA-1,nul \0 here,Done\n");
    assert_eq!(found.changes[0].title, "nul ^@ here");
    assert!(super::warned(&found.changes[0], "control characters"));
}

#[test]
fn empty_files_are_refused() {
    for format in Format::ALL {
        for bytes in [&b""[..], b"  \n\r\n ", b"\xef\xbb\xbf", b"\xff\xfe"] {
            assert_eq!(refused(format, bytes), "the file is empty; export it again", "{format}: {bytes:?}");
        }
    }
    for none in ["[]", "{\"result\":[]}", "{\"records\": [ ] }"] {
        let found = all(ServiceNow, none.as_bytes());
        assert!(found.changes.is_empty() && found.broken.is_none(), "{none}");
    }
    assert!(all(Itop, b"{\"objects\":null,\"code\":0,\"message\":\"Found: 0\"}").broken.is_none());
}

#[test]
fn cut_files_say_where_and_how_much_was_read() {
    let csv = "Issue key,Summary,Status\nA-1,one,Done\nA-2,two,Done\nA-3,\"three\nand more,Done\nA-4,four,Done\n";
    let found = all(Jira, csv.as_bytes());
    assert_eq!(found.ids(), ["A-1", "A-2"]);
    let said = found.broken.unwrap().to_string();
    assert!(said.starts_with("line 4, column 5: a quote opens here and is never closed"), "{said}");
    assert!(said.contains("2 records before it were read"), "{said}");

    let found = all(Jira, b"Issue key,Summary,Status,Created\nA-1,one,Done,2026-01-01\nA-2,tw");
    assert_eq!(found.ids(), ["A-1"]);
    assert!(found.skipped[0].reason.contains("2 of 4 cells and no line end"), "{:?}", found.skipped);

    // A quote that a later one closes swallows a line; that shows by what follows the later one.
    let found = all(Jira, b"Issue key,Summary,Status\nA-1,\"one,Done\nA-2,\"two\",Done\nA-3,three,Done\n");
    assert_eq!(found.ids(), ["A-3"]);
    assert!(found.skipped[0].reason.contains("opens a quote at line 2, column 5 goes on after"), "{:?}", found.skipped);
    let found = all(Jira, b"Issue key,Summary,Status\nA-1,short\nA-2,\"blank after\" ,Done\n");
    assert!(super::warned(&found.changes[0], "2 of 3 cells"), "{:?}", found.changes[0]);
    assert_eq!(found.changes[1].title, "blank after");

    let whole = String::from_utf8(fixture("servicenow_plain.json")).unwrap();
    let cut = &whole[..whole.find("Open port").unwrap()];
    let found = all(ServiceNow, cut.as_bytes());
    assert_eq!(found.ids(), ["CHG0040010"]);
    let said = found.broken.unwrap().to_string();
    assert!(said.starts_with("line 1, column ") && said.contains("(1 record before it was read)"), "{said}");
    let said = all(ServiceNow, br#"{"result":[{"number":"C1","short_description":"x"}"#).broken.unwrap().to_string();
    assert!(said.contains("the list of records is never closed"), "{said}");

    let whole = String::from_utf8(fixture("itop_changes.xml")).unwrap();
    let found = all(Itop, &whole.as_bytes()[..whole.find("Swap the").unwrap()]);
    assert_eq!(found.ids(), ["C-000061"]);
    let said = found.broken.unwrap().to_string();
    assert!(said.contains("<title> is never closed") && said.contains("(1 record before"), "{said}");
}

#[test]
fn a_broken_record_spoils_only_itself() {
    let json = "[\n {\"number\":\"C1\",\"short_description\":\"a\"},\n {\"number\":\"C2\",, \"short_description\":\"b\"},\n \
                {\"number\":\"C3\",\"short_description\":\"c\"}]";
    let found = all(ServiceNow, json.as_bytes());
    assert_eq!(found.ids(), ["C1", "C3"]);
    assert!(found.skipped[0].reason.starts_with("line 3, column 17: "), "{:?}", found.skipped);
    let csv = "Issue key,Summary,Status\nA-1,one, two,Done\nA-2,fine,Done\n,no key,Done\nA-4,,Done\n";
    let found = all(Jira, csv.as_bytes());
    assert_eq!(found.ids(), ["A-2"]);
    let reasons: Vec<_> = found.skipped.iter().map(|e| (e.row, e.line, e.reason.as_str())).collect();
    assert!(reasons[0].2.contains("4 cells under 3 headings"), "{reasons:?}");
    assert!(reasons[1].2.contains("no id") && reasons[2].2.contains("A-4 has no title"), "{reasons:?}");
    assert_eq!((reasons[2].0, reasons[2].1), (4, 5));
}

#[test]
fn files_of_another_kind_are_named() {
    let cases: [(Format, &[u8], &str); 12] = [
        (ServiceNow, b"{\n  result: [\n  ]\n}", "line 2, column 3: a name in double quotes is expected"),
        (ServiceNow, b"null", "no column for id"),
        (
            ServiceNow,
            b"{\"error\":{\"message\":\"User Not Authenticated\"},\"status\":\"failure\"}",
            "User Not Authenticated",
        ),
        (ServiceNow, b"[{\"number\":\"C1\",\"short_description\":\"x\"}] trailing", "nothing more is expected"),
        (ServiceNow, b"<!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
        (Jira, b"[{\"key\":\"A-1\"}]", "CSV export of jira"),
        (Jira, b"PK\x03\x04\x14\0\x06\0", "a workbook"),
        (Jira, b"Issue key;Name\nA-1;x\n", "no column for title: expected one of \"summary\""),
        (Jira, b"\"Issue key,Summary\nA-1,x\n", "line 1, column 1: a quote opens here in the headings"),
        (Bpi2014, b"Issue key,Summary\nA-1,x\n", "no column for id: expected one of \"change id\""),
        (Itop, b"<Set><NormalChange id=\"1\"><title>x</ref></NormalChange></Set>", "ill-formed"),
        (Itop, b"<a/><b/>", "a second root element <b>"),
    ];
    for (format, bytes, words) in cases {
        let said = refused(format, bytes);
        assert!(said.contains(words), "{said}");
    }
    let deep = "<a>".repeat(100);
    assert!(refused(Itop, deep.as_bytes()).contains("more than 64 deep"));
    let list = "[".repeat(200_000);
    assert!(refused(ServiceNow, list.as_bytes()).contains("never ends"));
}

#[test]
fn a_record_without_an_end_does_not_fill_the_memory() {
    let mut csv = b"Issue key,Summary\nA-1,one\nA-2,\"open".to_vec();
    csv.extend(std::iter::repeat_n(b"text\n", 2_000_000).flatten());
    let found = all(Jira, &csv);
    assert_eq!(found.ids(), ["A-1"]);
    let said = found.broken.unwrap().to_string();
    assert!(said.starts_with("line 3, column 5: the record that begins here is longer than 8 MiB"), "{said}");
}

#[test]
fn long_and_hostile_text_is_tamed() {
    let title = "x".repeat(10_000);
    let id = "A".repeat(200);
    let csv = format!("Issue key,Summary,Description\nA-1,{title},\u{202e}gpj.exe\n{id},t,d\n");
    let found = all(Jira, csv.as_bytes());
    let change = &found.changes[0];
    assert_eq!(change.title.chars().count(), 300);
    assert!(super::warned(change, "was cut to 300 of 10000 characters"));
    assert_eq!(change.description, Some(format!("{title}\n\n<U+202E>gpj.exe")), "no word of the title is lost");
    assert!(found.skipped[0].reason.contains("longer than 100 characters"));
}

#[test]
fn a_reader_that_fails_is_reported_with_what_came_before() {
    struct Failing(Vec<u8>, bool);
    impl std::io::Read for Failing {
        fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
            if self.1 {
                return Err(std::io::Error::other("the disk went away"));
            }
            self.1 = true;
            buf[..self.0.len()].copy_from_slice(&self.0);
            Ok(self.0.len())
        }
    }
    let bytes = b"Issue key,Summary\nA-1,one\nA-2,tw".to_vec();
    let mut feed = read(Jira, Failing(bytes, false), &Mapping::default(), chrono_tz::UTC).unwrap();
    assert_eq!(feed.next().unwrap().unwrap().source_id, "A-1");
    match feed.next() {
        Some(Err(ReadError::Feed(FeedError::Io { read: 1, source, .. }))) => {
            assert_eq!(source.to_string(), "the disk went away");
        }
        other => panic!("{other:?}"),
    }
    assert!(feed.next().is_none());
}

/// Bytes that look enough like the formats to get far into the readers.
fn likely() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&'static [u8]> = vec![
        b"{",
        b"}",
        b"[",
        b"]",
        b"\"",
        b":",
        b",",
        b";",
        b"\n",
        b"\r\n",
        b"\t",
        b"\\",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x96",
        b"\"result\":[",
        b"{\"number\":\"C1\",\"short_description\":\"x\"}",
        b"\"objects\":{",
        b"null",
        b"-3.0",
        b"<Set>",
        b"</Set>",
        b"<NormalChange id=\"1\">",
        b"</NormalChange>",
        b"<ref>C-1</ref>",
        b"&amp;",
        b"&",
        b"<![CDATA[",
        b"Issue key,Summary,Created\n",
        b"Change ID;CI Name (aff);Planned Start\n",
        b"C00000001;S1;3-3-2014 22:00\n",
        b"A-1,title,02/Mar/26 9:41 AM\n",
        b"Number,Short description,State\n",
        b"\xf0\x9f",
        b"31-6-2014 25:61",
    ];
    let piece = prop_oneof![4 => prop::sample::select(pieces).prop_map(<[u8]>::to_vec), 1 => prop::collection::vec(any::<u8>(), 0..6)];
    prop::collection::vec(piece, 0..40).prop_map(|p| p.concat())
}

fn reads_to_an_end(bytes: &[u8]) {
    let mapping = Mapping::parse("[dates]\nzone = \"Europe/Amsterdam\"").unwrap();
    for format in Format::ALL {
        if let Ok(found) = mapped(format, bytes, &mapping) {
            for change in &found.changes {
                assert!(!change.source_id.is_empty() && !change.title.is_empty());
                let safe = |t: &str| !t.chars().any(|c| quorate::base::text::is_unsafe(c) && !matches!(c, '\n' | '\t'));
                assert!(change.fields().iter().all(|(_, value)| safe(value)), "{change:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_stop_a_reader(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        reads_to_an_end(&bytes);
    }

    #[test]
    fn no_likely_bytes_stop_a_reader(bytes in likely()) {
        reads_to_an_end(&bytes);
    }

    #[test]
    fn no_mapping_stops_its_reader(text in "(\\[|\\]|columns|values|dates|\\.|state|\"|=|\n| |[a-zäß]){0,60}") {
        let _ = Mapping::parse(&text);
    }

    #[test]
    fn no_date_stops_its_reader(text in "([0-9]{1,5}|[/:. +,-]|AM|pm|Mar|Z|T|é){0,14}") {
        let file = format!("Issue key,Summary,Created\nA-1,x,\"{text}\"\n");
        prop_assert_eq!(all(Jira, file.as_bytes()).changes.len(), 1);
    }
}
