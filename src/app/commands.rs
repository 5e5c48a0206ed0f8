//! Runs a command that a checklist allows, as the account that runs the program; its output is evidence.

use super::error::AppError;
use crate::base::text::{self, PROSE_MAX};
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Runs a command line in a shell without input: what it printed, on both outputs, and its exit code. One that does not
/// end in time is stopped with all that it started, and its output says so.
///
/// # Errors
/// When there is no shell to run it.
pub fn run(line: &str, within: Duration) -> Result<(String, Option<i32>), AppError> {
    let failed = |e: std::io::Error| AppError::Register {
        text: format!("the command cannot be run: {e}"),
        hint: "run it yourself and paste what it prints".into(),
    };
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", line]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut shell, 0);
    let mut child = shell.spawn().map_err(failed)?;
    let (sender, receiver) = channel();
    for output in [child.stdout.take().map(boxed), child.stderr.take().map(boxed)].into_iter().flatten() {
        let sender = sender.clone();
        std::thread::spawn(move || {
            let mut output = output;
            let mut chunk = [0_u8; 8192];
            while let Ok(n @ 1..) = output.read(&mut chunk) {
                if sender.send(chunk.get(..n).unwrap_or_default().to_vec()).is_err() {
                    break;
                }
            }
        });
    }
    drop(sender);
    let until = Instant::now() + within;
    let (mut body, mut over, mut late) = (Vec::new(), false, false);
    loop {
        match receiver.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(chunk) if body.len() + chunk.len() > PROSE_MAX / 2 => over = true,
            Ok(chunk) => body.extend(chunk),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                late = true;
                break;
            }
        }
    }
    let exit = if late {
        stop(&mut child);
        None
    } else {
        child.wait().map_err(failed)?.code()
    };
    let mut printed = text::tame_prose(&String::from_utf8_lossy(&body));
    for (so, what) in [(over, "... more was printed and is not kept".to_owned()), (late, stopped(within))] {
        if so {
            printed.push_str(&format!("\n[{what}]"));
        }
    }
    if printed.trim().is_empty() {
        printed = "[nothing was printed]".into();
    }
    Ok((printed, exit))
}

fn boxed(output: impl Read + Send + 'static) -> Box<dyn Read + Send> {
    Box::new(output)
}

fn stopped(within: Duration) -> String {
    format!("it had not ended after {} s and was stopped", within.as_secs())
}

/// Stops the command and everything that it started.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    drop(child.kill());
    drop(child.wait());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::run;
    use std::time::{Duration, Instant};

    #[test]
    fn output_and_exit_code_of_a_command_are_its_evidence() {
        let (body, exit) =
            run("echo one; echo two >&2; printf '\\033[31mred'; exit 3", Duration::from_secs(10)).unwrap();
        assert_eq!(exit, Some(3));
        assert!(body.contains("one") && body.contains("two") && body.contains("^[[31mred"), "{body}");
    }

    #[test]
    fn a_command_that_never_ends_is_stopped_with_what_it_started() {
        let begun = Instant::now();
        let (body, exit) = run("echo begun; sleep 600 & sleep 600", Duration::from_millis(300)).unwrap();
        assert!(begun.elapsed() < Duration::from_secs(20));
        assert_eq!(exit, None);
        assert!(body.starts_with("begun\n[it had not ended"), "{body}");
    }

    #[test]
    fn more_than_is_kept_is_left_out_and_said() {
        let (body, exit) = run("head -c 3000000 /dev/zero | tr '\\0' x", Duration::from_secs(30)).unwrap();
        assert_eq!(exit, Some(0));
        assert!(body.len() < 60_000 && body.ends_with("is not kept]"), "{}", body.len());
    }
}
