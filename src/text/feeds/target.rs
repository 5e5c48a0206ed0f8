//! The fields of a change that a foreign column can fill, by the names that a mapping file uses.

/// A field that a column fills.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs, reason = "each is named as the field of `ForeignChange` that it fills")]
pub enum Target {
    Id,
    Title,
    Type,
    State,
    Outcome,
    Requester,
    Owner,
    Group,
    Description,
    Justification,
    Risk,
    Impact,
    Likelihood,
    Priority,
    ImplementationPlan,
    TestPlan,
    BackoutPlan,
    CommunicationPlan,
    Affected,
    Opened,
    PlannedStart,
    PlannedEnd,
    ActualStart,
    ActualEnd,
    Closed,
    CloseCode,
    CloseNotes,
}

impl Target {
    /// All targets, in the order in which they are listed to people.
    pub const ALL: [Self; 27] = [
        Self::Id,
        Self::Title,
        Self::Type,
        Self::State,
        Self::Outcome,
        Self::Requester,
        Self::Owner,
        Self::Group,
        Self::Description,
        Self::Justification,
        Self::Risk,
        Self::Impact,
        Self::Likelihood,
        Self::Priority,
        Self::ImplementationPlan,
        Self::TestPlan,
        Self::BackoutPlan,
        Self::CommunicationPlan,
        Self::Affected,
        Self::Opened,
        Self::PlannedStart,
        Self::PlannedEnd,
        Self::ActualStart,
        Self::ActualEnd,
        Self::Closed,
        Self::CloseCode,
        Self::CloseNotes,
    ];

    /// The name in a mapping file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Title => "title",
            Self::Type => "type",
            Self::State => "state",
            Self::Outcome => "outcome",
            Self::Requester => "requester",
            Self::Owner => "owner",
            Self::Group => "group",
            Self::Description => "description",
            Self::Justification => "justification",
            Self::Risk => "risk",
            Self::Impact => "impact",
            Self::Likelihood => "likelihood",
            Self::Priority => "priority",
            Self::ImplementationPlan => "implementation_plan",
            Self::TestPlan => "test_plan",
            Self::BackoutPlan => "backout_plan",
            Self::CommunicationPlan => "communication_plan",
            Self::Affected => "affected",
            Self::Opened => "opened",
            Self::PlannedStart => "planned_start",
            Self::PlannedEnd => "planned_end",
            Self::ActualStart => "actual_start",
            Self::ActualEnd => "actual_end",
            Self::Closed => "closed",
            Self::CloseCode => "close_code",
            Self::CloseNotes => "close_notes",
        }
    }

    /// The target of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }

    /// Whether the field is a moment.
    #[must_use]
    pub const fn is_moment(self) -> bool {
        matches!(
            self,
            Self::Opened | Self::PlannedStart | Self::PlannedEnd | Self::ActualStart | Self::ActualEnd | Self::Closed
        )
    }

    /// Whether a mapping file may translate the values of the field.
    #[must_use]
    pub const fn is_word(self) -> bool {
        matches!(
            self,
            Self::Type
                | Self::State
                | Self::Outcome
                | Self::Risk
                | Self::Impact
                | Self::Likelihood
                | Self::Priority
                | Self::CloseCode
        )
    }
}

/// What is done with a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Bind {
    /// It fills a field.
    To(Target),
    /// It is kept under a name in `extra`.
    Extra(String),
    /// It is known and of no use here, or a mapping says `ignore`.
    Ignore,
    /// It is not known.
    Unknown,
}
