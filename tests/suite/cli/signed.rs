//! Receipts of the gate that are signed: who signed one tells the verdict without the register, and nothing else does.

use super::gate::decided;
use super::run::{Place, Ran, fits_its_shape};
use serde_json::json;
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{HashAlg, LineEnding, PrivateKey};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

const ASK: &str = "gate CHG-1 --env production --out yes.json";
const CHECK: &str = "gate verify yes.json --db nowhere.db";
const BY: &str = "ci@example.com";

/// A key whose private half lies in a file of this name, for its owner's eyes only; its public half as in a list.
fn key(place: &Place, name: &str, seed: u8) -> (PrivateKey, String) {
    let pair = KeypairData::Ed25519(Ed25519Keypair::from_seed(&[seed; 32]));
    let key = PrivateKey::new(pair, "pipeline").unwrap();
    place.write(name, &key.to_openssh(LineEnding::LF).unwrap());
    allow(place, name, 0o600);
    let public = key.public_key().to_openssh().unwrap();
    place.write(&format!("{name}.pub"), &public);
    (key, public)
}

fn allow(place: &Place, name: &str, mode: u32) {
    std::fs::set_permissions(place.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
}

/// What ssh-keygen says of a file and the signature beside it; nothing where there is no ssh-keygen.
fn keygen(place: &Place, file: &str) -> Option<bool> {
    let mut command = Command::new("ssh-keygen");
    command.current_dir(place.dir.path()).args(["-Y", "verify", "-n", "quorate-gate", "-f", "signers", "-I", BY, "-s"]);
    command.arg(format!("{file}.sig")).stdin(std::fs::File::open(place.path(file)).unwrap());
    match command.output() {
        Ok(output) => Some(output.status.success()),
        Err(e) => {
            eprintln!("ssh-keygen was not asked: {e}");
            None
        }
    }
}

/// A decided change, and a yes of the gate that `ci` signed.
fn signed() -> (Place, PrivateKey, String) {
    let place = decided("approve");
    let (ci, public) = key(&place, "ci", 7);
    place.write("signers", &format!("# who may sign\n\n{BY},root namespaces=\"quorate-*\" {public}\n"));
    place.ok("rita", &format!("{ASK} --sign-key ci"));
    (place, ci, public)
}

fn findings(ran: &Ran) -> String {
    let document = ran.json();
    fits_its_shape(&document);
    assert_eq!((&document["genuine"], &document["signer"]), (&json!(false), &document["signer"]), "{document}");
    document["findings"].to_string()
}

/// Given a receipt that a pipeline's key signed, when it is checked without the register, then its verdict holds, and
/// ssh-keygen says so too; a verdict that is no yes stays none.
#[test]
fn who_signed_a_receipt_tells_its_verdict_without_the_register() {
    let (mut place, ci, _) = signed();
    let ran = place.run("anybody", &format!("{CHECK} --signers signers --json"));
    assert_eq!(ran.code, 0, "{ran:?}");
    let document = ran.json();
    fits_its_shape(&document);
    let by =
        json!({"principals": format!("{BY},root"), "key": format!("ssh-ed25519 {}", ci.fingerprint(HashAlg::Sha256))});
    assert_eq!((&document["signer"], &document["against"]), (&by, &json!("signature")));
    assert_eq!((&document["genuine"], &document["verdict"]), (&json!(true), &json!("yes")));
    let words = place.ok("anybody", &format!("{CHECK} --signers signers")).out;
    assert!(words.contains(&format!("signed by {BY},root (ssh-ed25519 SHA256:")), "{words}");
    assert!(words.contains("read from the ledger quorate/"), "{words}");
    assert_ne!(keygen(&place, "yes.json"), Some(false));
    // A checkpoint that was kept is told as well, and has to fit.
    let receipt: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(place.path("yes.json")).unwrap()).unwrap();
    let kept = receipt["receipt"]["checkpoint"].as_str().unwrap();
    place.write("kept", kept);
    let words = place.ok("anybody", &format!("{CHECK} --signers signers --against kept")).out;
    assert!(words.contains("signed by") && words.contains("it fits the checkpoint given"), "{words}");
    let mut lines: Vec<&str> = kept.lines().collect();
    let other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    lines[2] = other;
    place.write("kept", &(lines.join("\n") + "\n"));
    let ran = place.run("anybody", &format!("{CHECK} --signers signers --against kept --json"));
    assert_eq!((ran.code, &ran.json()["against"]), (20, &json!("signature_and_checkpoint")), "{ran:?}");
    // From the standard input, with the signature named.
    let text = std::fs::read_to_string(place.path("yes.json")).unwrap();
    let fed = |args: &[&str]| place.fed("anybody", args, &text).code;
    assert_eq!(fed(&["gate", "verify", "-", "--signers", "signers", "--signature", "yes.json.sig"]), 0);
    assert_eq!(fed(&["gate", "verify", "-", "--signers", "signers"]), 2);
    // A no that is signed is a no, and QUORATE_SIGN_KEY signs like the flag.
    place.clock = "2026-04-06T06:30:00Z".into();
    let mut asked = place.command("rita", &["gate", "CHG-1", "--env", "production", "--out", "no.json"]);
    assert_eq!(asked.env("QUORATE_SIGN_KEY", "ci").status().unwrap().code(), Some(9));
    assert_eq!(place.run("anybody", "gate verify no.json --db nowhere.db --signers signers").code, 9);
    assert_ne!(keygen(&place, "no.json"), Some(false));
    // What is no receipt is not signed, whatever the environment says; the flag itself is refused there.
    let mut asked = place.command("rita", &["gate", "CHG-1", "--env", "production", "--json"]);
    assert_eq!(asked.env("QUORATE_SIGN_KEY", "nothing").output().unwrap().status.code(), Some(9));
    let refused = place.run("rita", "gate CHG-1 --env production --sign-key ci");
    assert!(refused.code == 2 && refused.err.contains("there is no receipt to sign"), "{refused:?}");
}

/// Given a signed receipt, when the receipt, its signature or what allows its key is not as it was, then it ends with 20 and
/// says which it is.
#[test]
fn a_signature_that_does_not_hold_is_told() {
    let (place, ci, public) = signed();
    let asks = || place.run("anybody", &format!("{CHECK} --signers signers --json"));
    let text = std::fs::read_to_string(place.path("yes.json")).unwrap();
    let armour = std::fs::read_to_string(place.path("yes.json.sig")).unwrap();
    let (other, others) = key(&place, "other", 8);
    type Given<'a> = (&'a str, String, Option<String>, String, &'a str);
    let list = |options: &str| format!("{BY} {options} {public}\n");
    let by = |key: &PrivateKey, namespace: &str, text: &str| {
        Some(key.sign(namespace, HashAlg::Sha512, text.as_bytes()).unwrap().to_pem(LineEnding::LF).unwrap())
    };
    let forged = text.replace("\"verdict\":\"yes\"", "\"verdict\":\"refused\"");
    assert_ne!(forged, text);
    let cases: Vec<Given> = vec![
        ("no signature", text.clone(), None, list(""), "it is not signed"),
        ("a changed receipt", forged.clone(), Some(armour.clone()), list(""), "not over what it says"),
        ("written anew", format!("{text} "), Some(armour.clone()), list(""), "altered or written anew"),
        (
            "a changed receipt, signed anew",
            forged.clone(),
            by(&ci, "quorate-gate", &forged),
            list(""),
            "its digest is not",
        ),
        ("another key", text.clone(), by(&other, "quorate-gate", &text), list(""), "does not name"),
        ("another namespace", text.clone(), by(&ci, "git", &text), list(""), "is for \\\"git\\\""),
        ("no armour", text.clone(), Some("signed, ci".into()), list(""), "does not begin with"),
        ("half an armour", text.clone(), Some(armour[..armour.len() / 2].into()), list(""), "breaks off before"),
        ("not for this", text.clone(), Some(armour.clone()), list("namespaces=\"git,file\""), "for git,file only"),
        ("taken out", text.clone(), Some(armour.clone()), list("namespaces=\"*,!quorate-g?te\""), "only, not for"),
        (
            "expired",
            text.clone(),
            Some(armour.clone()),
            list("valid-before=\"20200101Z\""),
            "was valid before 20200101Z",
        ),
        ("too early", text.clone(), Some(armour.clone()), list("valid-after=\"299901011200Z\""), "is valid only after"),
        ("an authority", text.clone(), Some(armour.clone()), list("cert-authority"), "certificates are not read here"),
        (
            "an option more",
            text.clone(),
            Some(armour.clone()),
            format!("{}a {others}", list("verify-required")),
            "no option",
        ),
        ("nobody of them", text.clone(), Some(armour.clone()), format!("x {others}\n"), "does not name"),
    ];
    for (what, receipt, signature, signers, finding) in cases {
        place.write("yes.json", &receipt);
        match signature {
            Some(armour) => drop(place.write("yes.json.sig", &armour)),
            None => std::fs::remove_file(place.path("yes.json.sig")).unwrap_or(()),
        }
        place.write("signers", &signers);
        let ran = asks();
        assert_eq!(ran.code, 20, "{what}: {ran:?}");
        assert!(findings(&ran).contains(finding), "{what}: {ran:?}");
        assert_ne!(keygen_of(&place, what), Some(true), "{what}");
    }
    // Bytes that are no text, and more than any signature has.
    place.write("signers", &list(""));
    place.write("yes.json", &text);
    for bytes in [vec![0xff; 100], vec![b'A'; 1 << 20], armour.replace('\n', "\0").into_bytes()] {
        std::fs::write(place.path("yes.json.sig"), bytes).unwrap();
        assert_eq!(asks().code, 20);
    }
    // Line ends of another system are no alteration of the signature; what follows in time is judged by --at.
    place.write("yes.json.sig", &armour.replace('\n', "\r\n"));
    place.write("signers", &list("valid-after=\"20260101\",valid-before=\"20260501000000Z\""));
    let then = format!("{CHECK} --signers signers --at 2026-04-06T00:00:00Z");
    assert_eq!(place.run("anybody", &then).code, 0);
    assert_eq!(asks().code, 20, "whoever might sign then may no longer");
    assert_eq!(place.run("anybody", &format!("{CHECK} --at 2026-04-06T00:00:00Z")).code, 2);
    // A list without anybody, and none at all.
    for nobody in ["", "# nobody\n", "ci\n", "\"ci ssh-ed25519 AAAA\n", "ci ssh-ed25519 AAAA\n"] {
        place.write("signers", nobody);
        let ran = asks();
        assert!(ran.code == 2 && ran.err.contains("names nobody"), "{nobody}: {ran:?}");
    }
    assert_eq!(place.run("anybody", &format!("{CHECK} --signers nothing")).code, 2);
    // Receipts that are none, or of a form to come.
    place.write("signers", &list(""));
    for (receipt, why) in [
        (text.replace("quorate.gate/1", "quorate.gate/2"), "a receipt of a newer form, quorate.gate/2"),
        (text[..text.len() / 2].into(), "no receipt of the gate"),
        ("\0\0\0\0".into(), "no receipt of the gate"),
        ("[".repeat(100_000), "no receipt of the gate"),
        (" ".repeat(9 << 20), "longer than 8 MiB"),
    ] {
        place.write("yes.json", &receipt);
        let ran = asks();
        assert!(ran.code == 2 && ran.err.contains(why) && ran.out.is_empty(), "{why}: {ran:?}");
    }
    std::fs::write(place.path("yes.json"), [0xff, 0xfe, 0]).unwrap();
    assert_eq!(asks().code, 2);
}

/// What ssh-keygen says where the receipt is what was signed: of what it holds beside its signature it knows nothing.
fn keygen_of(place: &Place, what: &str) -> Option<bool> {
    let knows = what != "no signature" && what != "a changed receipt, signed anew";
    if knows { keygen(place, "yes.json") } else { None }
}

/// Given a file that cannot sign, then nothing is asked and nothing written, and the refusal says what to do.
#[test]
fn a_key_that_cannot_sign_is_refused_before_anything_is_written() {
    let (place, ci, _) = signed();
    std::fs::remove_file(place.path("yes.json")).unwrap();
    let refused = |key: &str, code: i32, why: &str| {
        let ran = place.run("rita", &format!("{ASK} --sign-key {key}"));
        assert_eq!(ran.code, code, "{key}: {ran:?}");
        assert!(ran.err.contains(why), "{key}: {ran:?}");
        assert!(!place.path("yes.json").exists(), "{key}");
    };
    allow(&place, "ci", 0o640);
    refused("ci", 2, "can be read by others than its owner\n  chmod 600 ci");
    allow(&place, "ci", 0o400);
    refused("nothing", 2, "there is no file nothing");
    refused("q.db", 2, "belongs to the register");
    place.write("noise", "no key");
    refused("noise", 2, "is no key in OpenSSH's form");
    std::fs::write(place.path("noise"), [0_u8; 100_000]).unwrap();
    refused("noise", 2, "is no key in OpenSSH's form");
    let whole = ci.to_openssh(LineEnding::LF).unwrap();
    place.write("noise", &whole[..whole.len() / 2]);
    refused("noise", 2, "is no key in OpenSSH's form");
    // The public half asks an agent, which runs nowhere here.
    refused("ci.pub", 1, "no SSH agent runs here (SSH_AUTH_SOCK is not set)");
    // Nobody waits for a verdict first, which is a no here for as long as one waits.
    let begun = std::time::Instant::now();
    let late = place.run("rita", "gate CHG-9 --env production --out no.json --sign-key ci.pub --wait --timeout 30s");
    assert!(late.code == 1 && late.err.contains("no SSH agent runs here"), "{late:?}");
    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    for (kind, bits, why) in [("ed25519", "256", "has a passphrase"), ("rsa", "2048", "is a key of ssh-rsa")] {
        let words = if kind == "rsa" { "" } else { "secret words" };
        let mut keygen = Command::new("ssh-keygen");
        keygen.args(["-q", "-t", kind, "-b", bits, "-N", words, "-f"]).arg(place.path(kind));
        match keygen.status() {
            Ok(made) => {
                assert!(made.success());
                refused(kind, 2, why);
            }
            Err(e) => eprintln!("no key of {kind} was tried: {e}"),
        }
    }
    place.ok("rita", &format!("{ASK} --sign-key ci"));
}

/// Given an agent that holds the key, when its public half is named, then the agent signs.
#[test]
fn an_agent_signs_where_the_public_half_is_named() {
    let (place, ..) = signed();
    let socket = place.path("agent");
    let agent = Command::new("ssh-agent").args(["-D", "-a"]).arg(&socket).stdout(std::process::Stdio::null()).spawn();
    let mut agent = match agent {
        Ok(agent) => agent,
        Err(e) => return eprintln!("no agent was asked: {e}"),
    };
    let asks = || {
        let mut asked = place.command("rita", &["gate", "CHG-1", "--env", "production", "--out", "by.json"]);
        asked.args(["--sign-key", "ci.pub"]).env("SSH_AUTH_SOCK", &socket).output().unwrap()
    };
    let ready = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        socket.exists()
    });
    let without = asks();
    let added = Command::new("ssh-add").arg("-q").arg(place.path("ci")).env("SSH_AUTH_SOCK", &socket).status();
    let with = asks();
    agent.kill().unwrap();
    agent.wait().unwrap();
    assert!(ready);
    assert_eq!(without.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&without.stderr).contains("does not have that key"), "{without:?}");
    assert!(added.unwrap().success());
    assert_eq!(with.status.code(), Some(0), "{with:?}");
    assert_eq!(place.run("anybody", "gate verify by.json --db nowhere.db --signers signers").code, 0);
}

/// Given signatures that OpenSSH made with keys of other kinds, then they are checked, too.
#[test]
fn signatures_by_keys_of_other_kinds_are_checked() {
    use quorate::base::time::Moment;
    use quorate::ledger::{signers, sshsig};
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/fossils/signed");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let (text, allowed) = (read("text"), read("allowed_signers"));
    for kind in ["ecdsa", "rsa"] {
        let armour = read(&format!("{kind}.sig"));
        let key = sshsig::check(&armour, text.as_bytes()).unwrap();
        assert_eq!(signers::find(&allowed, &key, Moment(0)).unwrap(), format!("{kind}@example.com"));
        assert!(sshsig::check(&armour, b"another receipt\n").unwrap_err().contains("not over what it says"), "{kind}");
    }
}

/// Given a pair of receipt and signature, when a new one cannot be written whole, then the old one stays, and where there was
/// none, none is left.
#[test]
fn a_receipt_and_its_signature_are_written_together_or_not_at_all() {
    let (mut place, ..) = signed();
    let read = |place: &Place, name: &str| std::fs::read_to_string(place.path(name)).ok();
    // The signature's place is taken.
    std::fs::create_dir(place.path("new.json.sig")).unwrap();
    let ask = |out: &str| format!("gate CHG-1 --env production --out {out} --sign-key ci");
    let refused = place.run("rita", &ask("new.json"));
    assert!(refused.code == 2 && refused.err.contains("new.json.sig is a folder; nothing was written"), "{refused:?}");
    assert_eq!(read(&place, "new.json"), None);
    // The pair of before is whole; another verdict takes the place of both, and keeps who may read them.
    allow(&place, "yes.json", 0o640);
    let before = (read(&place, "yes.json"), read(&place, "yes.json.sig"));
    place.clock = "2026-04-06T06:30:00Z".into();
    assert_eq!(place.run("rita", &ask("yes.json")).code, 9);
    let after = (read(&place, "yes.json"), read(&place, "yes.json.sig"));
    assert!(before.0 != after.0 && before.1 != after.1, "{after:?}");
    assert_eq!(std::fs::metadata(place.path("yes.json")).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(place.run("anybody", "gate verify yes.json --db nowhere.db --signers signers").code, 9);
    let left = std::fs::read_dir(place.dir.path()).unwrap().filter_map(|f| f.unwrap().file_name().into_string().ok());
    assert!(left.collect::<Vec<_>>().iter().all(|name| !name.ends_with(".new")), "no draft is left");
}

/// What lies beside a receipt and is no signature is told in plain words: what it should be, and what makes one.
#[test]
fn a_text_that_is_no_signature_is_told_what_it_should_be() {
    let (place, ..) = signed();
    let armour = std::fs::read_to_string(place.path("yes.json.sig")).unwrap();
    for (text, why) in [
        ("signed by me".to_owned(), "it does not begin with the line -----BEGIN SSH SIGNATURE-----"),
        (String::new(), "it does not begin with the line"),
        (armour[..armour.len() / 2].to_owned(), "it breaks off before the line -----END SSH SIGNATURE-----"),
        (armour.replace("U1NI", "\u{0}\u{0}"), "what stands between its first and last line is damaged"),
    ] {
        place.write("yes.json.sig", &text);
        let ran = place.run("anybody", &format!("{CHECK} --signers signers --json"));
        let told = findings(&ran);
        assert!(ran.code == 20 && told.contains("is no signature in OpenSSH's form") && told.contains(why), "{told}");
        assert!(told.contains("quorate gate --out FILE --sign-key KEY makes one"), "{told}");
        assert!(!told.contains("PEM") && !told.contains("NUL"), "{told}");
    }
}
