//! The keyboard: a thread that sleeps until the terminal sends something.

use super::input::{Input, Reader};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::io;
use std::thread::JoinHandle;
use tokio::sync::mpsc::UnboundedSender;

/// The name of a key as the table of keys writes it.
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

/// Reads the terminal until it is dropped.
#[derive(Debug)]
pub struct Keyboard {
    #[cfg(unix)]
    stop: Option<std::os::fd::OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

#[cfg(unix)]
impl Keyboard {
    /// Begins to read. What comes in one read is sent together; an empty list says that the terminal is gone.
    ///
    /// # Errors
    /// When the system gives no pipe.
    pub fn start(to: UnboundedSender<Vec<Input>>) -> io::Result<Self> {
        // A command that is run from here must not hold the end that stops the thread.
        let (ended, stop) = io::pipe()?;
        let ended = ended.into();
        let thread = std::thread::spawn(move || read(&ended, &to));
        Ok(Self { stop: Some(stop.into()), thread: Some(thread) })
    }
}

#[cfg(unix)]
fn read(ended: &std::os::fd::OwnedFd, to: &UnboundedSender<Vec<Input>>) {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    /// How long the rest of a sequence may take; a lone escape is the key after that.
    const REST: Timespec = Timespec { tv_sec: 0, tv_nsec: 30_000_000 };
    let input = rustix::stdio::stdin();
    let mut reader = Reader::default();
    let mut buffer = vec![0; 1 << 14];
    loop {
        let mut polled = [PollFd::new(&input, PollFlags::IN), PollFd::from_borrowed_fd(fd(ended), PollFlags::IN)];
        let ready = match poll(&mut polled, reader.waits().then_some(&REST)) {
            Ok(n) => n,
            Err(rustix::io::Errno::INTR) => continue,
            Err(_) => break,
        };
        let [typed, over] = polled.map(|p| p.revents());
        if !over.is_empty() {
            return;
        }
        let inputs = if ready == 0 {
            reader.take(&[], true)
        } else if typed.is_empty() {
            continue;
        } else {
            match rustix::io::read(input, &mut buffer) {
                Ok(0) => break,
                Ok(n) => reader.take(buffer.get(..n).unwrap_or_default(), false),
                Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => continue,
                Err(_) => break,
            }
        };
        if !inputs.is_empty() && to.send(inputs).is_err() {
            return;
        }
    }
    // The session leaves when nobody can type any more.
    drop(to.send(Vec::new()));
}

#[cfg(unix)]
fn fd(of: &std::os::fd::OwnedFd) -> std::os::fd::BorrowedFd<'_> {
    std::os::fd::AsFd::as_fd(of)
}

#[cfg(not(unix))]
impl Keyboard {
    /// Begins to read. Answers of the terminal are not told apart here; see [`super::flow`].
    ///
    /// # Errors
    /// None here.
    pub fn start(to: UnboundedSender<Vec<Input>>) -> io::Result<Self> {
        use crossterm::event::{Event, KeyEventKind, read};
        std::thread::spawn(move || {
            while let Ok(event) = read() {
                let input = match event {
                    Event::Key(key) if key.kind != KeyEventKind::Release => Input::Key(key),
                    Event::Paste(text) => Input::Paste(text),
                    Event::Resize(w, h) => Input::Size(w, h),
                    _ => continue,
                };
                if to.send(vec![input]).is_err() {
                    return;
                }
            }
            drop(to.send(Vec::new()));
        });
        Ok(Self { thread: None })
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        #[cfg(unix)]
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
