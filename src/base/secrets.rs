//! What looks like a secret in a text, so that it can be masked before the text is kept.

use std::ops::Range;

/// Something that looks like a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Secret {
    /// What it looks like.
    pub kind: &'static str,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
}

/// Beginnings that only keys and tokens have, each with the fewest letters that follow.
const PREFIXES: [(&str, &str, usize); 12] = [
    ("AKIA", "an AWS access key", 16),
    ("ASIA", "an AWS access key", 16),
    ("ghp_", "a GitHub token", 30),
    ("gho_", "a GitHub token", 30),
    ("ghs_", "a GitHub token", 30),
    ("github_pat_", "a GitHub token", 30),
    ("glpat-", "a GitLab token", 16),
    ("xoxb-", "a Slack token", 16),
    ("xoxp-", "a Slack token", 16),
    ("sk_live_", "a Stripe key", 16),
    ("AIza", "a Google key", 30),
    ("eyJ", "a JSON web token", 40),
];

/// Names after which a value is a secret: `password=…`, `api_key: …`.
const NAMES: [&str; 8] =
    ["password", "passwd", "secret", "api_key", "apikey", "access_key", "auth_token", "private_token"];

const fn of_token(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/' | b'+' | b'=')
}

/// What looks like a secret, in order and without overlaps.
#[must_use]
pub fn find(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    keys(text, &mut found);
    tokens(text, &mut found);
    named(text, &mut found);
    found.sort_by_key(|s| (s.at.start, std::cmp::Reverse(s.at.end)));
    let mut end = 0;
    found.retain(|s| {
        let apart = s.at.start >= end;
        if apart {
            end = s.at.end;
        }
        apart
    });
    found
}

/// The text with every secret masked, and how many there were.
#[must_use]
pub fn mask(text: &str) -> (String, u32) {
    let found = find(text);
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for secret in &found {
        masked.push_str(text.get(from..secret.at.start).unwrap_or_default());
        masked.push_str(&format!("[masked: {}]", secret.kind));
        from = secret.at.end;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    (masked, u32::try_from(found.len()).unwrap_or(u32::MAX))
}

/// Private keys in PEM.
fn keys(text: &str, found: &mut Vec<Secret>) {
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|t| t.find("-----BEGIN ")).map(|i| from + i) {
        let rest = text.get(start..).unwrap_or_default();
        let head = rest.lines().next().unwrap_or_default();
        let end = rest.find("-----END ").and_then(|i| Some(i + rest.get(i..)?.find('\n').unwrap_or(rest.len() - i)));
        let end = start + end.unwrap_or(rest.len());
        if head.contains("PRIVATE KEY") {
            found.push(Secret { kind: "a private key", at: start..end });
        }
        from = start + "-----BEGIN ".len();
    }
}

/// Keys and tokens by their beginnings.
fn tokens(text: &str, found: &mut Vec<Secret>) {
    let bytes = text.as_bytes();
    for (prefix, kind, least) in PREFIXES {
        for (start, _) in text.match_indices(prefix) {
            let inside = start.checked_sub(1).and_then(|i| bytes.get(i)).is_some_and(|b| of_token(*b) && *b != b'=');
            let long = bytes.iter().skip(start + prefix.len()).take_while(|b| of_token(**b)).count();
            if !inside && long >= least {
                found.push(Secret { kind, at: start..start + prefix.len() + long });
            }
        }
    }
}

/// Values after a name that says what they are, and after `Bearer`.
fn named(text: &str, found: &mut Vec<Secret>) {
    let lower = text.to_ascii_lowercase();
    let blank = |b: &u8| matches!(*b, b' ' | b'\t' | b'"' | b'\'');
    for name in NAMES {
        for (at, _) in lower.match_indices(name) {
            let rest = text.as_bytes().get(at + name.len()..).unwrap_or_default();
            let gap = rest.iter().take_while(|b| blank(b)).count();
            if !matches!(rest.get(gap), Some(b'=' | b':')) {
                continue;
            }
            let after = rest.get(gap + 1..).unwrap_or_default();
            let quoted = after.iter().take_while(|b| blank(b)).count();
            value(at + name.len() + gap + 1 + quoted, after.get(quoted..).unwrap_or_default(), 4, found);
        }
    }
    for (at, _) in lower.match_indices("bearer ") {
        let rest = text.as_bytes().get(at + 7..).unwrap_or_default();
        value(at + 7, rest, 16, found);
    }
}

fn value(start: usize, rest: &[u8], least: usize, found: &mut Vec<Secret>) {
    let ends = |b: &&u8| !matches!(**b, b'"' | b'\'' | b',' | b';') && !b.is_ascii_whitespace();
    let long = rest.iter().take_while(ends).count();
    if long >= least && !rest.starts_with(b"***") && !rest.starts_with(b"[masked") {
        found.push(Secret { kind: "a password or token", at: start..start + long });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::{find, mask};

    #[test]
    fn keys_tokens_and_named_values_are_masked_and_the_rest_stays() {
        let text = "user=ops\npassword = \"hunter22\"\nAKIAABCDEFGHIJKLMNOP ok\nAuthorization: Bearer abcdefghijklmnopqrst\nend";
        let (masked, n) = mask(text);
        assert_eq!(n, 3);
        assert_eq!(
            masked,
            "user=ops\npassword = \"[masked: a password or token]\"\n[masked: an AWS access key] ok\n\
             Authorization: Bearer [masked: a password or token]\nend"
        );
        let pem = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb";
        assert_eq!(mask(pem).0, "a\n[masked: a private key]\nb");
    }

    #[test]
    fn what_is_no_secret_is_left_alone_wherever_letters_begin() {
        for text in ["", "password", "the secret is out", "ünïcode päßword=", "eyJ short", "token bearer", "skill_live"]
        {
            assert_eq!(find(text), Vec::new(), "{text}");
        }
        // Masked once is masked: nothing is left to find.
        let (masked, _) = mask("api_key: 0123456789");
        assert_eq!(find(&masked), Vec::new());
    }
}
