//! The lessons of the tutor: one for each kind of person, as commands to type and what they show.

/// A step of a lesson.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// What is told before it.
    pub text: &'static str,
    /// The command.
    pub line: &'static str,
    /// The exit code that it is to end with.
    pub code: u8,
}

/// A lesson.
#[derive(Clone, Copy, Debug)]
pub struct Lesson {
    /// Its name.
    pub name: &'static str,
    /// What it teaches.
    pub text: &'static str,
    /// As whom one learns.
    pub actor: &'static str,
    /// What has happened before, each line with who did it.
    pub before: &'static [(&'static str, &'static str)],
    /// Its steps.
    pub steps: &'static [Step],
    /// What is told at the end.
    pub end: &'static str,
}

const fn step(text: &'static str, line: &'static str, code: u8) -> Step {
    Step { text, line, code }
}

/// The board, two more people, and a change that waits for the board.
pub const SCENE: &[(&str, &str)] = &[
    ("root", "person add cto --name 'Chris Orr' --role cto --seat cto"),
    ("root", "person add ciso --name 'Sam Ito' --role ciso --seat ciso"),
    ("root", "person add system_owner --name 'Olu Ade' --role system_owner --seat system_owner"),
    ("root", "person add devsecops_lead --name 'Dana Li' --role devsecops_lead --seat devsecops_lead"),
    ("root", "person add compliance_officer --name 'Eve Park' --role compliance_officer --seat compliance_officer"),
    ("root", "person add rita --name 'Rita Sol' --role change_requester"),
    ("root", "person add tom --name 'Tom Fox' --role technical_team"),
    (
        "rita",
        "change create --type normal --title 'Add a read replica' --set environment=production \
         'description=A second replica behind the reader endpoint' 'justification=Reads saturate the first one' \
         asset_classes=infrastructure affected_systems=orders-db 'implementation_plan=Create it, then attach it' \
         'testing_plan=Replay a day of reads in staging' 'acceptance_criteria=p95 below 40 ms' \
         'rollback_plan=Detach the replica' rollback_method=manual 'mitigations=Create it outside peak hours' \
         'window=2026-04-05 02:00/2026-04-05 04:00' impact_availability=none impact_security=none \
         'impact_performance=better reads' dependencies=none 'change_kind=infrastructure change' security_relevant=no \
         compliance_impact=no",
    ),
    ("rita", "change assess CHG-1 --set likelihood=Low impact=Medium"),
    ("rita", "change submit CHG-1"),
    ("tom", "change assess CHG-1 --set residual_likelihood=Low residual_impact=Low"),
    (
        "tom",
        "change edit CHG-1 --set assessed_availability=within assessed_security=inherited assessed_performance=spare \
         depends_systems=orders depends_teams=none depends_vendors=none nist_method=yes",
    ),
    ("tom", "change review CHG-1 --review completeness --outcome pass"),
    ("tom", "change review CHG-1 --review impact_assessment --outcome pass"),
];

/// All lessons.
pub const LESSONS: [Lesson; 4] = [
    Lesson {
        name: "requester",
        text: "write a change request that the policy lets through",
        actor: "rita",
        before: &[],
        steps: &[
            step(
                "You are Rita, who asks for changes. A change begins with its type and a title.",
                "change create --type normal --title 'Warm the cache'",
                0,
            ),
            step("It is a draft now. What does the policy want before it may be handed in?", "change check CHG-2", 0),
            step(
                "Hand it in all the same: a refusal names everything that is missing at once, each \
                 with its clause, and the exit code 7 says: refused by policy.",
                "change submit CHG-2",
                7,
            ),
            step(
                "Fields are filled one by one or several at a time; a form is on the screens, under e.",
                "change edit CHG-2 --set 'rollback_plan=Empty the cache' environment=staging",
                0,
            ),
            step(
                "What was done before is a good start for the next request: clone it.",
                "change clone CHG-1 --title 'Add a third replica'",
                0,
            ),
            step(
                "The clone has every field but the window. This compares two revisions of a change.",
                "change diff CHG-1 1",
                0,
            ),
        ],
        end: "That is a request. The lesson chair goes on from here.",
    },
    Lesson {
        name: "chair",
        text: "put a change to the vote of a quorate board",
        actor: "cto",
        before: &[],
        steps: &[
            step("You are Chris, who holds the seat cto and chairs the board. What waits for you?", "inbox", 0),
            step(
                "The change is ready for the board. Opening a ballot seals its roster, quorum, \
                 threshold and the revision that is voted on.",
                "vote open CHG-1",
                0,
            ),
            step(
                "Four quantities are always shown: presence against quorum, who may vote, the votes, \
                 the mandatory seats.",
                "vote tally CHG-1",
                0,
            ),
            step("You vote like everybody else.", "vote cast CHG-1 approve", 0),
            step("One voice is no board: closing without quorum is refused, with the clause.", "vote close CHG-1", 7),
            step(
                "Until it is decided, the gate holds the change back: exit code 8, pending.",
                "gate CHG-1 --env production",
                8,
            ),
        ],
        end: "Two more members have to vote. The lesson member shows their side.",
    },
    Lesson {
        name: "member",
        text: "vote on a change in your own session",
        actor: "ciso",
        before: &[("cto", "vote open CHG-1"), ("cto", "vote cast CHG-1 approve")],
        steps: &[
            step("You are Sam, who holds the seat ciso. A vote waits for you.", "inbox", 0),
            step("Read what it is about: fields, risk, reviews, what the policy demands.", "change view CHG-1", 0),
            step(
                "A comment is part of the record and decides nothing.",
                "change comment CHG-1 'Who watches the replica lag?'",
                0,
            ),
            step(
                "Vote. You may change your vote until the ballot is closed.",
                "vote cast CHG-1 approve --reason 'the way back is short'",
                0,
            ),
            step("The votes of others stay hidden until the ballot is closed.", "vote tally CHG-1", 0),
        ],
        end: "The chair closes the ballot; the decision is in quorate decision view CHG-1.",
    },
    Lesson {
        name: "auditor",
        text: "follow a decision through the ledger and prove that nothing was altered",
        actor: "root",
        before: &[
            ("cto", "vote open CHG-1"),
            ("cto", "vote cast CHG-1 approve"),
            ("ciso", "vote cast CHG-1 approve"),
            ("system_owner", "vote cast CHG-1 reject --reason 'too close to the release'"),
            ("cto", "vote close CHG-1 --considered --reason 'rehearsed, with a way back'"),
        ],
        steps: &[
            step("Every act is an entry of the ledger, with who, when and why.", "audit log CHG-1", 0),
            step("How was it decided, by whom, under which pack?", "decision view CHG-1", 0),
            step(
                "Each entry carries the hash of the one before: this verifies the chain. Exit code 20 \
                 would mean that it is broken.",
                "audit verify",
                0,
            ),
            step(
                "A checkpoint is a line to keep elsewhere: with it, audit verify --against FILE sees a cut tail too.",
                "audit checkpoint",
                0,
            ),
            step(
                "Which clauses of the policy does the pack enforce, and what carries each?",
                "policy clauses ghostquant --state enforced",
                0,
            ),
        ],
        end: "quorate policy replay --pack aivo would tell what another policy had decided.",
    },
];
