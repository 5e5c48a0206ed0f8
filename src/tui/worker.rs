//! The one thread that owns the register: requests in, answers out. When it ends, the session ends.

use super::message::{Answer, Failure, Request};
use crate::app::App;
use crate::app::error::AppError;
use crate::app::options::{Demo, Founding, Options};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use tokio::sync::mpsc::UnboundedSender;

/// The worker's mailbox.
pub struct Worker {
    requests: Option<Sender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the worker. `elsewhere` is called after other processes' commits.
    pub fn start(
        options: Options,
        answers: UnboundedSender<Answer>,
        elsewhere: impl Fn() + Send + Clone + 'static,
    ) -> Self {
        let (requests, inbox) = channel();
        let thread = std::thread::spawn(move || work(&options, &inbox, &answers, elsewhere));
        Self { requests: Some(requests), thread: Some(thread) }
    }

    /// Sends a request.
    pub fn ask(&self, request: Request) {
        if let Some(requests) = &self.requests {
            // A worker that has ended has said so by an answer.
            drop(requests.send(request));
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn work(
    options: &Options,
    inbox: &Receiver<Request>,
    answers: &UnboundedSender<Answer>,
    elsewhere: impl Fn() + Send + Clone + 'static,
) {
    let mut app: Option<App> = None;
    let mut watch = None;
    while let Ok(request) = inbox.recv() {
        if app.is_none() && !matches!(request, Request::Found(..)) {
            match App::open(options) {
                Ok(opened) => {
                    let wake = elsewhere.clone();
                    watch = opened.watch(Box::new(wake)).ok();
                    app = Some(opened);
                }
                Err(error) => {
                    let text = format!("{error} {}", error.hint());
                    drop(answers.send(Answer::Gone(text)));
                    return;
                }
            }
        }
        let act = matches!(request, Request::Do(..) | Request::Found(..));
        let answer = match request {
            Request::Found(packs, demo) => found(options, packs, demo).map(|(opened, receipt)| {
                let wake = elsewhere.clone();
                watch = opened.watch(Box::new(wake)).ok();
                app = Some(opened);
                Answer::Done(receipt)
            }),
            other => match app.as_mut() {
                Some(app) => answer(app, other),
                None => continue,
            },
        };
        let answer = answer.unwrap_or_else(|error| Answer::Failed(Failure::of(&error), act));
        if answers.send(answer).is_err() {
            break;
        }
    }
    drop(watch);
}

fn found(
    options: &Options,
    packs: Vec<String>,
    demo: bool,
) -> Result<(App, crate::sheets::register::Receipt), AppError> {
    let founding = Founding { packs, org: String::new(), sandbox: demo };
    let (mut app, mut receipt) = App::create(options, &founding)?;
    if demo {
        receipt = app.demo(&Demo { changes: 40, seed: 1 }, &mut |_, _| {})?;
    }
    Ok((app, receipt))
}

fn answer(app: &mut App, request: Request) -> Result<Answer, AppError> {
    const LOG_PAGE: usize = 200;
    Ok(match request {
        Request::Found(..) => Answer::Kept,
        Request::Register => Answer::Register(app.register()?),
        Request::Inbox => Answer::Inbox(app.inbox(None)?),
        Request::Queue(query, ticket) => Answer::Queue(app.changes(&query)?, query, ticket),
        Request::Change(no) => Answer::Change(Box::new(app.change(no, None)?)),
        Request::Blank(kind) => Answer::Blank(Box::new(app.blank(&kind)?)),
        Request::Ballot(no) => Answer::Ballot(Box::new(app.ballot(no)?)),
        Request::Log(id, before) => Answer::Log(app.log(id.as_deref(), before, LOG_PAGE)?, id, before),
        Request::Packs => Answer::Packs(app.packs()?),
        Request::Pack(name) => {
            let sheet = app.pack(&name)?;
            let clauses = app.clauses(&name)?;
            Answer::Pack(Box::new(sheet), clauses)
        }
        Request::Board => Answer::Board(app.board()?),
        Request::Do(command, how) => Answer::Done(app.execute(&command, how)?),
        Request::Draft(key, draft) => {
            app.save_draft(&key, draft.as_ref())?;
            Answer::Kept
        }
        Request::Drafts => Answer::Drafts(app.drafts()?),
    })
}
