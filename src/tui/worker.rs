//! The one thread that owns the register: requests in, answers out. When the session ends, it ends.

use super::message::{Answer, Failure, Request};
use crate::app::App;
use crate::app::aside::{Aside, Heard};
use crate::app::error::AppError;
use crate::app::meeting::audience::Room;
use crate::app::options::{Demo, Founding, How, Options};
use crate::base::ids::ChangeNo;
use crate::sheets::register::Receipt;
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// Lines of the log that are read at once.
const LOG_PAGE: usize = 200;
/// Changes of the demonstration that the first run offers.
const DEMO: Demo = Demo { changes: 60, meetings: None, seed: 1 };

/// The worker's mailbox. When it is dropped, what was asked before is still done, and then the worker ends.
#[derive(Debug)]
pub struct Worker {
    requests: Sender<Request>,
}

impl Worker {
    /// Works in this thread for a session in another one, until that has ended, and gives what came of it.
    ///
    /// The work has the program's first thread: the system's allocator hands memory to that one in large pieces, to any
    /// other page by page, and the session needs little.
    ///
    /// # Errors
    /// When there is no thread for the session.
    pub fn serve<T: Send>(
        options: Options,
        answers: UnboundedSender<Answer>,
        session: impl FnOnce(Self) -> T + Send,
    ) -> std::io::Result<T> {
        let (requests, inbox) = channel();
        let worker = Self { requests: requests.clone() };
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().name("session".into());
            let session = thread.spawn_scoped(scope, || session(worker))?;
            Work {
                options,
                answers,
                own: requests,
                app: None,
                asked: false,
                watch: None,
                polls: false,
                asides: BTreeMap::new(),
            }
            .run(&inbox);
            session.join().or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// Sends a request.
    pub fn ask(&self, request: Request) {
        // A worker that has ended has said so by an answer.
        drop(self.requests.send(request));
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // What was asked before is still done: drafts are kept.
        drop(self.requests.send(Request::End));
    }
}

struct Work {
    options: Options,
    answers: UnboundedSender<Answer>,
    own: Sender<Request>,
    app: Option<App>,
    /// Whether anything was asked yet.
    asked: bool,
    watch: Option<Box<dyn std::any::Any + Send>>,
    /// Whether the system has no watches to give, so that one looks once a second.
    polls: bool,
    /// Commands that were begun from here.
    asides: BTreeMap<ChangeNo, Aside>,
}

impl Work {
    fn run(mut self, inbox: &Receiver<Request>) {
        // While the terminal is being set up. What stands against it is told to the first who asks.
        if App::exists(&self.options) {
            self.app = App::open(&self.options).ok();
        }
        while let Some(request) = self.next(inbox) {
            let act = acts(&request);
            let Some(answer) = told(self.answer(request), act) else { continue };
            let gone = matches!(answer, Answer::Gone(_));
            // A session that has ended hears nothing more, but what it asked for before is still done.
            drop(self.answers.send(answer));
            if gone {
                return;
            }
        }
    }

    /// The next request; the watch begins when nothing is to be done any more, so that it is not on the way to the first
    /// frame, whichever thread is the quicker.
    fn next(&mut self, inbox: &Receiver<Request>) -> Option<Request> {
        let request = match inbox.try_recv() {
            Ok(request) => request,
            Err(_) if !self.asked => inbox.recv().ok()?,
            Err(_) => {
                self.listen();
                if self.polls {
                    match inbox.recv_timeout(Duration::from_secs(1)) {
                        Err(RecvTimeoutError::Timeout) => Request::Elsewhere,
                        other => other.ok()?,
                    }
                } else {
                    inbox.recv().ok()?
                }
            }
        };
        self.asked = true;
        (!matches!(request, Request::End)).then_some(request)
    }

    fn listen(&mut self) {
        if let (Some(app), None, false) = (&self.app, &self.watch, self.polls) {
            let own = self.own.clone();
            match app.watch(Box::new(move || drop(own.send(Request::Elsewhere)))) {
                Ok(watch) => {
                    self.watch = Some(watch);
                    // What was committed between opening and now is seen too.
                    drop(self.own.send(Request::Elsewhere));
                }
                Err(_) => self.polls = true,
            }
        }
    }

    fn answer(&mut self, request: Request) -> Result<Option<Answer>, Trouble> {
        if let Request::Found(packs, org, demo) = request {
            let (app, receipt) = found(&self.options, packs, org, demo)?;
            self.app = Some(app);
            return Ok(Some(Answer::Founded(receipt)));
        }
        if let (Request::Packs, None, false) = (&request, &self.app, App::exists(&self.options)) {
            return Ok(Some(Answer::Packs(App::built_in_packs()?)));
        }
        match request {
            Request::RunCommand(no, argv) => return self.run_command(no, &argv).map_err(Trouble::Failed),
            Request::StopCommand(no) => {
                self.asides.get(&no).iter().for_each(|aside| aside.stop());
                return Ok(None);
            }
            _ => {}
        }
        if self.app.is_none() {
            self.app = Some(App::open(&self.options).map_err(Trouble::Gone)?);
        }
        match &mut self.app {
            Some(app) => answer(app, request),
            None => Ok(None),
        }
    }
}

impl Work {
    /// Runs a command beside the session; what is heard of it comes as answers.
    fn run_command(&mut self, no: ChangeNo, argv: &[String]) -> Result<Option<Answer>, AppError> {
        let answers = self.answers.clone();
        // A session that has ended hears nothing more.
        let tell = move |heard| drop(answers.send(Answer::Heard(no, heard)));
        match Aside::begin(&self.options, no, argv, tell) {
            Ok(aside) => drop(self.asides.insert(no, aside)),
            Err(error) => {
                drop(self.answers.send(Answer::Heard(no, Heard::Ended(None))));
                return Err(error);
            }
        }
        Ok(None)
    }
}

/// What went wrong: the register cannot be used at all, or one request failed.
enum Trouble {
    Gone(AppError),
    Failed(AppError),
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

/// Whether a request is an act, whose refusal is shown as such.
const fn acts(request: &Request) -> bool {
    let by_list = matches!(request, Request::SignHere(..) | Request::ItemCommand(..) | Request::ItemFile(..));
    by_list
        || matches!(
            request,
            Request::Do(..) | Request::Record(..) | Request::Found(..) | Request::Write(..) | Request::Trial(_)
        )
}

/// What came of a request, as the session is told.
fn told(came: Result<Option<Answer>, Trouble>, act: bool) -> Option<Answer> {
    match came {
        Ok(answer) => answer,
        Err(Trouble::Gone(error)) => {
            let hint = error.hint();
            let hint = if hint.is_empty() { hint } else { format!(" ({hint})") };
            Some(Answer::Gone(format!("{error}{hint}")))
        }
        Err(Trouble::Failed(error)) => Some(Answer::Failed(Failure::of(&error), act)),
    }
}

/// Answers one request of a session on a register that is open, in the caller's own thread.
#[must_use]
pub fn answered(app: &mut App, request: Request) -> Option<Answer> {
    let act = acts(&request);
    told(answer(app, request), act)
}

fn found(options: &Options, packs: Vec<String>, org: String, demo: bool) -> Result<(App, Receipt), AppError> {
    let founding = Founding { packs, org, sandbox: demo };
    let (mut app, mut receipt) = App::create(options, &founding)?;
    if demo {
        (app, receipt) = app.demo(&DEMO, &mut |_, _| {})?;
    }
    Ok((app, receipt))
}

fn answer(app: &mut App, request: Request) -> Result<Option<Answer>, Trouble> {
    Ok(Some(match request {
        Request::Found(..) | Request::End => return Ok(None),
        Request::Here => {
            app.be_seen();
            return Ok(None);
        }
        Request::Register => Answer::Register(app.register()?),
        Request::Inbox => {
            let (items, until) = app.inbox_until()?;
            Answer::Inbox(items, until)
        }
        Request::InboxAtOnce(rows) => {
            let (items, until) = app.inbox_at_once(rows)?;
            Answer::InboxAtOnce(items, until)
        }
        Request::Queue(query, ticket) => Answer::Queue(app.changes(&query)?, query, ticket),
        Request::Fresh(query, ticket) => Answer::Fresh(app.changes(&query)?, ticket),
        Request::Counts => Answer::Counts(app.counts()?),
        Request::Change(no) => Answer::Change(Box::new(app.change(no, None)?)),
        Request::Types => {
            let name = app.register()?.packs.into_iter().next().unwrap_or_default();
            let sheet = app.pack(&name)?;
            Answer::Types(sheet.types, sheet.risk.levels.into_iter().map(|l| l.0).collect())
        }
        Request::Blank(kind) => Answer::Blank(Box::new(app.blank(&kind)?)),
        Request::Log(id, before, spoken) => {
            Answer::Log(app.log(id.as_deref(), before, LOG_PAGE, spoken)?, id, before, spoken)
        }
        Request::Packs => Answer::Packs(app.packs()?),
        Request::Pack(name) => {
            let sheet = app.pack(&name)?;
            let clauses = app.clauses(&name)?;
            Answer::Pack(Box::new(sheet), clauses)
        }
        Request::Board => Answer::Board(app.board()?),
        Request::Meeting(id) => {
            let id = app.meeting_meant(id.as_deref())?;
            Answer::Meeting(Box::new(app.meeting(&id)?))
        }
        Request::Minutes(id) => {
            let meeting = app.meeting_meant(Some(&id))?;
            Answer::Minutes(id, crate::text::minutes::text(&app.minutes(&meeting)?))
        }
        Request::Write(id, kinds) => {
            let meeting = app.meeting_meant(Some(&id))?;
            let folder = std::env::current_dir().map_err(|e| AppError::Register {
                text: format!("the current folder cannot be used: {e}"),
                hint: "begin the session in a folder that is there".into(),
            })?;
            Answer::Written(id, app.write_documents(&meeting, &kinds, &folder)?)
        }
        Request::Room(meeting, code, follows) => match app.room(meeting.as_deref(), code.as_deref(), follows)? {
            Room::Shown(sheet) => Answer::Meeting(sheet),
            Room::Off => Answer::Hidden(false),
            Room::Unpaired => Answer::Hidden(true),
        },
        Request::Audience(id, shown, blank, page) => {
            let id = app.meeting_meant(Some(&id))?;
            app.lead_audience(&id, shown, blank, page)?;
            Answer::Meeting(Box::new(app.meeting(&id)?))
        }
        // The worker itself runs commands, beside the register.
        Request::RunCommand(..) | Request::StopCommand(_) => return Ok(None),
        Request::Runs => Answer::Runs(app.runs()?),
        Request::Checklist(no, list) => Answer::Checklist(Box::new(app.checklist(no, list.as_deref())?)),
        Request::GoBoard(no, env) => Answer::GoBoard(Box::new(app.go_board(no, env.as_deref(), None)?)),
        Request::ItemCommand(no, list, item, command) => {
            Answer::Proved(item, app.run_item_command(no, list.as_deref(), item, &command)?)
        }
        Request::ItemFile(item, path) => Answer::Proved(item, App::item_file(&path)?),
        Request::SignHere(no, list, item, code) => {
            Answer::Done(vec![app.sign_by_code(no, list, item, &code, How::fresh())?])
        }
        Request::People => Answer::People(app.people()?),
        Request::Week(day) => Answer::Week(Box::new(app.week(day)?)),
        Request::Year(year) => Answer::Year(Box::new(app.year(year)?)),
        Request::Plan(day) => Answer::Plan(Box::new(app.plan(day)?)),
        Request::Slots(no) => Answer::Slots(Box::new(app.slots(no, None, None, None)?)),
        Request::Trial(command) => Answer::Trial(app.execute(&command, How { dry_run: true, ..How::fresh() })?),
        Request::Do(acts) => {
            // What one line asks for happens as one act.
            let how = acts.first().map_or_else(How::fresh, |(_, how)| *how);
            let commands: Vec<_> = acts.into_iter().map(|(command, _)| command).collect();
            Answer::Done(vec![app.execute_all(&commands, how)?])
        }
        Request::Record(command, how, key, kept) => {
            Answer::Done(vec![app.record_draft(&command, how, (&key, kept.as_ref()))?])
        }
        Request::Draft(key, draft) => {
            app.save_draft(&key, draft.as_ref())?;
            Answer::Kept
        }
        Request::Drafts => Answer::Drafts(app.drafts()?),
        Request::Elsewhere => return Ok(app.changed_elsewhere()?.then_some(Answer::Elsewhere)),
    }))
}
