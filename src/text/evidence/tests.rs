//! Readers against reports as tools write them, and against what no tool should write.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use super::*;

const CAP: u64 = 1 << 20;

fn read_str(text: &str) -> Report {
    read(text.as_bytes(), CAP).unwrap_or_else(|e| panic!("{e}"))
}

fn refused(text: &str) -> String {
    read(text.as_bytes(), CAP).unwrap_err().to_string()
}

fn tests(report: &Report) -> Tests {
    match report.measures {
        Measures::Tests(tests) => tests,
        other => panic!("{other:?}"),
    }
}

fn coverage(report: &Report) -> Coverage {
    match report.measures {
        Measures::Coverage(coverage) => coverage,
        other => panic!("{other:?}"),
    }
}

fn scan(report: &Report) -> Scan {
    match report.measures {
        Measures::Scan(scan) => scan,
        other => panic!("{other:?}"),
    }
}

fn number(report: &Report, name: &str) -> Option<i64> {
    report.measures.numbers().into_iter().find(|(n, _)| *n == name).map(|(_, v)| v)
}

const NESTED: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<testsuites time="1,204.5">
  <testsuite name="outer" tests="5" failures="1" errors="1" skipped="1" timestamp="2026-03-02T09:00:00">
    <testsuite name="inner" tests="3" failures="1">
      <testcase classname="shop.Cart" name="adds"/>
      <testcase classname="shop.Cart" name="removes"><failure message="1 &lt; 2">at &#65; line</failure></testcase>
      <testcase classname="shop.Cart" name="empties"><skipped/></testcase>
    </testsuite>
    <testcase name="boots"><error/><system-out><![CDATA[<failure>]]></system-out></testcase>
    <testcase name="tries again"><flakyFailure/></testcase>
  </testsuite>
</testsuites>"#;

#[test]
fn junit_counts_the_cases_of_nested_suites_once() {
    let report = read_str(NESTED);
    let wanted = Tests { total: 5, passed: 2, failed: 1, errors: 1, skipped: 1, flaky: 1, took_ms: Some(1_204_500) };
    assert_eq!(tests(&report), wanted);
    assert_eq!(number(&report, "pass_rate"), Some(4000));
    assert_eq!(number(&report, "minutes"), Some(21));
    assert_eq!(report.named, ["shop.Cart.removes", "boots"]);
    assert_eq!(report.began.as_deref(), Some("2026-03-02T09:00:00"));
    assert_eq!(report.remarks, Vec::<String>::new());
}

#[test]
fn junit_takes_the_worse_of_what_suites_tell_and_list() {
    let listed = r#"<testsuite tests="10" failures="2"><testcase name="a"/><testcase name="b"/></testsuite>"#;
    let report = read_str(listed);
    assert_eq!(tests(&report), Tests { total: 10, skipped: 8, failed: 2, ..tests(&report) });
    assert_eq!(number(&report, "pass_rate"), Some(0));
    assert_eq!(report.remarks.len(), 2, "{:?}", report.remarks);
    let counts_alone = read_str(r#"<testsuites><testsuite tests="200" failures="11"/></testsuites>"#);
    assert_eq!(number(&counts_alone, "pass_rate"), Some(9450));
    let without_counts = read_str(r"<testsuite><testcase name='a'/></testsuite>");
    assert_eq!(number(&without_counts, "pass_rate"), Some(10_000));
    let whole_suite = read_str(r"<testsuite><error>no database</error><testcase name='a'/></testsuite>");
    assert_eq!(tests(&whole_suite).errors, 1);
}

#[test]
fn shares_are_never_rounded_to_the_better() {
    // 949 of 1000 is below 95 %, and 80.001 % is over 80 %.
    let share = Share { part: 94_999, whole: 100_000 };
    assert_eq!((share.down(), share.up()), (Some(9_499), Some(9_500)));
    let share = Share { part: 80_001, whole: 100_000 };
    assert_eq!((share.down(), share.up()), (Some(8_000), Some(8_001)));
    assert_eq!(Share::default().down(), None);
}

#[test]
fn junit_without_entities_of_its_own() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE t [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<testsuite>&b;</testsuite>";
    assert!(refused(bomb).starts_with("line 2, column 1: the document type declares entities"), "{}", refused(bomb));
    let outside = "<testsuite>\n <testcase name=\"&secret;\"/></testsuite>";
    let told = refused(outside);
    assert!(told.starts_with("line 2, column 2: ") && told.contains("does not define"), "{told}");
    let text = refused("<testsuite><testcase name='a'>&secret;</testcase></testsuite>");
    assert!(text.contains("does not define"), "{text}");
}

#[test]
fn junit_cut_short_is_refused_at_every_byte_where_it_is_open() {
    for at in 1..NESTED.len() {
        if NESTED.is_char_boundary(at) {
            assert!(read(&NESTED.as_bytes()[..at], CAP).is_err(), "cut after {at} bytes");
        }
    }
    let told = refused("<testsuite>\n  <testcase name='a'>");
    assert!(told.starts_with("line 2, column 3: the element <testcase> is never closed"), "{told}");
    let told = refused("<testsuite>\n  <testcase name='a'/></testsuit>");
    assert!(told.starts_with("line 2, column "), "{told}");
}

#[test]
fn junit_figures_that_cannot_be() {
    let told = refused("<testsuites>\n<testsuite tests=\"-3\"/></testsuites>");
    assert!(told.starts_with("line 2, column 1: tests=\"-3\" of <testsuite>"), "{told}");
    assert!(refused("<testsuite tests=\"NaN\"/>").contains("whole number"));
    assert!(refused("<testsuite tests=\"2\" failures=\"3\"/>").contains("3 failures and errors"));
    assert!(refused("<testsuite tests=\"0\"/>").contains("no test"));
    let odd =
        read_str("<testsuite><testcase name='a'/></testsuite>".replace("suite><t", "suite time='-4'><t").as_str());
    assert_eq!(number(&odd, "minutes"), None);
    assert!(odd.remarks.iter().any(|r| r.contains("-4")), "{:?}", odd.remarks);
}

const COBERTURA: &str = r#"<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage line-rate="0.75" branch-rate="0.5" lines-valid="4" lines-covered="3" timestamp="1772442000000">
 <packages><package name="shop" line-rate="0.75"><classes>
  <class name="Cart" filename="shop/cart.py" line-rate="0.75">
   <methods><method name="add" line-rate="1"><lines><line number="1" hits="9"/></lines></method></methods>
   <lines><line number="1" hits="9"/><line number="2" hits="0"/>
    <line number="3" hits="2" branch="true" condition-coverage="50% (1/2)"/></lines>
  </class>
  <class name="Cart.Inner" filename="shop/cart.py"><lines><line number="3" hits="0"/><line number="4" hits="1"/></lines></class>
 </classes></package></packages>
</coverage>"#;

#[test]
fn cobertura_counts_a_line_once_a_file() {
    let report = read_str(COBERTURA);
    let wanted = Coverage { lines: Share { part: 3, whole: 4 }, branches: Share { part: 1, whole: 2 } };
    assert_eq!(coverage(&report), wanted);
    assert_eq!(report.began.as_deref(), Some("2026-03-02T09:00:00Z"));
    assert_eq!(report.remarks, Vec::<String>::new());
    let rates = read_str(r#"<coverage line-rate="0.8001" branch-rate="1.0"/>"#);
    assert_eq!((number(&rates, "coverage"), number(&rates, "branch_coverage")), (Some(8001), Some(10_000)));
}

#[test]
fn cobertura_figures_that_cannot_be() {
    let told = refused(&COBERTURA.replace("line-rate=\"0.75\" branch", "line-rate=\"1.01\" branch"));
    assert!(told.starts_with("line 3, column 1: line-rate=\"1.01\" of <coverage> is not a rate"), "{told}");
    for rate in ["NaN", "-0.1", "101", "0,75", "inf"] {
        let told = refused(&format!("<coverage line-rate=\"{rate}\"/>"));
        assert!(told.contains(rate) && told.contains("rate from 0 to 1"), "{told}");
    }
    assert!(refused(r#"<coverage lines-valid="4" lines-covered="5"/>"#).contains("at most"));
    assert!(refused(&COBERTURA.replace("hits=\"2\"", "hits=\"-2\"")).starts_with("line 8, column 5: hits"));
    assert!(refused(&COBERTURA.replace("(1/2)", "(3/2)")).contains("condition-coverage"));
    assert!(refused("<coverage/>").contains("no line of code"));
    let subset = COBERTURA.replace("-04.dtd\"", "-04.dtd\" [<!ENTITY x SYSTEM \"file:///etc/passwd\">]");
    assert!(refused(&subset).starts_with("line 2, column 1: the document type declares entities"));
}

const LCOV: &str = "TN:unit\nSF:/src/a.c\nFN:1,main\nDA:1,4\nDA:2,0\nDA:3,=\nend_of_record\n";

#[test]
fn lcov_merges_the_tests_of_a_file() {
    let text = "TN:one\nSF:a.c\nVER:9\nDA:1,4\nDA:2,0,sum==\nBRDA:2,0,0,-\nBRDA:2,0,1,3\nBRF:2\nBRH:1\nLF:2\nLH:1\nend_of_record\n\
                TN:two\nSF:a.c\nDA:2,1\nLH:1\nLF:1\nend_of_record\n";
    let report = read_str(text);
    let wanted = Coverage { lines: Share { part: 2, whole: 2 }, branches: Share { part: 1, whole: 2 } };
    assert_eq!(coverage(&report), wanted);
    let sums = read_str("SF:b.c\nLF:10\nLH:8\nend_of_record\n");
    assert_eq!(number(&sums, "coverage"), Some(8000));
}

#[test]
fn lcov_figures_that_cannot_be() {
    let told = refused(LCOV);
    assert!(told.starts_with("line 6, column 4: DA:3,= is not"), "{told}");
    assert!(refused(&LCOV.replace("3,=", "3,-1")).starts_with("line 6, column 4: DA:3,-1"));
    assert!(refused("SF:a\nLF:2\nLH:3\nend_of_record\n").contains("3 hit of 2 found"));
    let cut = refused("TN:\nSF:a.c\nDA:1,1\n");
    assert!(cut.starts_with("line 2, column 1: the record of a.c has no end_of_record"), "{cut}");
    assert!(refused("SF:a.c\nend_of_record\nDA:1,1\n").contains("outside a record"));
    assert!(refused("SF:a.c\nend_of_record\n").contains("no line of code"));
}

fn sarif(results: &str) -> String {
    format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"Peek","version":"2","rules":[
          {{"id":"Q1","defaultConfiguration":{{"level":"error"}},"properties":{{"security-severity":"9.8"}}}},
          {{"id":"Q2","defaultConfiguration":{{"level":"note"}}}},{{"id":"Q3"}}]}}}},"results":{results}}}]}}"#
    )
}

#[test]
fn sarif_takes_levels_of_rules_and_leaves_out_what_is_suppressed_or_gone() {
    let report = read_str(&sarif(
        r#"[{"ruleId":"Q1","message":{"text":"a key in the code"}},{"ruleIndex":1},{"ruleId":"Q3/x"},
            {"ruleId":"Q1","kind":"pass"},{"ruleId":"Q1","baselineState":"absent"},
            {"ruleId":"Q1","suppressions":[{"kind":"inSource"}]},
            {"ruleId":"Q1","level":"warning","baselineState":"new","suppressions":[{"status":"underReview"}]}]"#,
    ));
    let wanted =
        Scan { runs: 1, errors: 1, warnings: 2, notes: 1, critical: 2, new: 1, suppressed: 1, ..Scan::default() };
    assert_eq!(scan(&report), wanted);
    assert_eq!(report.named, ["Q1: a key in the code"]);
    assert_eq!(report.tools, ["Peek 2"]);
    assert_eq!(number(&report, "findings"), Some(4));
}

/// A level that the format does not know is no lesser one.
#[test]
fn sarif_of_an_unknown_level_counts_as_an_error() {
    let report = read_str(&sarif(r#"[{"ruleId":"Q3","level":"fatal"},{"ruleId":"Q3","level":"fatal"}]"#));
    assert_eq!(scan(&report), Scan { runs: 1, errors: 2, ..Scan::default() });
    assert_eq!(report.remarks, ["the level \"fatal\" is none of SARIF's: it counts as error"]);
}

#[test]
fn sarif_that_proves_nothing() {
    assert!(refused(r#"{"version":"2.1.0","runs":[]}"#).contains("no run"));
    assert!(refused(r#"{"version":"2.0.0","runs":[]}"#).contains("SARIF 2.0.0 is not read"));
    assert!(refused("{\"version\":\"2.1.0\",\n \"runs\":[{}]}").starts_with("line 2, column "));
    let cut = sarif("[]");
    assert!(refused(&cut[..cut.len() - 2]).contains("seems cut"));
    let failed =
        sarif("[]").replace("\"results\":[]", "\"results\":[],\"invocations\":[{\"executionSuccessful\":false}]");
    assert_eq!(scan(&read_str(&failed)).incomplete, 1);
    assert_eq!(scan(&read_str(&sarif("null"))).incomplete, 1);
}

#[test]
fn formats_are_told_by_content_and_encodings_by_their_word() {
    assert_eq!(refused(" \n"), ReportError::Empty.to_string());
    for other in ["<html><body/></html>", "PK\u{3}\u{4}", "passed: 12"] {
        assert_eq!(refused(other), ReportError::Unknown.to_string(), "{other}");
    }
    let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<testsuite><testcase name=\"caf\xe9\"><failure/></testcase></testsuite>";
    assert_eq!(read(latin, CAP).unwrap().named, ["café"]);
    let wrong = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite><testcase name=\"caf\xe9\"/></testsuite>";
    let told = read(wrong, CAP).unwrap_err().to_string();
    assert!(told.contains("not UTF-8 from line 2, column 31 on"), "{told}");
    let claims = b"<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<testsuite><testcase name=\"a\"/></testsuite>";
    assert!(read(claims, CAP).unwrap_err().to_string().contains("is not in it"));
    let mut wide = vec![0xFF, 0xFE];
    wide.extend("<testsuite><testcase name=\"é\"/></testsuite>".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(tests(&read(&wide, CAP).unwrap()).passed, 1);
    let large = read(NESTED.as_bytes(), 100).unwrap_err().to_string();
    assert!(large.contains("evidence.size allows 100"), "{large}");
}

#[test]
fn names_of_others_cannot_steer_a_terminal() {
    let report = read_str("<testsuite><testcase name='a&#x1b;[2Jb&#x202e;'><failure/></testcase></testsuite>");
    assert_eq!(report.named, ["a^[[2Jb<U+202E>"]);
}
