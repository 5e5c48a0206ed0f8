//! Tags and commits of a git repository, by a closed list of reading plumbing commands of the `git` that is installed.

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
    readable(repository)?;
    let full = format!("refs/tags/{name}");
    let object = run(repository, &["rev-parse", "--verify", "--quiet", &full])?
        .ok_or_else(|| Failure::usage(format!("{shown} has no tag {name}"), "fetch it, or check its name"))?;
    let broken = || Failure::usage(format!("git cannot read the tag {name}"), "see `git fsck` in that repository");
    let annotated = run(repository, &["cat-file", "-t", &object])?.ok_or_else(broken)? == "tag";
    let commit =
        run(repository, &["rev-parse", "--verify", "--quiet", &format!("{object}^{{commit}}")])?.ok_or_else(|| {
            Failure::usage(format!("the tag {name} points at no commit"), "tag the commit of the baseline")
        })?;
    let on_a_branch = held(repository, &commit)?;
    let text =
        if annotated { run(repository, &["cat-file", "tag", &object])?.ok_or_else(broken)? } else { String::new() };
    let (head, message) = text.split_once("\n\n").unwrap_or((&text, ""));
    let (tagger, at) = head.lines().find_map(|l| l.strip_prefix("tagger ")).map(signed).unwrap_or_default();
    let names = changes(name).chain(changes(message)).collect();
    let tag = Tag { name: name.to_owned(), object, commit, tagger, at };
    Ok(FoundTag { tag, annotated, on_a_branch, names })
}

/// What a repository says of a tag that is on record, where that is not what was recorded.
///
/// # Errors
/// No git, no repository, no such tag any more.
pub fn moved(repository: &Path, recorded: &Tag) -> Result<Option<String>, Failure> {
    Ok(recorded.moved(&tag(repository, &recorded.name)?.tag))
}

/// A commit that a deployment names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// `REPOSITORY@COMMIT`, with the whole hash where it was looked up.
    pub place: String,
    /// Whether it was looked up and no branch holds it: it can vanish from there.
    pub loose: bool,
}

/// The commit that a person names as `REPOSITORY@COMMIT`: as it is said, or, where a repository is given to look it up in,
/// as that has it.
///
/// # Errors
/// No git, no repository, no such commit in it.
pub fn commit(repository: Option<&Path>, given: &str) -> Result<Named, Failure> {
    let Some(repository) = repository else { return Ok(Named { place: given.to_owned(), loose: false }) };
    let (place, word) = given.rsplit_once('@').unwrap_or(("", given));
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_hexdigit()) {
        let text = format!("\"{}\" is no commit: a hash has hexadecimal digits, four or more", tame_line(word, 60));
        return Err(Failure::usage(text, "give --commit REPOSITORY@HASH, as `git rev-parse HEAD` prints the hash"));
    }
    readable(repository)?;
    let hash =
        run(repository, &["rev-parse", "--verify", "--quiet", &format!("{word}^{{commit}}")])?.ok_or_else(|| {
            let text = format!("{} has no commit {word}, or several that begin so", repository.display());
            Failure::usage(text, "fetch it, or give more of its hash")
        })?;
    let place = match place {
        "" => repository.canonicalize().ok().and_then(|p| Some(p.file_name()?.to_string_lossy().into_owned())),
        named => Some(named.to_owned()),
    };
    let loose = !held(repository, &hash)?;
    Ok(Named { place: format!("{}@{hash}", tame_line(&place.unwrap_or_default(), 200)), loose })
}

/// That a repository has a branch, its own or one of another that it knows, and that a commit found in it is on that branch.
///
/// # Errors
/// No git, no such branch, or one without the commit.
pub fn on_branch(repository: &Path, branch: &str, commit: &Named) -> Result<(), Failure> {
    let (shown, told) = (repository.display(), tame_line(branch, 100));
    let of = |name: &str| {
        let elsewhere = name.strip_prefix("refs/remotes/").and_then(|n| n.split_once('/')).map(|(_, name)| name);
        name.strip_prefix("refs/heads/").or(elsewhere) == Some(branch)
    };
    let known = |containing: &[&str]| -> Result<bool, Failure> {
        let asked = [&["for-each-ref", "--format=%(refname)"], containing, &["refs/heads", "refs/remotes"]].concat();
        Ok(run(repository, &asked)?.is_some_and(|refs| refs.lines().any(of)))
    };
    if !known(&[])? {
        return Err(Failure::usage(format!("{shown} has no branch {told}"), "fetch it, or check its name"));
    }
    let hash = commit.place.rsplit_once('@').map_or("", |(_, hash)| hash);
    if commit.loose || known(&["--contains", hash])? {
        return Ok(());
    }
    let text = format!("the branch {told} of {shown} does not hold the commit {hash}");
    Err(Failure::usage(text, "give the branch that it is deployed from, or the commit that is on it"))
}

fn readable(repository: &Path) -> Result<(), Failure> {
    let text = || format!("{} is no git repository that may be read", repository.display());
    run(repository, &["rev-parse", "--git-dir"])?.map(drop).ok_or_else(|| Failure::usage(text(), "give --repo PATH"))
}

/// Whether a branch holds a commit.
fn held(repository: &Path, commit: &str) -> Result<bool, Failure> {
    let holding =
        ["for-each-ref", "--count=1", "--format=%(refname)", "--contains", commit, "refs/heads", "refs/remotes"];
    Ok(run(repository, &holding)?.is_some_and(|refs| !refs.is_empty()))
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
        std::io::ErrorKind::NotFound => Failure::usage(
            "git is not installed, so tags and commits cannot be looked up",
            "install git, or leave out --tag or --repo",
        ),
        _ => Failure::Io { what: "git".into(), cause: e },
    })?;
    if !output.status.success() {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&output.stdout).trim_end().to_owned()))
}
