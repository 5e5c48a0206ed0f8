//! Tags of a git repository, by a closed list of reading plumbing commands of the `git` that is installed.

use super::failure::Failure;
use crate::base::ids::ChangeNo;
use crate::base::text::tame_line;
use crate::base::time::Moment;
use crate::domain::evidence::Tag;
use crate::domain::evidence::command::FoundTag;
use std::path::Path;
use std::process::{Command, Stdio};

/// The tag as the repository has it now.
///
/// # Errors
/// No git, no repository, no such tag, or an object that git cannot read.
pub fn tag(repository: &Path, name: &str) -> Result<FoundTag, Failure> {
    let plain =
        !name.is_empty() && !name.starts_with('-') && name.chars().all(|c| !c.is_control() && !c.is_whitespace());
    if !plain || ["..", "@{", "~", "^", ":", "?", "*", "[", "\\"].iter().any(|odd| name.contains(odd)) {
        let text = format!("\"{}\" is no name of a tag", tame_line(name, 60));
        return Err(Failure::usage(text, "give one such as v1.2"));
    }
    let shown = repository.display();
    run(repository, &["rev-parse", "--git-dir"])?
        .ok_or_else(|| Failure::usage(format!("{shown} is no git repository that may be read"), "give --repo PATH"))?;
    let full = format!("refs/tags/{name}");
    let object = run(repository, &["rev-parse", "--verify", "--quiet", &full])?
        .ok_or_else(|| Failure::usage(format!("{shown} has no tag {name}"), "fetch it, or check its name"))?;
    let broken = || Failure::usage(format!("git cannot read the tag {name}"), "see `git fsck` in that repository");
    let annotated = run(repository, &["cat-file", "-t", &object])?.ok_or_else(broken)? == "tag";
    let commit =
        run(repository, &["rev-parse", "--verify", "--quiet", &format!("{object}^{{commit}}")])?.ok_or_else(|| {
            Failure::usage(format!("the tag {name} points at no commit"), "tag the commit of the baseline")
        })?;
    let holding =
        ["for-each-ref", "--count=1", "--format=%(refname)", "--contains", &commit, "refs/heads", "refs/remotes"];
    let on_a_branch = run(repository, &holding)?.is_some_and(|refs| !refs.is_empty());
    let text =
        if annotated { run(repository, &["cat-file", "tag", &object])?.ok_or_else(broken)? } else { String::new() };
    let (head, message) = text.split_once("\n\n").unwrap_or((&text, ""));
    let (tagger, at) = head.lines().find_map(|l| l.strip_prefix("tagger ")).map(signed).unwrap_or_default();
    let names = changes(name).chain(changes(message)).collect();
    let tag = Tag { name: name.to_owned(), object, commit, tagger, at };
    Ok(FoundTag { tag, annotated, on_a_branch, names })
}

/// `Name <mail> 1772442000 +0100`: who, and when.
fn signed(line: &str) -> (String, Moment) {
    let mut words = line.rsplitn(3, ' ');
    let _zone = words.next();
    let seconds: i64 = words.next().and_then(|s| s.parse().ok()).unwrap_or(0);
    let who = tame_line(words.next().unwrap_or_default(), 200);
    (who, Moment(seconds.saturating_mul(1_000_000)))
}

/// The change numbers that a text names.
fn changes(text: &str) -> impl Iterator<Item = ChangeNo> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter_map(|word| {
        let upper = word.trim_matches('-').to_ascii_uppercase();
        upper.starts_with("CHG-").then(|| upper.parse().ok()).flatten()
    })
}

/// What a command says, without its last line break; `None` where it ends with an error.
fn run(repository: &Path, args: &[&str]) -> Result<Option<String>, Failure> {
    let mut git = Command::new("git");
    git.arg("-C").arg(repository).args(["--no-replace-objects", "--no-optional-locks", "-c", "core.fsmonitor=false"]);
    git.args(args).stdin(Stdio::null()).stderr(Stdio::null());
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"] {
        git.env_remove(name);
    }
    git.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    let output = git.output().map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => {
            Failure::usage("git is not installed, so the tag cannot be checked", "install git, or record without --tag")
        }
        _ => Failure::Io { what: "git".into(), cause: e },
    })?;
    if !output.status.success() {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&output.stdout).trim_end().to_owned()))
}
