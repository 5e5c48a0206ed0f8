//! What people write: sentences that fit what they are asked for.

use super::chance::Chance;

/// What texts are about, by the words in the name of a field, and what people write there. The first that fits counts.
const TEXTS: [(&[&str], &[&str]); 10] = [
    (
        &["rollback", "back"],
        &[
            "Go back to the snapshot that is taken before the first step; tried twice, eleven minutes.",
            "Boot the old version, which stays installed; nine minutes a host.",
            "Switch the traffic back to the old side; it is kept for two days.",
            "Restore the backup of the evening on the standby and promote it; forty minutes.",
        ],
    ),
    (
        &["communication"],
        &[
            "Mail to the owners of the services two days before, banner on the day, note when it is done.",
            "The service desk is told the day before; the status page follows each step.",
            "Announced in the weekly bulletin; the on-call team is called before the start.",
        ],
    ),
    (
        &["lesson", "results", "record"],
        &[
            "Went as planned; the second host took longer, since its cache was cold.",
            "The plan held; next time the banner should go up an hour earlier.",
            "All checks were green; the load test found the same limit as before.",
        ],
    ),
    (
        &["test", "accept", "valid"],
        &[
            "Rehearsed in staging on Monday; it took nine minutes.",
            "Error rate below one percent and latency as before, for an hour.",
            "The regression suite ran twice without a failure; the load test held twice the usual traffic.",
            "Sign-in, order and invoice are tried by hand after each step.",
        ],
    ),
    (
        &["unavailable", "authorisers"],
        &[
            "Called both by phone at the hour, and again ten minutes later; neither answered.",
            "The first is on a flight until noon, the second did not answer three calls.",
        ],
    ),
    (
        &["emergency", "urgency", "incident"],
        &[
            "Sign-in fails for one customer in five since the morning; waiting would widen it.",
            "The hole is used in the wild, and the service faces the internet.",
            "The disk fills within six hours; orders stop then.",
        ],
    ),
    (
        &["plan", "timeline", "procedure"],
        &[
            "One host at a time, with a health check after each; then the next.",
            "Take the snapshot, drain the node, install, start, check, put it back; ten minutes each.",
            "Two people at the keyboard, one watches the dashboards; the standby first.",
        ],
    ),
    (
        &["impact", "assessed", "risk", "mitigation"],
        &[
            "Customers notice nothing as long as one node serves.",
            "Reads are slower for some minutes; writes wait for at most a second.",
            "Two reports arrive an hour late on the day; nobody else depends on it.",
            "Access rules stay as they are; the log shows who signed in as before.",
        ],
    ),
    (
        &["justification", "purpose", "reason", "why"],
        &[
            "The present version is no longer supported by its vendor.",
            "Monitoring was slow to notice the last failure of this kind.",
            "The volume is at eighty percent and grows by two points a week.",
            "The audit of spring asked for it.",
        ],
    ),
    (
        &["scope", "description"],
        &[
            "The nodes that are named, nothing beside them; configuration stays under version control.",
            "One component is replaced by its next minor version; interfaces do not change.",
            "The setting is raised on all nodes, one after the other.",
        ],
    ),
];

/// A sentence where it matters little what it is about.
pub(super) fn sentence(chance: &mut Chance) -> &'static str {
    chance.word(&[
        "The team on call has read the plan and has access.",
        "The provider confirmed the window in writing.",
        "Two people at the keyboard, one watches the dashboards.",
        "Checked against the runbook; nothing is missing.",
        "The same was done on the standby last month.",
    ])
}

/// A sentence that fits a field, by its name.
pub(super) fn about(field: &str, chance: &mut Chance) -> &'static str {
    match TEXTS.iter().find(|(words, _)| words.iter().any(|w| field.contains(w))) {
        Some((_, sentences)) => chance.word(sentences),
        None => sentence(chance),
    }
}

/// What may go wrong, and what is done about it.
pub(super) fn risk(chance: &mut Chance) -> (&'static str, &'static str) {
    let text = chance.word(&[
        "The standby lags behind while the index is built.",
        "The old client may not speak the new protocol.",
        "The way back takes longer than the window.",
        "One person alone knows the appliance.",
    ]);
    let mitigation = chance.word(&[
        "It is watched, and the work pauses above the limit that the plan names.",
        "The old version stays in place for two weeks.",
        "It is decided after half of the window at the latest.",
        "The vendor is on call, and a second person does the steps.",
    ]);
    (text, mitigation)
}

/// What must be done before the start.
pub(super) fn condition(chance: &mut Chance) -> &'static str {
    chance.word(&[
        "The backup of the night before is restored on the standby and checked.",
        "The service desk has the banner up an hour before the start.",
        "A second person of the team is named and reachable for the whole window.",
        "The load test is repeated with the version that goes out.",
    ])
}

/// Why somebody votes against, or abstains.
pub(super) fn objection(chance: &mut Chance) -> &'static str {
    chance.word(&[
        "The way back has not been tried on this version.",
        "The window meets the close of the month.",
        "Nobody from the vendor is on call that night.",
        "The load test is older than the last release.",
        "Two other changes touch the same system that week.",
        "The monitoring would not notice a slow failure.",
    ])
}

/// Why a decision was taken.
pub(super) fn rationale(chance: &mut Chance) -> &'static str {
    chance.word(&[
        "The plan is complete and the way back was tried.",
        "The risk of waiting is greater than that of the change.",
        "Tests and monitoring cover what can go wrong.",
        "The team has done the same on two other systems.",
        "The questions of the members were answered.",
    ])
}

/// How something went.
pub(super) fn outcome(chance: &mut Chance) -> &'static str {
    chance.word(&[
        "Went as planned; no alarms, latency as before.",
        "Done within the window, checked after each host.",
        "One host needed a second restart; no effect on customers.",
        "All checks were green for an hour afterwards.",
        "Took twenty minutes longer than planned; the plan was amended.",
        "The dashboards were watched by a second person; nothing to report.",
    ])
}
