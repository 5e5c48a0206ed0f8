//! Reading what the person names and writing where the person says, but never the register itself: another opening of
//! its file in this process would drop SQLite's locks.

use super::failure::Failure;
use super::pager::Paged;
use super::session::Session;
use crate::app::App;
use crate::app::options::Options;
use crate::app::signing::Signer;
use crate::base::digest::Digest;
use crate::domain::run::command::Shown;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// The most that is read from a file or the standard input for one text, in bytes.
const MOST: u64 = 8 * 1024 * 1024;
/// The most that is read of a key or a signature, which is longer than any.
const LARGEST_KEY: u64 = 64 * 1024;

fn register(options: &Options) -> Option<PathBuf> {
    App::paths(options).into_iter().find(|(name, _)| *name == "db").map(|(_, path)| path)
}

/// Whether a path is the register or one of SQLite's files beside it.
fn is_register(path: &Path, register: &Path) -> bool {
    let real = |p: &Path| {
        p.canonicalize().or_else(|_| {
            let parent = p.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
            parent.canonicalize().map(|d| p.file_name().map_or(d.clone(), |name| d.join(name)))
        })
    };
    let (Ok(path), Ok(register)) = (real(path), real(register)) else { return false };
    ["", "-wal", "-shm", "-journal", ".lock"].iter().any(|suffix| {
        let mut name = register.clone().into_os_string();
        name.push(suffix);
        path == Path::new(&name)
    })
}

fn refuse_register(path: &Path, options: &Options) -> Result<(), Failure> {
    match register(options) {
        Some(register) if is_register(path, &register) => Err(Failure::usage(
            format!("{} belongs to the register", path.display()),
            "name another file; to copy the register: quorate db backup FILE",
        )),
        _ => Ok(()),
    }
}

/// Reads a text from a file, or from the standard input for `-`.
pub fn read(path: &Path, options: &Options) -> Result<String, Failure> {
    let name = path.display().to_string();
    let bytes = bytes(path, options, MOST + 1)?;
    if bytes.len() as u64 > MOST {
        return Err(Failure::usage(format!("{name} is longer than 8 MiB"), "shorten it"));
    }
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Failure::usage(format!("{name} is not UTF-8 from byte {at} on"), "save it as UTF-8")
    })
}

/// Reads a piece of evidence; one that is larger than the setting allows is refused with its size.
pub fn evidence(path: &Path, options: &Options, cap: u64) -> Result<Vec<u8>, Failure> {
    let read = bytes(path, options, cap.saturating_add(1))?;
    if read.len() as u64 <= cap {
        return Ok(read);
    }
    // How much more would come of a pipe nobody knows.
    let whole = std::fs::metadata(path).ok().filter(|m| m.is_file()).map(|m| m.len()).filter(|size| *size > cap);
    let size = whole.map_or_else(|| format!("more than {cap} bytes"), |size| format!("{size} bytes"));
    Err(Failure::usage(
        format!("{}: {size}, and evidence.size allows {cap}", path.display()),
        "attach a summary, give --link, or raise evidence.size",
    ))
}

/// Reads at most so many bytes from a file, or from the standard input for `-`.
fn bytes(path: &Path, options: &Options, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let name = path.display().to_string();
    if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(Failure::io("standard input"))?;
    } else {
        opened(path, options)?.take(most).read_to_end(&mut bytes).map_err(Failure::io(name))?;
    }
    Ok(bytes)
}

/// Opens a file that is not the register.
fn opened(path: &Path, options: &Options) -> Result<File, Failure> {
    refuse_register(path, options)?;
    let name = path.display().to_string();
    if path.is_dir() {
        return Err(Failure::usage(format!("{name} is a folder"), "name the file in it"));
    }
    File::open(path).map_err(|cause| {
        if cause.kind() == std::io::ErrorKind::NotFound {
            Failure::usage(format!("there is no file {name}"), "check the path")
        } else {
            Failure::Io { what: name, cause }
        }
    })
}

/// The key that signs receipts, from its file.
pub fn signer(path: &Path, options: &Options) -> Result<Signer, Failure> {
    let name = path.display().to_string();
    let file = opened(path, options)?;
    let mode = file.metadata().map_err(Failure::io(name.clone()))?.permissions().mode();
    let mut bytes = Vec::new();
    file.take(LARGEST_KEY).read_to_end(&mut bytes).map_err(Failure::io(name.clone()))?;
    Ok(Signer::read(&name, &bytes, mode & 0o077 != 0)?)
}

/// The file in which the signature of another lies.
pub fn signature_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".sig");
    name.into()
}

/// The signature in a file, if there is one; whatever is no text in it is no signature either.
pub fn signature(path: &Path, options: &Options) -> Result<Option<String>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = bytes(path, options, LARGEST_KEY)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Writes a document and the signature beside it: both, or none, and then what lay there before stays.
pub fn write_signed(of: &Path, body: &str, armored: &str, options: &Options) -> Result<(), Failure> {
    let beside = signature_of(of);
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (document, signature) = (real(of), real(&beside));
    for path in [of, beside.as_path()] {
        refuse_register(path, options)?;
        if path.is_dir() {
            let text = format!("{} is a folder; nothing was written", path.display());
            return Err(Failure::usage(text, "name another file with --out, or move the folder away"));
        }
    }
    let drafts = [draft_of(&document), draft_of(&signature)];
    let [new_document, new_signature] = &drafts;
    let before = std::fs::read(&signature).ok();
    let written = drafted(new_document, &document, body)
        .map_err(Failure::io(of.display().to_string()))
        .and_then(|()| {
            let put = drafted(new_signature, &signature, armored);
            put.and_then(|()| placed(new_signature, &signature, armored))
                .map_err(Failure::io(beside.display().to_string()))
        })
        .and_then(|()| {
            placed(new_document, &document, body).map_err(|e| {
                // The document of before goes with its own signature; where none lay there, none is left.
                drop(before.map_or_else(|| std::fs::remove_file(&signature), |old| std::fs::write(&signature, old)));
                Failure::io(of.display().to_string())(e)
            })
        });
    for draft in &drafts {
        drop(std::fs::remove_file(draft));
    }
    written
}

/// Where a file is written before it takes its place.
fn draft_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    name.into()
}

/// Writes a draft, which others may read as they may the file that it is for.
fn drafted(draft: &Path, file: &Path, text: &str) -> std::io::Result<()> {
    if is_special(file) {
        return Ok(());
    }
    std::fs::write(draft, text)?;
    match std::fs::metadata(file) {
        Ok(old) => std::fs::set_permissions(draft, old.permissions()),
        Err(_) => Ok(()),
    }
}
/// Puts a draft into its place; what is no plain file, such as a pipe, is written to.
fn placed(draft: &Path, file: &Path, text: &str) -> std::io::Result<()> {
    if is_special(file) { std::fs::write(file, text) } else { std::fs::rename(draft, file) }
}

fn is_special(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

/// A file that shows something: its name, size and digest.
pub fn shown(path: &Path, options: &Options) -> Result<Shown, Failure> {
    /// The most that is digested, in bytes.
    const LARGEST: u64 = 64 * 1024 * 1024;
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    opened(path, options)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(Failure::io(name.clone()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::usage(format!("{name} is longer than 64 MiB"), "note where it lies instead"));
    }
    let last = path.file_name().and_then(|n| n.to_str()).map_or(name, str::to_owned);
    Ok(Shown { name: last, size: bytes.len() as u64, digest: Digest::of(&bytes) })
}

/// The text of a flag; `-` reads the standard input.
pub fn text(value: &str, options: &Options) -> Result<String, Failure> {
    if value == "-" { read(Path::new("-"), options).map(|t| t.trim_end().to_owned()) } else { Ok(value.to_owned()) }
}

/// Where a document goes: a file, the pager of a person at a terminal, or the standard output.
pub fn sink(session: &Session) -> Result<Box<dyn Write>, Failure> {
    let options = &session.options;
    if let Some(pager) = session.pager() {
        return Ok(Box::new(Paged::new(pager)));
    }
    match session.common.out.as_deref() {
        Some(path) if path != Path::new("-") => {
            refuse_register(path, options)?;
            let file = File::create(path).map_err(Failure::io(path.display().to_string()))?;
            Ok(Box::new(BufWriter::with_capacity(1 << 16, file)))
        }
        _ => Ok(Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout().lock()))),
    }
}
