//! Long files are read piece by piece: 5 MB each by default, 50 MB where `QUORATE_LONG_TESTS` is set.

use quorate::text::feeds::fault::ReadError;
use quorate::text::feeds::mapping::Mapping;
use quorate::text::feeds::{Format, read};
use std::cell::Cell;
use std::io::Read;

/// A file that is made while it is read, so that nothing holds it, and that notes how far ahead it is read.
struct Made<'a, F> {
    row: F,
    next: u64,
    left: Vec<u8>,
    end: Option<&'static [u8]>,
    size: u64,
    given: &'a Cell<u64>,
}

impl<'a, F: FnMut(u64) -> String> Made<'a, F> {
    fn new(head: &str, row: F, end: &'static [u8], size: u64, given: &'a Cell<u64>) -> Self {
        Self { row, next: 0, left: head.as_bytes().to_vec(), end: Some(end), size, given }
    }
}

impl<F: FnMut(u64) -> String> Read for Made<'_, F> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        while self.left.is_empty() {
            if self.given.get() < self.size {
                self.left = (self.row)(self.next).into_bytes();
                self.next += 1;
            } else if let Some(end) = self.end.take() {
                self.left = end.to_vec();
            } else {
                return Ok(0);
            }
        }
        let n = buf.len().min(self.left.len());
        buf[..n].copy_from_slice(&self.left[..n]);
        self.left.drain(..n);
        self.given.set(self.given.get() + n as u64);
        Ok(n)
    }
}

fn size() -> u64 {
    if std::env::var_os("QUORATE_LONG_TESTS").is_some() { 50_000_000 } else { 5_000_000 }
}

/// Reads all and checks that the reader never runs far ahead of the rows that it gives.
fn runs(format: Format, head: &str, row: impl FnMut(u64) -> String, end: &'static [u8], ahead: u64) -> u64 {
    let given = Cell::new(0);
    let mut feed =
        read(format, Made::new(head, row, end, size(), &given), &Mapping::default(), chrono_tz::UTC).unwrap();
    let (mut good, mut chars) = (0_u64, 0_u64);
    while let Some(item) = feed.next() {
        match item {
            Ok(change) => {
                good += 1;
                chars += change.description.as_deref().map_or(0, |d| d.len() as u64);
                assert_eq!(feed.bytes_read(), given.get());
                assert!(given.get() < chars + good * 400 + ahead, "{} bytes taken for {good} rows", given.get());
            }
            Err(ReadError::Row(e)) => panic!("{e}"),
            Err(ReadError::Feed(e)) => panic!("{e}"),
        }
    }
    assert!(feed.bytes_read() >= size());
    assert_eq!(feed.notes().records, good);
    good
}

#[test]
fn a_long_csv_is_read_in_pieces() {
    let prose = "A long description, of some words, and \"\"quotes\"\".\n".repeat(40);
    let head = "Number,Short description,State,Type,Description\n";
    let row = |n: u64| format!("CHG{n:07},Change number {n},Scheduled,Normal,\"{prose}\"\n");
    let rows = runs(Format::ServiceNow, head, row, b"", 3_000_000);
    assert!(rows > 1_000, "{rows}");
}

#[test]
fn a_long_json_is_read_in_pieces() {
    let prose = "A long description.\\n".repeat(80);
    let row = |n: u64| {
        let comma = if n == 0 { "" } else { "," };
        format!(
            "{comma}{{\"number\":\"CHG{n:07}\",\"short_description\":{{\"value\":\"n\",\"display_value\":\"Change {n}\"}},\
             \"state\":\"-2\",\"description\":\"{prose}\"}}\n"
        )
    };
    let rows = runs(Format::ServiceNow, "{\"result\":[", row, b"]}", 3_000_000);
    assert!(rows > 1_000, "{rows}");
}

#[test]
fn a_long_xml_is_read_in_pieces() {
    let prose = "A long description &amp; more.\n".repeat(60);
    let row = |n: u64| {
        format!(
            "<NormalChange id=\"{n}\"><ref>C-{n}</ref><title>T{n}</title><description>{prose}</description></NormalChange>\n"
        )
    };
    // The entity is five bytes in the file and one in the row.
    let rows = runs(Format::Itop, "<Set>\n", row, b"</Set>", 3_000_000 + size());
    assert!(rows > 1_000, "{rows}");
}

#[test]
fn changes_of_several_rows_are_gathered_in_whatever_order() {
    let head = "CI Name (aff);Change ID;Change Type;Planned Start;Change record Open Time\n";
    // 25,000 changes, more than are held open; each second row of the first 100 comes after all others.
    let row = |n: u64| format!("SRV{n:06};C{n:08};Release Type 1;3-3-2014 22:00;1-3-2014 9:00\n");
    let mut file = head.to_owned();
    file.extend((0..25_000).map(row));
    file.extend((24_000..24_100).map(|n| row(n).replacen("SRV", "APP", 1)));
    file.push_str(&row(3).replacen("SRV", "APP", 1));
    let mut feed = read(Format::Bpi2014, file.as_bytes(), &Mapping::default(), chrono_tz::UTC).unwrap();
    let (mut changes, mut pairs, mut late) = (0, 0, Vec::new());
    for item in feed.by_ref() {
        match item {
            Ok(change) => {
                changes += 1;
                pairs += usize::from(change.affected.len() == 2);
            }
            Err(ReadError::Row(e)) => late.push(e.reason),
            Err(ReadError::Feed(e)) => panic!("{e}"),
        }
    }
    assert_eq!((changes, pairs), (25_000, 100));
    assert_eq!(late, ["C00000003 has other rows more than 20000 changes above; sort the file by Change ID"]);
}
