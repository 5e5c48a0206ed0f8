//! One table of keys: it feeds dispatch, footer, help, palette and tests.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Where a key means something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Context {
    /// Everywhere.
    Global,
    /// Lists that one moves through.
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
    /// First run.
    First,
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
    NextPane,
    Filter,
    Palette,
    Help,
    Refresh,
    New,
    Edit,
    Act,
    Vote,
    CloseVote,
    Defer,
    Rollcall,
    Log,
    Twin,
    Zone,
    Sort,
    States,
    Details,
    Go,
    Redraw,
    Leave,
    Record,
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
}

const fn bind(
    context: Context,
    keys: &'static [&'static str],
    action: Action,
    short: &'static str,
    words: &'static str,
) -> Binding {
    Binding { context, keys, action, short, words }
}

/// All bindings.
pub const BINDINGS: &[Binding] = &[
    bind(Context::List, &["j", "Down"], Action::Down, "", "move down"),
    bind(Context::List, &["k", "Up"], Action::Up, "", "move up"),
    bind(Context::List, &["G", "End"], Action::Bottom, "", "go to the end"),
    bind(Context::List, &["Home"], Action::Top, "", "go to the top (g g)"),
    bind(Context::List, &["PageDown"], Action::PageDown, "", "next page"),
    bind(Context::List, &["PageUp"], Action::PageUp, "", "page before"),
    bind(Context::List, &["Enter", "l", "Right"], Action::Open, "open", "open"),
    bind(Context::Home, &["+"], Action::New, "new", "new change"),
    bind(Context::Queue, &["+"], Action::New, "new", "new change"),
    bind(Context::Queue, &["/"], Action::Filter, "find", "find while typing"),
    bind(Context::Queue, &["s"], Action::Sort, "sort", "next order of sorting"),
    bind(Context::Queue, &["f"], Action::States, "state", "next state to show"),
    bind(Context::Detail, &["A"], Action::Act, "act", "act on this change: submit, review, approve …"),
    bind(Context::Detail, &["V"], Action::Vote, "vote", "open a ballot, or go to the open one"),
    bind(Context::Detail, &["v"], Action::Vote, "", "go to the ballot"),
    bind(Context::Detail, &["D"], Action::Defer, "defer", "defer the decision"),
    bind(Context::Detail, &["e"], Action::Edit, "edit", "edit the request"),
    bind(Context::Detail, &["d", "Tab"], Action::NextPane, "more", "next page of details"),
    bind(Context::Detail, &["L"], Action::Log, "log", "the record's log"),
    bind(Context::Ballot, &["X"], Action::CloseVote, "close", "close the ballot"),
    bind(Context::Ballot, &["D"], Action::Defer, "defer", "defer the decision"),
    bind(Context::Ballot, &["C"], Action::Rollcall, "roll call", "record who is present"),
    bind(Context::Ballot, &["d"], Action::Details, "details", "the change itself"),
    bind(Context::Form, &["S"], Action::Record, "record", "record what was written"),
    bind(Context::Pack, &["d", "Tab"], Action::NextPane, "more", "next page of the pack"),
    bind(Context::Global, &["R", "F5"], Action::Refresh, "", "show what is new"),
    bind(Context::Global, &["g"], Action::Go, "go", "go to a pane: h home, q queue, l log, p packs, b board, g top"),
    bind(Context::Global, &[":", "Ctrl-p"], Action::Palette, "command", "palette of commands"),
    bind(Context::Global, &["="], Action::Twin, "", "show the command that does the same"),
    bind(Context::Global, &["T"], Action::Zone, "", "local time or UTC"),
    bind(Context::Global, &["?", "F1"], Action::Help, "help", "help on this screen"),
    bind(Context::Global, &["Ctrl-l"], Action::Redraw, "", "draw everything again"),
    bind(Context::Global, &["q", "h", "Esc", "Left", "F10"], Action::Back, "back", "back; at home: leave"),
    bind(Context::Global, &["Ctrl-c"], Action::Leave, "", "leave safely, drafts kept"),
];

/// The name of a key as the table writes it.
#[must_use]
pub fn name(key: &KeyEvent) -> String {
    let base = match key.code {
        KeyCode::Char(c) => c.to_string(),
        KeyCode::Enter => "Enter".into(),
        KeyCode::Esc => "Esc".into(),
        KeyCode::Tab => "Tab".into(),
        KeyCode::BackTab => "BackTab".into(),
        KeyCode::Backspace => "Backspace".into(),
        KeyCode::Up => "Up".into(),
        KeyCode::Down => "Down".into(),
        KeyCode::Left => "Left".into(),
        KeyCode::Right => "Right".into(),
        KeyCode::Home => "Home".into(),
        KeyCode::End => "End".into(),
        KeyCode::PageUp => "PageUp".into(),
        KeyCode::PageDown => "PageDown".into(),
        KeyCode::F(n) => format!("F{n}"),
        _ => return String::new(),
    };
    if key.modifiers.contains(KeyModifiers::CONTROL) { format!("Ctrl-{base}") } else { base }
}

/// The action of a key in a context: the context's own, then that of lists, then the global one.
#[must_use]
pub fn action(context: Context, key: &str) -> Option<Action> {
    let find = |c: Context| BINDINGS.iter().find(|b| b.context == c && b.keys.contains(&key)).map(|b| b.action);
    find(context)
        .or_else(|| (context != Context::Ballot).then(|| find(Context::List)).flatten())
        .or_else(|| find(Context::Global))
}

/// The bindings that a footer shows: the context's own, then those of lists, then the global ones.
pub fn footer(context: Context) -> impl Iterator<Item = &'static Binding> {
    let lists = context != Context::Ballot && context != Context::Form;
    let order = move |b: &&Binding| {
        // Nothing on a change is opened by Enter.
        let idle = context == Context::Detail && b.action == Action::Open;
        !idle
            && !b.short.is_empty()
            && (b.context == context || b.context == Context::Global || (lists && b.context == Context::List))
    };
    let own = BINDINGS.iter().filter(move |b| order(b) && b.context == context);
    own.chain(BINDINGS.iter().filter(move |b| order(b) && b.context != context))
}

/// All bindings that mean something in a context, for help.
pub fn help(context: Context) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |b| {
        b.context == context
            || b.context == Context::Global
            || (b.context == Context::List && context != Context::Ballot)
    })
}
