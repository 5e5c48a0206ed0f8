//! What can go wrong at the door: refusals, and failures that are no verdict.

use crate::base::ids::ActId;
use crate::base::text::so_many;
use crate::domain::refusal::Refusal;
use crate::policy::read::Finding;
use crate::sheets::register::ImportSheet;
use crate::store::error::StoreError;

/// An error of the application.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The act was refused; nothing was recorded.
    #[error("{}", .0.text)]
    Refused(Box<Refusal>),
    /// Input that cannot be used: what, and what to do.
    #[error("{text}")]
    Input {
        /// What is wrong.
        text: String,
        /// What to do.
        hint: String,
    },
    /// There is no such record.
    #[error("{text}")]
    NotFound {
        /// What was looked for.
        text: String,
        /// What to do.
        hint: String,
    },
    /// A pack cannot be used.
    #[error("{name}: {}", so_many(.findings.len(), "finding"))]
    Pack {
        /// Its name or file.
        name: String,
        /// What is wrong with it.
        findings: Vec<Finding>,
    },
    /// The pack that the register has adopted has something that this program does not know.
    #[error("the adopted pack {name} cannot be used: line {}, column {}: {}", .finding.line, .finding.column, .finding.text)]
    Adopted {
        /// Its name.
        name: String,
        /// What is not known, and where.
        finding: Box<Finding>,
    },
    /// The register cannot be opened or used.
    #[error("{text}")]
    Register {
        /// What happened.
        text: String,
        /// What to do.
        hint: String,
    },
    /// An import stopped before its end; what was recorded before that stays, but of a trial nothing is.
    #[error("{cause}; read before that: {} ({}{} created, {} updated)", so_many(.sheet.read, "record"),
        if *.trial { "would be: " } else { "" }, .sheet.created, .sheet.updated)]
    Stopped {
        /// Why.
        cause: Box<AppError>,
        /// How far it came.
        sheet: Box<ImportSheet>,
        /// Whether it was a trial.
        trial: bool,
    },
    /// Whether the act was recorded is not known; [`crate::app::App`] looks it up before anybody sees this.
    #[error("whether act {0} was recorded is not known yet")]
    Unsettled(ActId),
    /// The ledger's integrity is broken.
    #[error("{text}")]
    Integrity {
        /// What was found.
        text: String,
        /// What to do.
        hint: String,
    },
}

impl AppError {
    /// The exit code (interface 4.3).
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Self::Refused(refusal) => refusal.kind.code(),
            Self::Input { .. } | Self::Pack { .. } | Self::Adopted { .. } => 2,
            Self::NotFound { .. } => 3,
            Self::Register { .. } | Self::Unsettled(_) => 1,
            Self::Stopped { cause, .. } => cause.code(),
            Self::Integrity { .. } => 20,
        }
    }

    /// The word in JSON.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.kind.word(),
            Self::Input { .. } => "invalid_input",
            Self::NotFound { .. } => "not_found",
            Self::Pack { .. } | Self::Adopted { .. } => "pack",
            Self::Register { .. } | Self::Unsettled(_) => "register",
            Self::Stopped { cause, .. } => cause.word(),
            Self::Integrity { .. } => "integrity",
        }
    }

    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.reasons.first().map(|r| r.remedy.clone()).unwrap_or_default(),
            Self::Input { hint, .. }
            | Self::NotFound { hint, .. }
            | Self::Register { hint, .. }
            | Self::Integrity { hint, .. } => hint.clone(),
            Self::Stopped { cause, .. } => cause.hint(),
            Self::Unsettled(_) => "look at the log before trying again: quorate audit log".into(),
            Self::Pack { .. } => "correct the pack: quorate policy check FILE".into(),
            Self::Adopted { name, .. } => format!(
                "use the quorate that adopted it, or let an administrator adopt a text that this one knows: quorate policy \
                 adopt {name} --reason TEXT, which `quorate policy check {name}` looks at first; the log can be read as \
                 ever: quorate audit log policy"
            ),
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let text = error.to_string();
        match error {
            StoreError::Exists { .. } => Self::Input { text, hint: "name another file with --db".into() },
            StoreError::Unsettled { act, .. } => Self::Unsettled(act),
            StoreError::Corrupt { .. } => Self::Integrity {
                text,
                hint: "keep the file as it is; `quorate doctor` tells what is damaged, and a backup takes its place"
                    .into(),
            },
            StoreError::Shorter { .. } | StoreError::Different { .. } => Self::Integrity {
                text,
                hint: "if a backup was put in its place knowingly, an administrator says so: quorate audit verify \
                       --acknowledge --reason TEXT"
                    .into(),
            },
            StoreError::Broken { .. } => Self::Integrity {
                text,
                hint: "restore a backup and verify it, or go on knowingly: quorate audit verify --acknowledge \
                       --reason TEXT"
                    .into(),
            },
            StoreError::Unguarded { .. } => Self::Integrity {
                text,
                hint:
                    "see whether the entries are whole: quorate audit verify; an administrator puts the triggers back: \
                       quorate audit verify --acknowledge --reason TEXT"
                        .into(),
            },
            StoreError::Limited { .. } => {
                Self::Register { text, hint: "ulimit -f unlimited, in the same session".into() }
            }
            StoreError::Full { .. } => Self::Register { text, hint: "`quorate doctor` tells how much is free".into() },
            _ => Self::Register { text, hint: "see `quorate doctor`".into() },
        }
    }
}

/// The error of an entry that this program cannot read.
pub(super) fn unreadable(error: impl std::fmt::Display) -> AppError {
    AppError::Integrity {
        text: error.to_string(),
        hint: "a newer quorate may know it; see `quorate audit verify`".into(),
    }
}
