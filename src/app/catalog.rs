//! The one catalogue of commands: help, completions, the palette and the twin line of an act all read it.

/// A command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its words, such as `vote cast`.
    pub words: &'static str,
    /// What must follow them, for the twin of an act.
    pub usage: &'static str,
    /// What it does, in one line.
    pub text: &'static str,
    /// The act that it carries out, in the words of packs and of `ActLine::act`; empty where it only shows something.
    pub act: &'static str,
}

const fn entry(words: &'static str, usage: &'static str, text: &'static str, act: &'static str) -> Entry {
    Entry { words, usage, text, act }
}

/// Nouns with what they stand for.
pub const NOUNS: [(&str, &str); 18] = [
    ("change", "Change requests: open, assess, submit, decide, carry out"),
    ("vote", "Ballots of the board"),
    ("decision", "What has been decided, and what may still be done to it"),
    ("run", "Carry an approved change out"),
    ("person", "Persons with their roles and seats"),
    ("board", "The board: seats, presence, alternates, delegations"),
    ("meeting", "Meetings of the board: agenda, presence, items, minutes"),
    ("policy", "Packs, their clauses and settings"),
    ("catalogue", "Pre-approved standard changes"),
    ("risk", "The risk register"),
    ("audit", "The ledger: log, verification, checkpoint"),
    ("db", "The database file"),
    ("config", "Settings of this account"),
    ("import", "Bring change records of another tool over"),
    ("window", "Windows in which changes may run"),
    ("calendar", "What stands in the calendar: windows, freezes, changes"),
    ("gate", "Ask whether a change may go out now"),
    ("init", "Found a register"),
];

/// All commands, in the order of help.
pub const ALL: &[Entry] = &[
    entry("inbox", "", "What waits for you, most urgent first", ""),
    entry("change list", "", "List change requests", ""),
    entry("change view", "ID", "Show a change with everything", ""),
    entry("change check", "ID", "Show what a change lacks for its next step", ""),
    entry("change create", "--type TYPE --title TITLE", "Open a change request", "create"),
    entry("change clone", "ID", "Open a change request with the fields of another", "create"),
    entry("change edit", "ID --set FIELD=VALUE", "Change fields of a request", "edit"),
    entry("change retype", "ID TYPE --reason TEXT", "Give a change another type", "retype"),
    entry("change assess", "ID --set FACTOR=VALUE", "Rate the risk factors", "assess"),
    entry("change submit", "ID", "Hand the request in; a rejected one is handed in again", "submit"),
    entry("change return", "ID --reason TEXT", "Turn a submitted request back as incomplete", "return"),
    entry("change review", "ID --outcome pass|fail --as-role ROLE", "Sign a review as passed or failed", "review"),
    entry("change request", "ID", "Ask for approval", "request"),
    entry("change approve", "ID --as-role ROLE", "Approve in a role", "approve"),
    entry("change reject", "ID --as-role ROLE --reason TEXT", "Reject in a role", "reject"),
    entry("change withdraw", "ID --reason TEXT", "Withdraw the approval; cancel a change not approved yet", ""),
    entry("change schedule", "ID --from TIME --to TIME", "Set the implementation window", "schedule"),
    entry("change slots", "ID", "When a change may run, and what decides that", ""),
    entry("change hold", "ID --reason TEXT", "Put a change on hold", "hold"),
    entry("change resume", "ID", "Release a change from hold", "resume"),
    entry("change comment", "ID TEXT", "Comment on a change", "comment"),
    entry("change cancel", "ID --reason TEXT", "Cancel a change", "cancel"),
    entry("change close", "ID --code CODE --notes TEXT", "Close a change with its close code", "close"),
    entry("change diff", "ID FROM TO", "What differs between two revisions of a change, or since a moment", ""),
    entry("change export", "ID", "Print the request as a file that change create --from reads", ""),
    entry("change import", "FORMAT FILE", "Bring change records of another tool over", ""),
    entry("vote open", "ID", "Open a ballot on a change", "vote_open"),
    entry("vote cast", "ID approve|condition|reject|abstain|recuse", "Cast or change a vote", "vote_cast"),
    entry("vote close", "ID", "Close a ballot and declare its outcome", "vote_close"),
    entry("vote tally", "ID", "Show how a ballot stands", ""),
    entry("vote list", "", "List the ballots of a change, or those that are open", ""),
    entry("vote object", "ID --reason TEXT", "Object to a vote that the chair entered for you", "object"),
    entry("decision list", "", "List what has been decided", ""),
    entry("decision view", "ID", "Show a decision with its approvals, votes and conditions", ""),
    entry("decision defer", "ID --reason TEXT", "Defer the decision", "defer"),
    entry("decision withdraw", "ID --reason TEXT", "Withdraw an approval", "withdraw_approval"),
    entry("decision condition", "ID NUMBER", "Verify a condition of the approval", "verify_condition"),
    entry("decision except", "ID RULE --reason TEXT", "Sign a deviation from a rule for one change", "except"),
    entry("run start", "ID", "Begin the implementation", "start"),
    entry("run finish", "ID --result ok|failed", "End the implementation", "finish"),
    entry("run list", "", "The checklists that you have to do with, what waits for you first", ""),
    entry("run view", "ID", "Show a checklist of a change with its items", ""),
    entry("run tick", "ID N", "Tick items of a checklist; the first tick opens it", "tick"),
    entry("run sign", "ID N", "Sign an item as the further person that it needs", ""),
    entry("run fail", "ID N --then retry|waive|back_out --reason TEXT", "Say that an item of a checklist failed", ""),
    entry("run waive", "ID N --reason TEXT", "Counter-sign that a failed item is waived", "waive"),
    entry("run skip", "ID N --reason TEXT", "Say that an item does not apply", ""),
    entry("run retract", "ID N", "Take back what you last recorded on an item", ""),
    entry("run handover", "ID --to PERSON|--read-back TEXT", "Hand a checklist to the next shift, or take it over", ""),
    entry("code", "", "A code by which you sign on another person's terminal, once and soon", ""),
    entry("run note", "ID TEXT --kind KIND", "Write into the implementation record", "record"),
    entry(
        "run evidence",
        "ID [N] --test KIND --file REPORT",
        "Add the result of a test, another proof, or evidence of item N of a checklist; list what is there",
        "evidence",
    ),
    entry("run board", "ID --env ENV", "The go/no-go board: each point with its evidence, and who decides", ""),
    entry("run decide", "ID go|no-go --env ENV", "Decide go or no-go for an environment", "review"),
    entry("window list", "", "The windows of the pack with their next turns", ""),
    entry("calendar", "", "Windows, freezes and changes between two moments", ""),
    entry("calendar import", "", "Make freezes or holidays of another program's calendar (.ics)", ""),
    entry("gate", "ID", "Whether a change may go out now: exit 0 yes, 7 refused, 8 pending, 9 not now", ""),
    entry("person list", "", "List persons with roles and seats", ""),
    entry("person view", "ID", "Show a person with roles and seats", ""),
    entry("person add", "ID --name NAME --role ROLE", "Register a person", "person"),
    entry("person edit", "ID --role ROLE", "Change roles, seats and details of a person", "person"),
    entry("person retire", "ID", "Retire a person, whose seats fall vacant", "person"),
    entry("board list", "", "List the seats of the board with their holders", ""),
    entry("board view", "", "Show seats, presence, quorum and delegations", ""),
    entry("board rollcall", "PERSON=room|phone|excused|absent", "Record who is present", "rollcall"),
    entry("board seat", "SEAT PERSON", "Give a seat to a person", "person"),
    entry("board alternate", "SEAT PERSON", "Name an alternate for a seat", "person"),
    entry("board vacate", "SEAT", "Vacate a seat", "person"),
    entry("board delegate", "--to PERSON --until TIME", "Delegate a role or your vote for a limited time", "delegate"),
    entry("board undelegate", "PERSON", "End your delegation early", "delegate"),
    entry("meeting list", "", "List meetings: held, called and planned", ""),
    entry("meeting view", "MEETING", "Show a meeting with agenda, presence and what the chair should know", ""),
    entry("meeting agenda", "MEETING", "Show the agenda with what each item still lacks", ""),
    entry("meeting create", "--board SERIES --next", "Call a meeting of the board", "meeting_call"),
    entry("meeting move", "MEETING --to TIME", "Move a meeting", "meeting_call"),
    entry("meeting cancel", "MEETING --reason TEXT", "Call a meeting off", "meeting_call"),
    entry("meeting add", "CHANGE", "Put a change or a topic on the agenda", "meeting_agenda"),
    entry("meeting remove", "CHANGE", "Take an item off the agenda", "meeting_agenda"),
    entry("meeting open", "MEETING", "Open a meeting with the agenda as it is now", "meeting_open"),
    entry("meeting join", "MEETING", "Join the open meeting as present", ""),
    entry("meeting rollcall", "PERSON=room|phone|excused|absent", "Record who is present at the meeting", ""),
    entry("meeting chair", "MEETING", "Take the chair of the open meeting", "chair_take"),
    entry("meeting next", "MEETING", "Go to the next item", "meeting_run"),
    entry("meeting back", "MEETING", "Go to the item before", ""),
    entry("meeting item", "ITEM defer|withdraw|done", "Go to an item, or say what becomes of it", ""),
    entry("meeting pause", "MEETING", "Pause the meeting, or go on", ""),
    entry("meeting extend", "ITEM MINUTES", "Give an item more time", ""),
    entry("meeting note", "TEXT", "Write something down, for the minutes or for yourself", ""),
    entry("meeting action", "TEXT --owner PERSON --due TIME", "Give somebody an action", ""),
    entry("meeting done", "MEETING NUMBER", "Mark an action as done", ""),
    entry("meeting consider", "ITEM", "Mark criteria as considered", ""),
    entry("meeting assess", "ITEM TEXT", "Give your seat's assessment of an item", ""),
    entry("meeting consent", "[MEETING]", "Decide the consent group: what nobody took out is approved", ""),
    entry("meeting pull", "ITEM", "Take an item out of the consent group", ""),
    entry("meeting settle", "ITEM", "Settle a standing item or topic", ""),
    entry("meeting close", "MEETING", "Close the meeting", "meeting_close"),
    entry("meeting correct", "MEETING TEXT", "Append a correction to the minutes", ""),
    entry(
        "meeting minutes",
        "MEETING",
        "Print the minutes: text, Markdown, a page, JSON; or write them into files",
        "",
    ),
    entry("meeting replay", "MEETING", "Go through a meeting step by step, or show it as it stood", ""),
    entry("meeting actions", "", "List the actions of all meetings, also as CSV or iCalendar", ""),
    entry("meeting feed", "", "Print all meetings and their series as a calendar", ""),
    entry("meeting invite", "MEETING", "Print the invitation as iCalendar", ""),
    entry("meeting audience", "on|off|blank|unblank|next", "Switch the audience's screen, blank it or page it", ""),
    entry("screen", "MEETING|DIGITS", "Show the room what the meeting decides: read only, it follows the chair", ""),
    entry("policy list", "", "List packs, and which are in force", ""),
    entry("policy show", "NAME", "Show a pack with its settings, roles, matrices and board", ""),
    entry("policy clauses", "NAME", "List the clauses of a pack with what carries them", ""),
    entry("policy check", "FILE", "Check a pack file and run its test vectors", ""),
    entry("policy diff", "A B", "Show what differs between two packs", ""),
    entry("policy replay", "--pack FILE", "Judge the recorded decisions anew under another pack", ""),
    entry("policy schema", "", "Print the JSON Schema of packs", ""),
    entry("policy adopt", "NAME", "Adopt a pack, or several combined", "adopt"),
    entry("policy set", "SETTING VALUE", "Change a setting of the pack", "set"),
    entry("policy review", "", "Record the periodic review of the policy", "review_policy"),
    entry("policy sign", "--as-role ROLE", "Sign the adoption of an edited pack", ""),
    entry("policy confirm", "LINE", "Confirm a precondition of the policy", ""),
    entry("catalogue list", "", "List pre-approved standard changes", ""),
    entry("catalogue admit", "ID --title TITLE", "Admit a standard change, or admit it anew", "catalogue"),
    entry("catalogue suspend", "ID --reason TEXT", "Suspend a standard change", "catalogue"),
    entry("catalogue withdraw", "ID --reason TEXT", "Take a standard change out", "catalogue"),
    entry("risk list", "", "List the risk register", ""),
    entry("risk log", "--text TEXT", "Enter a risk into the register", "log_risk"),
    entry("risk accept", "NUMBER --reason TEXT", "Accept a risk", "accept_risk"),
    entry("risk review", "", "Record the review of the risk register", "review_risks"),
    entry("freeze list", "", "List announced freezes", ""),
    entry(
        "freeze add",
        "--title TEXT --from TIME --to TIME",
        "Announce a freeze; --dry-run tells what it hits",
        "freeze",
    ),
    entry("freeze end", "NUMBER", "End a freeze ahead of its time", "freeze"),
    entry("import", "FORMAT FILE", "Bring change records of another tool over", ""),
    entry("audit verify", "", "Verify the ledger's chain: exit 20 when it is broken", ""),
    entry("audit log", "", "Show the entries of a record, or of all", ""),
    entry("audit checkpoint", "", "Print a checkpoint of the ledger to keep elsewhere", ""),
    entry("audit rebuild", "", "Build the read tables anew from the ledger, or compare them", ""),
    entry("db backup", "FILE", "Copy the register while it is in use", ""),
    entry("init", "--pack NAME", "Found a register", ""),
    entry("demo", "", "Fill a sandbox register with a lifelike history", ""),
    entry("demo reset", "", "Take the demonstration away and fill it anew", ""),
    entry(
        "tutor",
        "LESSON",
        "Learn by doing, on a register of the lesson's own: requester, chair, member, auditor",
        "",
    ),
    entry("config list", "", "List the settings of this account and where they come from", ""),
    entry("config get", "KEY", "Show a setting", ""),
    entry("config set", "KEY VALUE", "Set a setting, or take it out of the file", ""),
    entry("config check", "", "Check the configuration files", ""),
    entry("config edit", "", "Edit the configuration file in your own editor", ""),
    entry("config schema", "", "Print the JSON Schema of the configuration file", ""),
    entry("doctor", "", "Check the program, its surroundings and the register", ""),
    entry("paths", "", "Show where things are kept", ""),
    entry("schema", "NAME", "Print the JSON Schema of an output", ""),
    entry("completion", "SHELL", "Print a completion script", ""),
    entry("man", "", "Print a manual page", ""),
];

/// A command by its words.
#[must_use]
pub fn find(words: &str) -> Option<&'static Entry> {
    ALL.iter().find(|e| e.words == words)
}

/// What a command does; for a noun, what it stands for.
#[must_use]
pub fn about(words: &str) -> Option<&'static str> {
    find(words).map(|e| e.text).or_else(|| NOUNS.iter().find(|n| n.0 == words).map(|n| n.1))
}

/// The command line that carries out an act on a record: `quorate vote cast CHG-1 approve|…`.
#[must_use]
pub fn twin(act: &str, id: &str) -> Option<String> {
    let entry = ALL.iter().find(|e| !act.is_empty() && e.act == act)?;
    let usage = match entry.usage.strip_prefix("ID") {
        Some(rest) => format!("{id}{rest}"),
        None => entry.usage.to_owned(),
    };
    Some(format!("quorate {} {usage}", entry.words).trim_end().to_owned())
}
