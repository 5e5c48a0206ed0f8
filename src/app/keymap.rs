//! One table of keys, for screens and line mode alike: it feeds dispatch, footer, help, palette and tests.

/// Where a key means something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Context {
    /// Everywhere.
    Global,
    /// Lists and pages that one moves through.
    List,
    /// Home.
    Home,
    /// Queue.
    Queue,
    /// A change.
    Detail,
    /// A ballot.
    Ballot,
    /// The form of a change.
    Form,
    /// Packs and clauses.
    Pack,
    /// The log.
    Log,
    /// The board and the persons.
    Board,
    /// The calendar.
    Calendar,
    /// Meeting control.
    Meeting,
    /// The checklists that one has to do with.
    Runs,
    /// A checklist.
    Run,
    /// A command that was begun from here.
    Command,
    /// The go/no-go board.
    Go,
    /// The audience's screen.
    Audience,
    /// First run.
    First,
    /// The tour.
    Tour,
}

/// What a key does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each is told by the words of its binding")]
pub enum Action {
    Up,
    Down,
    Top,
    Bottom,
    PageUp,
    PageDown,
    Open,
    Back,
    NextPage,
    Whole,
    Filter,
    Palette,
    Help,
    Refresh,
    New,
    Edit,
    Editor,
    Acts,
    Vote,
    OpenVote,
    CloseVote,
    Defer,
    Rollcall,
    /// Object to the vote that somebody else entered for one.
    Object,
    Log,
    Twin,
    Copy,
    Links,
    Retract,
    Zone,
    Theme,
    /// Everything that a page reminds of or warns of.
    Notices,
    Sort,
    States,
    Types,
    Risks,
    Redraw,
    Suspend,
    Leave,
    Record,
    Go,
    GoHome,
    GoQueue,
    GoPacks,
    GoBoard,
    GoLedger,
    GoCalendar,
    Today,
    WeekOn,
    WeekBack,
    MonthOn,
    MonthBack,
    YearOn,
    YearBack,
    Freeze,
    EndFreeze,
    /// Approve or refuse the freeze under the cursor.
    SignFreeze,
    Slots,
    GoMeeting,
    MeetingAct,
    OpenMeeting,
    Join,
    NextItem,
    PreviousItem,
    Note,
    GiveAction,
    Timer,
    Minutes,
    Withdraw,
    AddItem,
    Chair,
    Audience,
    Blank,
    Page,
    PageBack,
    Pane,
    GoRuns,
    /// The checklists of the change.
    Lists,
    GoNoGo,
    Tick,
    Evidence,
    Failed,
    Skip,
    SignHere,
    BackOut,
    HandOver,
    /// Run a command of the deployment, or watch the one that runs.
    Command,
    /// Tell it to end.
    StopCommand,
}

/// A binding.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where.
    pub context: Context,
    /// Keys, the first is shown.
    pub keys: &'static [&'static str],
    /// What it does.
    pub action: Action,
    /// In the footer; empty to leave it out.
    pub short: &'static str,
    /// In help and palette.
    pub words: &'static str,
    /// The act that it begins, whose reason against it is shown where it is not possible; empty for none.
    pub act: &'static str,
}

const fn bind(
    context: Context,
    keys: &'static [&'static str],
    action: Action,
    short: &'static str,
    words: &'static str,
) -> Binding {
    Binding { context, keys, action, short, words, act: "" }
}

const fn act(
    context: Context,
    keys: &'static [&'static str],
    action: Action,
    short: &'static str,
    words: &'static str,
    act: &'static str,
) -> Binding {
    Binding { context, keys, action, short, words, act }
}

use Context::{Audience, Go};
use Context::{Ballot, Board, Calendar, Detail, Form, Global, Home, List, Log, Meeting, Pack, Queue, Run, Runs, Tour};

/// All bindings. Footers show them in this order, as many as fit.
pub const BINDINGS: &[Binding] = &[
    bind(List, &["j", "Down"], Action::Down, "", "move down"),
    bind(List, &["k", "Up"], Action::Up, "", "move up"),
    bind(List, &["PageDown", "Ctrl-d"], Action::PageDown, "", "next page"),
    bind(List, &["PageUp", "Ctrl-u"], Action::PageUp, "", "page before"),
    bind(List, &["g g", "Home"], Action::Top, "", "go to the top"),
    bind(List, &["G", "End"], Action::Bottom, "", "go to the end"),
    bind(Home, &["Enter", "l", "Right"], Action::Open, "open", "open what is under the cursor; 1-9 pick what waits"),
    bind(Home, &["m"], Action::GoMeeting, "meeting", "the meeting that is open, or the next"),
    bind(Home, &["v"], Action::Join, "join", "join the meeting that is open; once there, go to its ballot"),
    bind(Home, &["n"], Action::Notices, "", "everything that the register reminds of"),
    bind(Home, &["+"], Action::New, "new", "new change"),
    bind(Home, &["/"], Action::Filter, "find", "find changes while typing"),
    bind(Queue, &["Enter", "l", "Right"], Action::Open, "open", "open the change"),
    bind(Queue, &["m"], Action::GoMeeting, "", "the meeting that is open, or the next"),
    bind(Queue, &["v"], Action::Join, "", "join the meeting that is open; once there, go to its ballot"),
    bind(Queue, &["+"], Action::New, "new", "new change"),
    bind(Queue, &["/"], Action::Filter, "find", "find changes while typing"),
    bind(Queue, &["f"], Action::States, "state", "next state to show"),
    bind(Queue, &["t"], Action::Types, "type", "next type to show"),
    bind(Queue, &["r"], Action::Risks, "risk", "next risk level to show"),
    bind(Queue, &["s"], Action::Sort, "sort", "next order of sorting"),
    bind(Detail, &["A"], Action::Acts, "act", "act on this change: submit, review, approve ..."),
    bind(Detail, &["v"], Action::Vote, "ballot", "go to the ballot; of a change without one, to that of the meeting"),
    bind(Detail, &["m"], Action::GoMeeting, "", "the meeting that is open, or the next"),
    act(Detail, &["V"], Action::OpenVote, "open vote", "open a ballot", "vote_open"),
    act(Detail, &["D"], Action::Defer, "defer", "defer the decision", "defer"),
    act(Detail, &["e"], Action::Edit, "edit", "edit the request", "edit"),
    bind(Detail, &["d", "Tab"], Action::NextPage, "more", "next page of details"),
    bind(Detail, &["w"], Action::Slots, "when", "when it may run: what decides that, and the next free times"),
    bind(
        Detail,
        &["n"],
        Action::GoNoGo,
        "go/no-go",
        "the go/no-go board: each point with its evidence, and who decides",
    ),
    bind(Detail, &["C"], Action::Lists, "", "the checklists of the change"),
    bind(Detail, &["L"], Action::Log, "log", "the record's log"),
    bind(Detail, &["o"], Action::Links, "", "show the links of the record"),
    bind(Detail, &["u"], Action::Retract, "", "retract what you last recorded here"),
    act(Ballot, &["X"], Action::CloseVote, "close", "close the ballot and declare its outcome", "vote_close"),
    bind(
        Ballot,
        &["V"],
        Action::OpenVote,
        "read votes",
        "enter votes by roll call; a new ballot when this one is over",
    ),
    bind(Ballot, &["v"], Action::Join, "", "the ballot that is open in the meeting"),
    bind(Ballot, &["m"], Action::GoMeeting, "", "the meeting that is open, or the next"),
    bind(Ballot, &["C"], Action::Rollcall, "roll call", "record who is present"),
    act(Ballot, &["D"], Action::Defer, "defer", "defer the decision", "defer"),
    act(Ballot, &["O"], Action::Object, "object", "object to the vote that was entered for you", "object"),
    bind(Ballot, &["d", "Tab"], Action::NextPage, "details", "the change itself"),
    bind(Ballot, &["L"], Action::Log, "", "the record's log"),
    bind(Ballot, &["u"], Action::Retract, "", "retract what you last recorded here"),
    bind(Form, &["Enter", "l", "Right"], Action::Open, "write", "write in the field; Esc or Tab closes it"),
    bind(Form, &["S"], Action::Record, "record", "record what was written"),
    bind(Form, &["e"], Action::Editor, "editor", "write in your own editor"),
    bind(Pack, &["Enter", "l", "Right"], Action::Open, "open", "open the pack, or show the clause whole"),
    bind(Pack, &["d", "Tab"], Action::NextPage, "more", "next page of the pack"),
    bind(Pack, &["f"], Action::States, "state", "next state of clauses to show"),
    bind(Pack, &["/"], Action::Filter, "find", "find clauses while typing"),
    bind(Log, &["Enter", "l", "Right"], Action::Open, "whole entry", "show the entry whole"),
    bind(Log, &["f"], Action::States, "out of band", "only approvals given out of band, or everything again"),
    bind(Board, &["C"], Action::Rollcall, "roll call", "record who is present"),
    bind(
        Calendar,
        &["Enter", "l", "Right"],
        Action::Open,
        "open",
        "open the change, the freeze, or the week of the day",
    ),
    bind(Calendar, &["d", "Tab"], Action::NextPage, "view", "next view: week, freezes, people, month, year"),
    bind(Calendar, &["]"], Action::WeekOn, "week on", "a week later"),
    bind(Calendar, &["["], Action::WeekBack, "back", "a week earlier"),
    bind(Calendar, &["}"], Action::MonthOn, "month on", "a month later"),
    bind(Calendar, &["{"], Action::MonthBack, "", "a month earlier"),
    bind(Calendar, &[">"], Action::YearOn, "year on", "a year later"),
    bind(Calendar, &["<"], Action::YearBack, "", "a year earlier"),
    bind(Calendar, &["g t"], Action::Today, "", "go to today"),
    bind(Calendar, &["z"], Action::Whole, "", "the line whole; of a year, what is still to be set"),
    bind(Calendar, &["+"], Action::Freeze, "freeze", "announce a freeze; what it stops is told before"),
    bind(Calendar, &["X"], Action::EndFreeze, "end it", "end the freeze under the cursor"),
    bind(
        Calendar,
        &["Y"],
        Action::SignFreeze,
        "sign",
        "approve or refuse the proposed freeze under the cursor; a task of the month is done",
    ),
    bind(Meeting, &["O"], Action::OpenMeeting, "open", "open the meeting"),
    bind(Meeting, &["v"], Action::Join, "join, vote", "join as present; once here, go to the ballot that is open"),
    bind(Meeting, &["]"], Action::NextItem, "next", "go to the next item"),
    bind(Meeting, &["["], Action::PreviousItem, "", "go to the item before"),
    bind(Meeting, &["V"], Action::OpenVote, "vote", "open a ballot on the item; while it is open, read votes out"),
    bind(Meeting, &["X"], Action::CloseVote, "close", "close the ballot; none open: close the meeting"),
    bind(Meeting, &["D"], Action::Defer, "defer", "defer the item"),
    bind(Meeting, &["W"], Action::Withdraw, "", "withdraw the item: its change is canceled"),
    bind(Meeting, &["C"], Action::Rollcall, "roll call", "record who is present"),
    bind(Meeting, &["i"], Action::Note, "note", "write a note, for the minutes or for yourself"),
    bind(Meeting, &["A"], Action::GiveAction, "action", "give somebody an action"),
    bind(Meeting, &["t"], Action::Timer, "timer", "the timer: pause, more time, the next item"),
    bind(Meeting, &["a"], Action::MeetingAct, "more", "everything that can be done in the meeting"),
    bind(Meeting, &["m"], Action::GoMeeting, "", "the meeting that is open; where several are, the next of them"),
    bind(Meeting, &["M"], Action::Minutes, "minutes", "the minutes as they are now"),
    bind(
        Meeting,
        &["n"],
        Action::Notices,
        "",
        "everything that the chair should know, and what the register reminds of",
    ),
    bind(Meeting, &["+"], Action::AddItem, "", "put a change or a topic on the agenda"),
    bind(Meeting, &["K"], Action::Chair, "take chair", "take the chair"),
    bind(Meeting, &["P"], Action::Audience, "audience", "switch the audience's screen on or off; it follows you"),
    bind(Meeting, &["."], Action::Blank, "", "blank the audience's screen, or show it again"),
    bind(Meeting, &[" "], Action::Page, "", "the audience's next page"),
    bind(
        Meeting,
        &["Enter", "l", "Right"],
        Action::Open,
        "go to item",
        "make the item under the cursor the current one; who does not lead looks at it. 1-9 pick an item",
    ),
    bind(Meeting, &["d"], Action::NextPage, "details", "the change of the item"),
    bind(Meeting, &["Tab"], Action::Pane, "", "agenda or item, where only one of them fits"),
    bind(Meeting, &["L"], Action::Log, "", "the log of the meeting"),
    bind(Runs, &["Enter", "l", "Right"], Action::Open, "open", "open the list; 1-9 pick"),
    bind(Run, &[" "], Action::Tick, "tick", "tick the item; on an item for two, sign your half"),
    bind(Run, &["e"], Action::Evidence, "evidence", "evidence: 1 paste, 2 run command, 3 file, 4 link, 5 editor"),
    bind(Run, &["F"], Action::Failed, "failed", "the item failed: retry, waive or back out"),
    bind(Run, &["-"], Action::Skip, "n/a", "the item does not apply"),
    bind(Run, &["S"], Action::SignHere, "sign here", "a second person signs on this terminal by their code"),
    bind(Run, &["B"], Action::BackOut, "back out", "back out at this item"),
    bind(Run, &["H"], Action::HandOver, "", "hand the list over to the next shift, or take it over by reading it back"),
    bind(Run, &["Enter", "l", "Right"], Action::Open, "", "sign or waive what waits for you; 1 does the same"),
    bind(Run, &["u"], Action::Retract, "retract", "retract what you last recorded on the item"),
    bind(Run, &["x"], Action::Command, "run", "run a command of the deployment as yourself; one that runs: watch it"),
    bind(Run, &["d", "Tab"], Action::NextPage, "next list", "the next checklist of the change"),
    bind(Run, &["z"], Action::Whole, "", "the item whole, where the page has no room for it"),
    bind(Run, &["L"], Action::Log, "", "the record's log"),
    bind(Context::Command, &["X"], Action::StopCommand, "stop", "tell the command to end"),
    bind(Context::Command, &["x"], Action::Command, "another", "run another command, once this one has ended"),
    bind(
        Go,
        &["Enter", "l", "Right"],
        Action::Open,
        "decide",
        "decide: 1 GO, 2 NO-GO and why; the digits do it at once",
    ),
    bind(Go, &["d", "Tab"], Action::NextPage, "environment", "the board of the next environment"),
    bind(Go, &["z"], Action::Whole, "", "the point whole, where the page has no room for it"),
    bind(Go, &["L"], Action::Log, "", "the record's log"),
    bind(Audience, &[" ", "PageDown", "j", "Down", "Right"], Action::Page, "", "next page"),
    bind(Audience, &["PageUp", "k", "Up"], Action::PageBack, "", "page before"),
    bind(Audience, &[".", "b"], Action::Blank, "", "blank the screen, or show it again"),
    bind(Context::First, &["Enter", "l", "Right"], Action::Open, "choose", "take the choice"),
    bind(Tour, &["Enter", "l", "Right", " "], Action::Down, "next", "next page"),
    bind(Global, &["R", "F5"], Action::Refresh, "", "show what is new"),
    bind(Global, &["g"], Action::Go, "go", "go to a pane"),
    bind(Global, &["g h"], Action::GoHome, "", "go home: what waits for me"),
    bind(Global, &["g q"], Action::GoQueue, "", "go to the queue of changes"),
    bind(Global, &["g m"], Action::GoMeeting, "", "go to the meeting that is open, or the next"),
    bind(Global, &["g p"], Action::GoPacks, "", "go to the policy packs and their clauses"),
    bind(Global, &["g r"], Action::GoRuns, "", "go to the runs: checklists that wait for you"),
    bind(Global, &["g n"], Action::GoNoGo, "", "go to the go/no-go board of the change that one is at"),
    bind(Global, &["g b"], Action::GoBoard, "", "go to the board and the persons"),
    bind(Global, &["g c"], Action::GoCalendar, "", "go to the calendar"),
    bind(Global, &["g l"], Action::GoLedger, "", "go to the ledger"),
    bind(Global, &["Ctrl-t"], Action::Theme, "", "theme: the next of auto, light, dark, cvd and mono"),
    bind(Global, &[":", "Ctrl-p"], Action::Palette, "command", "palette of commands"),
    bind(Global, &["?", "F1"], Action::Help, "help", "help on this screen"),
    bind(Global, &["q", "h", "Esc", "Left", "F10"], Action::Back, "back", "back; at home: leave"),
    bind(Global, &["="], Action::Twin, "", "show the command that does the same"),
    bind(Global, &["y"], Action::Copy, "", "copy: id, command, links, the record as text"),
    bind(Global, &["T"], Action::Zone, "", "local time or UTC"),
    bind(Global, &["Ctrl-l"], Action::Redraw, "", "draw everything again"),
    bind(Global, &["Ctrl-z"], Action::Suspend, "", "stop until the shell continues the session"),
    bind(Global, &["Ctrl-c"], Action::Leave, "", "leave safely, drafts kept"),
];

/// The action of a key in a context: the context's own, then that of lists, then the global one.
#[must_use]
pub fn action(context: Context, key: &str) -> Option<Action> {
    let find = |c: Context| BINDINGS.iter().find(|b| b.context == c && b.keys.contains(&key)).map(|b| b.action);
    if context == Audience {
        // Nothing is done from there: paging, and leaving.
        let leaves = |a: &Action| matches!(a, Action::Back | Action::Redraw | Action::Suspend | Action::Zone);
        return find(Audience).or_else(|| find(Global).filter(leaves));
    }
    find(context).or_else(|| find(List)).or_else(|| find(Global))
}

/// The bindings that a footer shows: the context's own, then the global ones.
pub fn footer(context: Context) -> impl Iterator<Item = &'static Binding> {
    let shown = move |b: &&Binding, c: Context| !b.short.is_empty() && b.context == c;
    let global =
        move |b: &&Binding| shown(b, Global) && !(matches!(context, Context::First | Tour) && b.action == Action::Go);
    BINDINGS.iter().filter(move |b| shown(b, context)).chain(BINDINGS.iter().filter(global))
}

/// All bindings that mean something in a context, for help: its own first.
pub fn help(context: Context) -> impl Iterator<Item = &'static Binding> {
    let of = move |c: Context| BINDINGS.iter().filter(move |b| b.context == c);
    of(context).chain(of(List)).chain(of(Global))
}
