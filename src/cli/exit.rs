//! Exit codes: one code a meaning; nothing but a clear yes gives 0.

/// How the program ends. An interrupted program dies by its signal, which shells report as 130.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// Yes, done, or an empty list.
    Done,
    /// The program or its surroundings failed; never a verdict.
    Failed,
    /// Wrong usage, invalid input.
    Usage,
    /// Refused by decision or policy.
    Refused,
    /// No verdict yet.
    Pending,
    /// Approved, but not now.
    NotNow,
    /// Nothing changed, where that was to be told.
    Unchanged,
    /// The ledger's integrity is broken.
    Integrity,
    /// The code of an error.
    Code(u8),
}

impl Exit {
    /// The code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused => 7,
            Self::Pending => 8,
            Self::NotNow => 9,
            Self::Unchanged => 10,
            Self::Integrity => 20,
            Self::Code(code) => code,
        }
    }

    /// The code of a gate's verdict; a word that is no verdict is a failure, never a yes.
    #[must_use]
    pub fn of_verdict(verdict: &str) -> Self {
        match verdict {
            "yes" => Self::Done,
            "refused" => Self::Refused,
            "pending" => Self::Pending,
            "not_now" => Self::NotNow,
            _ => Self::Failed,
        }
    }

    /// Of two endings the one that is not 0; the first where both are not.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        if self.code() == 0 { other } else { self }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
