//! The loop: keys, sizes, answers, other processes' commits and the next deadline, in one `select!`. Messages are
//! drained, then one frame is painted, and only if something visible changed. Without messages nothing runs.

use super::Look;
use super::flow::Flow;
use super::input::Input;
use super::keyboard::Keyboard;
use super::message::{Answer, Effect, Message};
use super::model::Model;
use super::painter::{self, Painter};
use super::presence::Presence;
use super::signals::{Signal, Signals};
use super::terminal::{Out, Terminal};
use super::update::update;
use super::view;
use super::worker::Worker;
use crate::app::App;
use crate::app::editor;
use crate::app::error::AppError;
use crate::app::options::Options;
use crate::base::time::Moment;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How long what was typed may stay unsaved.
const SAVE_AFTER: Duration = Duration::from_secs(2);
/// How long the first frame waits for the first answers.
const FIRST: Duration = Duration::from_millis(40);

/// Runs the session.
///
/// # Errors
/// When the terminal cannot be used, or the worker ended by itself.
pub fn run(options: Options, look: Look, audience: Option<Option<String>>) -> Result<(), AppError> {
    let fail = |e: std::io::Error| AppError::Register {
        text: format!("the terminal cannot be used: {e}"),
        hint: "try line mode: quorate --line".into(),
    };
    let (answers, answered) = unbounded_channel();
    let exists = App::exists(&options);
    let clock = options.clock;
    let ended = Worker::serve(options, answers, |worker| begin(worker, answered, look, audience, (exists, clock)));
    match ended.and_then(|ended| ended).map_err(fail)? {
        None => Ok(()),
        Some((text, shown)) => {
            let hint = if shown { "what was typed is kept as a draft" } else { "" };
            Err(AppError::Register { text, hint: hint.into() })
        }
    }
}

/// Runs the session in its own thread; what it says when it ended because the worker did, and whether the register had been
/// shown until then.
fn begin(
    worker: Worker,
    answered: UnboundedReceiver<Answer>,
    look: Look,
    audience: Option<Option<String>>,
    (exists, clock): (bool, Option<Moment>),
) -> std::io::Result<Option<(String, bool)>> {
    let size = crossterm::terminal::size()?;
    let mut model = match audience {
        Some(meeting) if exists => Model::audience(look, size, clock, meeting),
        _ => Model::new(look, size, exists, clock),
    };
    // The worker reads while the rest is made.
    let rest = ask(&worker, model.begin());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let terminal = Terminal::take()?;
    runtime.block_on(async {
        let (typed, keys) = unbounded_channel();
        let mut session = Session {
            model,
            painter: Painter::new(Terminal::out()),
            flow: Flow::new(),
            keyboard: Some(Keyboard::start(typed.clone())?),
            typed,
            terminal,
            worker,
            frame: Buffer::empty(Rect::default()),
            save_by: None,
            presence: Presence::default(),
        };
        session.run(rest, keys, answered).await
    })
}

/// Asks what the session begins with, and gives what else it has to do.
fn ask(worker: &Worker, effects: Vec<Effect>) -> Vec<Effect> {
    let mut rest = Vec::new();
    for effect in effects {
        match effect {
            Effect::Ask(request) => worker.ask(request),
            other => rest.push(other),
        }
    }
    rest
}

struct Session {
    model: Model,
    painter: Painter<Out>,
    flow: Flow,
    keyboard: Option<Keyboard>,
    typed: UnboundedSender<Vec<Input>>,
    worker: Worker,
    frame: Buffer,
    save_by: Option<Instant>,
    presence: Presence,
    terminal: Terminal,
}

/// How a session ends: by itself, or because the worker did.
enum End {
    Left,
    Gone(String),
}

impl Session {
    async fn run(
        &mut self,
        begun: Vec<Effect>,
        mut keys: UnboundedReceiver<Vec<Input>>,
        mut answered: UnboundedReceiver<Answer>,
    ) -> std::io::Result<Option<(String, bool)>> {
        let mut signals = Signals::new()?;
        let mut ended = self.perform(begun).err();
        self.rehearse();
        let mut early = Some(Instant::now() + FIRST);
        // Whether something may look otherwise than it was painted last. That bytes have arrived changes nothing.
        let mut stale = true;
        while ended.is_none() {
            let deadline = self.deadline(early);
            let sleep = tokio::time::sleep_until(deadline.unwrap_or_else(far).into());
            let mut messages = Vec::new();
            tokio::select! {
                biased;
                batch = keys.recv() => self.typed(batch.unwrap_or_default(), &mut messages),
                answer = answered.recv() => messages.push(Message::Answer(Box::new(answer.unwrap_or_else(Answer::lost)))),
                signal = signals.next() => match signal {
                    Signal::Leave => messages.push(Message::Leave),
                    Signal::Resized => self.resized(&mut messages),
                },
                () = sleep, if deadline.is_some() => {
                    self.due(&mut early, &mut messages);
                    stale = true;
                }
            }
            while let Ok(batch) = keys.try_recv() {
                self.typed(batch, &mut messages);
            }
            while let Ok(answer) = answered.try_recv() {
                messages.push(Message::Answer(Box::new(answer)));
            }
            stale |= !messages.is_empty();
            ended = self.take(messages);
            if stale && ended.is_none() && self.flow.open() && early.is_none_or(|_| self.model.ready()) {
                (early, stale) = (None, false);
                if self.paint().is_err() {
                    // Nobody sees the screen any more; what was typed is kept.
                    ended = self.take(vec![Message::Leave]);
                }
            }
        }
        self.quiet(&mut keys).await;
        Ok(ended.and_then(|end| match end {
            End::Left => None,
            End::Gone(text) => Some((text, self.model.inbox.loaded)),
        }))
    }

    /// Takes messages in, and does what the model asks for.
    fn take(&mut self, messages: Vec<Message>) -> Option<End> {
        for message in messages {
            if let Message::Answer(answer) = &message
                && let Answer::Gone(text) = answer.as_ref()
            {
                return Some(End::Gone(text.clone()));
            }
            let effects = update(&mut self.model, message);
            if let Err(end) = self.perform(effects) {
                return Some(end);
            }
        }
        match (self.model.dirty(), self.save_by) {
            (true, None) => self.save_by = Some(Instant::now() + SAVE_AFTER),
            (false, Some(_)) => self.save_by = None,
            _ => {}
        }
        None
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Result<(), End> {
        let mut end = Ok(());
        for effect in effects {
            match effect {
                Effect::Ask(request) => self.worker.ask(request),
                Effect::Redraw => self.painter.forget(),
                Effect::Barrier => self.flow.raise(),
                Effect::Edit(text, name) => {
                    let edited = self.lend(|| editor::edit(&text, &name));
                    let message = Message::Edited(edited.unwrap_or_else(|e| Err(e.to_string())));
                    let effects = update(&mut self.model, message);
                    self.perform(effects)?;
                }
                Effect::Copy(text) => drop(Terminal::copy(&text)),
                Effect::Suspend => drop(self.lend(super::signals::suspend)),
                Effect::Quit => end = Err(End::Left),
            }
        }
        end
    }

    /// Lends the terminal, keyboard included, to something else.
    fn lend<T>(&mut self, to: impl FnOnce() -> T) -> std::io::Result<T> {
        self.keyboard = None;
        let given = self.terminal.lend(to)?;
        self.keyboard = Some(Keyboard::start(self.typed.clone())?);
        self.painter.forget();
        self.model.size = crossterm::terminal::size().unwrap_or(self.model.size);
        Ok(given)
    }

    fn typed(&mut self, batch: Vec<Input>, messages: &mut Vec<Message>) {
        if batch.is_empty() {
            messages.push(Message::Leave);
        } else if let Some(sign) = self.presence.typed(&self.model, Instant::now()) {
            self.worker.ask(sign);
        }
        for input in batch {
            match input {
                Input::Key(key) => messages.push(Message::Key(key)),
                Input::Paste(text) => messages.push(Message::Paste(text)),
                Input::Size(w, h) => messages.push(Message::Size(w, h)),
                Input::Seen => {
                    if self.flow.seen() {
                        messages.push(Message::Seen);
                    }
                }
                Input::Arrived => self.flow.arrived(Instant::now()),
            }
        }
    }

    fn resized(&self, messages: &mut Vec<Message>) {
        if let Ok((w, h)) = crossterm::terminal::size()
            && (w, h) != self.model.size
        {
            messages.push(Message::Size(w, h));
        }
    }

    fn deadline(&self, early: Option<Instant>) -> Option<Instant> {
        let clock = self
            .model
            .shows_clock()
            .then(|| Instant::now() + until_next(if self.model.shows_seconds() { 1_000 } else { 60_000 }));
        [early, clock, self.save_by, self.flow.deadline()].into_iter().flatten().min()
    }

    /// Something is due: the first frame, a draft, a wait that is over, or another minute, and with it what waits since.
    fn due(&mut self, early: &mut Option<Instant>, messages: &mut Vec<Message>) {
        let now = Instant::now();
        if early.is_some_and(|t| t <= now) {
            *early = None;
        }
        if self.save_by.is_some_and(|t| t <= now) {
            self.save_by = None;
            messages.push(Message::Save);
        }
        if self.model.inbox_until.is_some_and(|until| until < self.model.now()) {
            messages.push(Message::Turned);
        }
        if self.flow.expire(now) {
            messages.push(Message::Seen);
        }
        if let Some(look) = self.presence.due(&self.model, now) {
            self.worker.ask(look);
        }
    }

    /// Draws what is there into memory while the worker reads: code and cells are then at hand when it has answered.
    fn rehearse(&mut self) {
        let (width, height) = self.model.size;
        self.frame = Buffer::empty(Rect { x: 0, y: 0, width, height });
        let _cursor = view::draw(&self.model, &mut self.frame);
        painter::rehearse(&self.frame);
    }

    fn paint(&mut self) -> std::io::Result<()> {
        let (width, height) = self.model.size;
        let area = Rect { x: 0, y: 0, width, height };
        if self.frame.area == area {
            self.frame.reset();
        } else {
            self.frame = Buffer::empty(area);
        }
        view::follow(&mut self.model);
        let cursor = view::draw(&self.model, &mut self.frame);
        let flow = &mut self.flow;
        self.painter.paint(&self.frame, cursor, |written| flow.tail(written, Instant::now())).map(drop)
    }

    /// Takes in the answers that are still to come, so that they do not land in the shell.
    async fn quiet(&mut self, keys: &mut UnboundedReceiver<Vec<Input>>) {
        let until = Instant::now() + Duration::from_millis(300);
        while self.flow.outstanding() {
            match tokio::time::timeout_at(until.into(), keys.recv()).await {
                Ok(Some(batch)) if !batch.is_empty() => self.typed(batch, &mut Vec::new()),
                _ => break,
            }
        }
    }
}

fn far() -> Instant {
    Instant::now() + Duration::from_secs(86_400)
}

/// To the next full minute of the system's clock.
fn until_next(step: u64) -> Duration {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Duration::from_millis(step - u64::try_from(now.as_millis() % u128::from(step)).unwrap_or(0) + 5)
}
