//! Questions on a terminal: the question on stderr, the answer from the standard input.

use crate::cli::failure::Failure;
use std::io::{BufRead, Write};

/// Asks for one line.
pub fn answer(question: &str) -> Result<String, Failure> {
    let mut err = std::io::stderr().lock();
    err.write_all(question.as_bytes()).and_then(|()| err.flush()).map_err(Failure::io("terminal"))?;
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line).map_err(Failure::io("standard input"))?;
    if read == 0 {
        return Err(Failure::usage("the input ended before an answer", "give the answer as a flag"));
    }
    Ok(line.trim().to_owned())
}

/// Asks for one of several, by its number; gives its index.
pub fn choose(question: &str, choices: &[&str]) -> Result<usize, Failure> {
    let mut text = format!("{question}\n");
    for (i, choice) in choices.iter().enumerate() {
        text.push_str(&format!("  {} {choice}\n", i + 1));
    }
    text.push_str("> ");
    loop {
        let given = answer(&text)?;
        match given.parse::<usize>() {
            Ok(n) if n >= 1 && n <= choices.len() => return Ok(n - 1),
            _ => text = format!("Type a number from 1 to {}.\n> ", choices.len()),
        }
    }
}
