//! Recordings: the form asciicast v2 by its rules, characters cut in two, bytes that are no text, and bounded memory.

use proptest::prelude::*;
use quorate::text::cast::{Header, Recorder, read};
use serde_json::Value;
use std::time::Duration;

fn header() -> Header {
    Header {
        columns: 100,
        rows: 30,
        began: 1_772_463_600,
        command: "make \"deploy\"".into(),
        title: "CHG-1, command 2".into(),
        term: "xterm".into(),
    }
}

/// The rules of docs.asciinema.org/manual/asciicast/v2, checked on the text itself.
pub fn follows_the_rules(text: &str) -> Vec<(f64, String, String)> {
    assert!(text.ends_with('\n'));
    let mut lines = text.lines();
    let head: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!(head["version"], 2);
    assert!(head["width"].as_u64().unwrap() > 0 && head["height"].as_u64().unwrap() > 0);
    assert!(head["timestamp"].is_i64() && head["command"].is_string() && head["title"].is_string());
    assert!(head["env"].as_object().unwrap().values().all(Value::is_string));
    let mut before = 0.0;
    let mut events = Vec::new();
    for line in lines {
        let Value::Array(parts) = serde_json::from_str(line).unwrap() else { panic!("{line} is no list") };
        let [at, code, data] = parts.as_slice() else { panic!("{line} has not three parts") };
        let at = at.as_f64().unwrap();
        assert!(at >= before, "times fall at {line}");
        assert!(matches!(code.as_str().unwrap(), "o" | "m" | "r"), "{line}");
        before = at;
        events.push((at, code.as_str().unwrap().to_owned(), data.as_str().unwrap().to_owned()));
    }
    events
}

fn output(events: &[(f64, String, String)]) -> String {
    events.iter().filter(|e| e.1 == "o").map(|e| e.2.as_str()).collect()
}

#[test]
fn output_is_recorded_raw_with_sizes_and_rising_times() {
    let mut recorder = Recorder::new(&header());
    recorder.output(Duration::from_millis(5), b"\x1b[31mred\x1b[0m\r\n");
    recorder.resized(Duration::from_millis(7), 80, 24);
    // A clock that goes back, and a character cut in two.
    recorder.output(Duration::from_millis(6), b"gr\xc3");
    recorder.output(Duration::from_millis(9), b"\xbcn \"\\\n");
    let recording = recorder.end();
    let events = follows_the_rules(&recording.text);
    assert_eq!(output(&events), "\x1b[31mred\x1b[0m\r\ngr\u{fc}n \"\\\n");
    assert_eq!(events[1], (0.007, "r".into(), "80x24".into()));
    assert_eq!(events[2].0, 0.007);
    assert_eq!((recording.left_out, recording.replaced), (0, 0));
    let (head, read) = read(&recording.text).unwrap();
    assert_eq!((head["command"].as_str().unwrap(), read.len()), ("make \"deploy\"", events.len()));
}

#[test]
fn bytes_that_are_no_text_are_marked_and_counted() {
    let mut recorder = Recorder::new(&header());
    recorder.output(Duration::ZERO, b"a\xff\xfeb\xe2\x82");
    recorder.output(Duration::ZERO, b"c\xf0\x9f");
    let recording = recorder.end();
    let events = follows_the_rules(&recording.text);
    assert_eq!(output(&events), "a\u{fffd}\u{fffd}b\u{fffd}\u{fffd}c\u{fffd}\u{fffd}");
    assert_eq!(recording.replaced, 6);
}

#[test]
fn a_long_output_keeps_its_beginning_and_its_end() {
    let mut recorder = Recorder::with_limit(&header(), 4_000, 1_000);
    for n in 0..1_000_u32 {
        recorder.output(Duration::from_millis(n.into()), format!("line {n:05} \u{fc}\n").as_bytes());
    }
    let recording = recorder.end();
    let events = follows_the_rules(&recording.text);
    let said = output(&events);
    assert!(said.starts_with("line 00000") && said.ends_with("line 00999 \u{fc}\n"));
    assert_eq!(said.len() as u64 + recording.left_out, 14 * 1_000);
    let marks: Vec<_> = events.iter().filter(|e| e.1 == "m").collect();
    assert_eq!(marks.len(), 1);
    assert!(marks[0].2.contains(&format!("{} bytes of output are left out", recording.left_out)), "{marks:?}");
    assert!(recording.text.len() < 8_000, "{}", recording.text.len());
}

#[test]
fn what_is_no_recording_is_refused_by_line() {
    for (text, line, why) in [
        ("", 1, "no head line"),
        ("{\"version\":1,\"width\":80,\"height\":24}\n", 1, "version"),
        ("{\"version\":2,\"width\":0,\"height\":24}\n", 1, "width"),
        ("{\"version\":2,\"width\":80,\"height\":24}\n[1,\"o\",\"a\"]\n[0.5,\"o\",\"b\"]\n", 3, "before"),
        ("{\"version\":2,\"width\":80,\"height\":24}\n[1,\"x\",\"a\"]\n", 2, "code"),
        ("{\"version\":2,\"width\":80,\"height\":24}\nnothing\n", 2, "no event"),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(error.line, line, "{text}");
        assert!(error.what.contains(why), "{error}");
    }
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_make_one_text(
        pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..20),
        head in 200_usize..600,
    ) {
        let whole: Vec<u8> = pieces.concat();
        let record = |limit: usize| {
            let mut recorder = Recorder::with_limit(&header(), limit, 60);
            for (n, piece) in pieces.iter().enumerate() {
                recorder.output(Duration::from_micros(n as u64 * 37 % 101), piece);
            }
            recorder.end()
        };
        let recording = record(usize::MAX);
        let events = follows_the_rules(&recording.text);
        // As if it had come at once, but that each byte that is no text is marked by itself.
        let mut expected = String::new();
        for chunk in whole.utf8_chunks() {
            expected.push_str(chunk.valid());
            expected.extend(chunk.invalid().iter().map(|_| '\u{fffd}'));
        }
        prop_assert_eq!(output(&events), expected);
        prop_assert_eq!(recording.left_out, 0);
        follows_the_rules(&record(head).text);
    }
}
