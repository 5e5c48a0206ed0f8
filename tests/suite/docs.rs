//! What the documents say must be so: commands in README parse, its two commands come first, the files it names exist.

use std::path::Path;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Words of a command line, quotes respected.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.into_iter().filter(|w| !w.is_empty()).collect()
}

#[test]
fn the_commands_in_the_readme_are_commands_of_the_program() {
    let readme = read("README.md");
    let mut seen = 0;
    for block in readme.split("```sh").skip(1) {
        for line in block.split("```").next().unwrap().lines() {
            let line = line.split(" #").next().unwrap().trim();
            if !line.starts_with("quorate ") {
                continue;
            }
            seen += 1;
            let parsed = quorate::cli::command().try_get_matches_from(words(line));
            assert!(parsed.is_ok(), "{line}: {}", parsed.err().unwrap());
        }
    }
    assert!(seen >= 12, "only {seen} commands were found");
}

#[test]
fn the_readme_begins_with_run_and_test() {
    let readme = read("README.md");
    let first = readme.split("```sh").nth(1).unwrap().split("```").next().unwrap();
    let lines: Vec<_> = first.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    assert_eq!(lines, ["cargo run --release", "cargo test"]);
    assert!(read(".ci/check").contains("cargo test"), "the checks call the README's command");
}

#[test]
fn documents_name_files_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["src/architecture.md", "assets/policies/clauses.csv", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"]
    {
        assert!(root.join(name).exists(), "{name}");
    }
    let map = read("src/architecture.md");
    let mut missing = Vec::new();
    for word in map.split('`').skip(1).step_by(2).filter(|w| w.ends_with(".rs") && w.contains('/')) {
        if !root.join("src").join(word).exists() && !root.join(word).exists() {
            missing.push(word.to_owned());
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
