//! A person's own editor for longer texts. Its file stays where it is when the editor fails.

use crate::base::text::PROSE_MAX;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The editor that the configuration names; said once, when the program begins.
static CONFIGURED: OnceLock<String> = OnceLock::new();

/// Takes the editor that the configuration names, which `QUORATE_EDITOR` overrules.
pub fn configure(editor: &str) {
    // Whoever says it first is the program itself.
    let _ = CONFIGURED.set(editor.to_owned());
}

/// The editor of the surroundings; none where the session runs as a service account, or none is named.
#[must_use]
pub fn named() -> Option<String> {
    let set = |name: &str| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
    if set("QUORATE_SERVICE").is_some_and(|v| v == "1") || set("SSH_ORIGINAL_COMMAND").is_some() {
        return None;
    }
    let configured = || CONFIGURED.get().cloned();
    set("QUORATE_EDITOR").or_else(configured).or_else(|| set("VISUAL")).or_else(|| set("EDITOR"))
}

/// Lets the person edit a text; what came out, or what went wrong and where the file is.
///
/// # Errors
/// In words: the editor could not be started or ended with a failure, or its file cannot be read or is too long.
pub fn edit(text: &str, name: &str) -> Result<String, String> {
    let Some(editor) = named() else { return Err("no editor is named: set QUORATE_EDITOR, VISUAL or EDITOR".into()) };
    let path = write(text, name).map_err(|e| format!("a file for the editor cannot be written: {e}"))?;
    let kept = format!("the text is kept in {}", path.display());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let status = Command::new(program).args(words).arg(&path).status();
    match status {
        Err(e) => return Err(format!("{program} cannot be started: {e}; {kept}")),
        Ok(status) if !status.success() => return Err(format!("{program} ended with {status}; {kept}")),
        Ok(_) => {}
    }
    let edited = written(&path)?;
    // What was read is in the form and its draft now.
    drop(std::fs::remove_file(&path));
    Ok(edited)
}

/// What an editor left in a file; the file stays where it is.
///
/// # Errors
/// In words: it cannot be read, is not UTF-8, or longer than a text may be.
pub fn written(path: &Path) -> Result<String, String> {
    let kept = format!("the text is kept in {}", path.display());
    let unread = |e: std::io::Error| format!("{}: {e}; nothing was changed", path.display());
    let too_long = || format!("the text has more than {PROSE_MAX} characters, which is the most that is taken; {kept}");
    // No character is longer than four bytes, so that a file of any size need not be read to be too long.
    let size = std::fs::metadata(path).map_err(unread)?.len();
    if usize::try_from(size).unwrap_or(usize::MAX) / 4 > PROSE_MAX {
        return Err(too_long());
    }
    let bytes = std::fs::read(path).map_err(unread)?;
    let edited = String::from_utf8(bytes).map_err(|_| format!("the file is not UTF-8; {kept}"))?;
    // Some editors begin a file with a mark that it is UTF-8, and end lines in their own way.
    let edited = edited.strip_prefix('\u{feff}').unwrap_or(&edited).replace("\r\n", "\n");
    if edited.chars().count() > PROSE_MAX {
        return Err(too_long());
    }
    Ok(edited.trim_end_matches(['\n', '\r']).to_owned())
}

/// A file that only this account can read.
fn write(text: &str, name: &str) -> std::io::Result<PathBuf> {
    let tame: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let folder = std::env::temp_dir();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    for n in 0..1000 {
        let path = folder.join(format!("quorate-{tame}-{}-{n}.md", std::process::id()));
        match options.open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                return Ok(path);
            }
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(std::io::Error::other("no free name"))
}
