//! The loop: keys, sizes, answers, other processes' commits and the next minute, in one `select!`. Messages are drained,
//! then one frame is painted, and only if something visible changed. Without messages nothing runs.

use super::Look;
use super::message::{Answer, Effect, Message, Request};
use super::model::Model;
use super::painter::Painter;
use super::terminal::Terminal;
use super::update::update;
use super::view;
use super::worker::Worker;
use crate::app::App;
use crate::app::error::AppError;
use crate::app::options::Options;
use crossterm::event::{Event, EventStream, KeyEventKind};
use futures_util::StreamExt as _;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::io::Stdout;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Runs the session.
///
/// # Errors
/// When the terminal cannot be used, or the worker ended by itself.
pub fn run(options: Options, look: Look) -> Result<(), AppError> {
    let fail = |e: std::io::Error| AppError::Register {
        text: format!("the terminal cannot be used: {e}"),
        hint: "try line mode: quorate --line".into(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(fail)?;
    let size = crossterm::terminal::size().map_err(fail)?;
    let terminal = Terminal::take().map_err(fail)?;
    let ended = runtime.block_on(session(options, look, size));
    drop(terminal);
    match ended.map_err(fail)? {
        None => Ok(()),
        Some(text) => Err(AppError::Register { text, hint: String::new() }),
    }
}

async fn session(options: Options, look: Look, size: (u16, u16)) -> std::io::Result<Option<String>> {
    let (answers, mut answered) = unbounded_channel();
    let (wake, mut woken) = unbounded_channel::<()>();
    let exists = App::exists(&options);
    let clock = options.clock;
    let worker = Worker::start(options, answers, move || {
        // A session that has ended needs no waking.
        let _ = wake.send(());
    });
    let mut model = Model::new(look, size, exists, clock);
    let mut painter = Painter::new(Terminal::out());
    let mut keys = EventStream::new();
    let mut leave = Signals::new()?;
    perform(model.begin(), &worker, &mut painter);
    paint(&mut model, &mut painter)?;
    loop {
        let minute = tokio::time::sleep(until_next_minute());
        let message = tokio::select! {
            biased;
            event = keys.next() => match event {
                Some(Ok(event)) => from_terminal(event),
                Some(Err(_)) | None => Some(Message::Leave),
            },
            answer = answered.recv() => Some(answer.map_or(Message::Leave, |a| Message::Answer(Box::new(a)))),
            _ = woken.recv() => { drain(&mut woken); Some(Message::Elsewhere) }
            () = leave.any() => Some(Message::Leave),
            () = minute, if model.shows_clock() => Some(Message::Minute),
        };
        let mut next = message;
        while let Some(message) = next {
            if let Message::Answer(answer) = &message
                && let Answer::Gone(text) = answer.as_ref()
            {
                return Ok(Some(text.clone()));
            }
            let effects = update(&mut model, message);
            if effects.iter().any(|e| matches!(e, Effect::Quit)) {
                perform(effects, &worker, &mut painter);
                return Ok(None);
            }
            perform(effects, &worker, &mut painter);
            next = answered.try_recv().ok().map(|a| Message::Answer(Box::new(a)));
        }
        paint(&mut model, &mut painter)?;
    }
}

fn from_terminal(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(key)),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(w, h) => Some(Message::Size(w, h)),
        _ => None,
    }
}

fn drain(woken: &mut UnboundedReceiver<()>) {
    while woken.try_recv().is_ok() {}
}

fn perform(effects: Vec<Effect>, worker: &Worker, painter: &mut Painter<Stdout>) {
    for effect in effects {
        match effect {
            Effect::Ask(request) => worker.ask(request),
            Effect::Redraw => painter.forget(),
            Effect::Quit => {}
        }
    }
}

fn paint(model: &mut Model, painter: &mut Painter<Stdout>) -> std::io::Result<()> {
    let (width, height) = model.size;
    let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width, height });
    let cursor = view::draw(model, &mut buffer);
    painter.paint(&buffer, cursor).map(|_| ())
}

/// To the next full minute of the system's clock.
fn until_next_minute() -> Duration {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Duration::from_millis(60_000 - u64::try_from(now.as_millis() % 60_000).unwrap_or(0) + 5)
}

/// The signals that end a session with its drafts kept.
struct Signals {
    #[cfg(unix)]
    term: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hup: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self { term: signal(SignalKind::terminate())?, hup: signal(SignalKind::hangup())? })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    async fn any(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.hup.recv() => {}
        }
        #[cfg(not(unix))]
        std::future::pending::<()>().await
    }
}

/// Requests that a session begins with.
pub(super) fn first_requests() -> Vec<Effect> {
    vec![Effect::Ask(Request::Register), Effect::Ask(Request::Inbox)]
}
