//! What can be wrong with a report, each with its place and what to do.

use crate::text::feeds::fault::At;

/// Why a report was refused. Nothing of it is kept.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReportError {
    /// Nothing is in it.
    #[error("the report is empty; run the tool again")]
    Empty,
    /// It is larger than the pack's setting allows.
    #[error("the report has {size} bytes, and evidence.size allows {cap}; attach a summary, or raise evidence.size")]
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit.
        cap: u64,
    },
    /// Of no format that is read.
    #[error(
        "the content is none of JUnit XML, Cobertura XML, LCOV or SARIF; give the figures with --value, or attach it \
         with --attach"
    )]
    Unknown,
    /// Not in the encoding that it should be in.
    #[error("the report's encoding is wrong: {what}; save it as UTF-8")]
    Encoding {
        /// What is wrong.
        what: String,
    },
    /// It ends in the middle.
    #[error("{at}: {what}; the report seems cut. Run the tool again")]
    Cut {
        /// Where what is open begins.
        at: At,
        /// What is open.
        what: String,
    },
    /// It breaks the rules of its syntax, or declares entities.
    #[error("{at}: {what}")]
    Syntax {
        /// Where.
        at: At,
        /// What is wrong and what was expected.
        what: String,
    },
    /// It holds a figure that cannot be.
    #[error("{at}: {what}; such a figure is not taken as evidence. Run the tool again")]
    Figure {
        /// Where.
        at: At,
        /// Which figure, and why not.
        what: String,
    },
    /// It is whole and says nothing.
    #[error("the report holds {what}, so it proves nothing; run the tool again")]
    Nothing {
        /// What it lacks.
        what: &'static str,
    },
}

/// The place of a byte of the text; columns count characters.
pub(super) fn place(text: &str, offset: usize) -> At {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1;
    At { line, column }
}
