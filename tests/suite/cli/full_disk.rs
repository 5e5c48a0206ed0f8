//! Full disks: what was recorded can be read, what cannot be recorded says so, and nothing is left half.

use super::run::{Place, Ran};
use std::path::PathBuf;
use std::process::Command;

/// A small disk of its own; taken away at the end.
struct Disk {
    place: Place,
    at: PathBuf,
}

impl Disk {
    /// None where this account may not mount one.
    fn of(kilobytes: u32) -> Option<Self> {
        let place = Place::new();
        let at = place.path("disk");
        std::fs::create_dir(&at).unwrap();
        let disk = Self { place, at };
        let mounted = disk.mount(&["-t", "tmpfs", "-o", &format!("size={kilobytes}k")]);
        if !mounted {
            use std::io::Write as _;
            drop(writeln!(std::io::stderr(), "not tested here: no small disk can be mounted"));
        }
        mounted.then_some(disk)
    }

    fn mount(&self, options: &[&str]) -> bool {
        let ran = Command::new("mount").args(options).arg("tmpfs").arg(&self.at).output();
        ran.is_ok_and(|ran| ran.status.success())
    }

    fn run(&self, line: &str) -> Ran {
        self.place.run("ada", &format!("--db disk/f.db {line}"))
    }

    fn files(&self) -> Vec<String> {
        let names = std::fs::read_dir(&self.at).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// Writes until nothing more fits.
    fn fill(&self) {
        use std::io::Write as _;
        let mut file = std::fs::File::create(self.at.join("fill")).unwrap();
        while file.write_all(&[0; 512]).is_ok() {}
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.at).output());
    }
}

#[test]
fn a_founding_without_room_says_so_leaves_nothing_and_works_later() {
    let Some(disk) = Disk::of(400) else { return };
    for _ in 0..2 {
        let ran = disk.run("init --pack ghostquant --sandbox --no-input --json");
        let document = ran.error();
        assert_eq!(ran.code, 1);
        assert!(document["text"].as_str().unwrap().starts_with("the disk is full: "), "{document}");
        assert_eq!(disk.files(), ["f.db.lock"], "only the lock of the queue of writers stays");
    }
    assert!(disk.mount(&["-o", "remount,size=4000k"]));
    assert_eq!(disk.run("init --pack ghostquant --sandbox --no-input").code, 0);
    assert!(disk.run("audit verify").out.starts_with("whole: 7 entries"));
}

#[test]
fn a_register_on_a_full_disk_can_be_read_and_says_why_nothing_is_recorded() {
    let Some(disk) = Disk::of(1000) else { return };
    assert_eq!(disk.run("init --pack ghostquant --sandbox --no-input").code, 0);
    disk.fill();
    for line in ["change list", "person list", "audit verify", "inbox"] {
        let ran = disk.run(line);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(ran.err, "quorate: the disk is full: nothing can be recorded until some space on it is free\n");
        assert_eq!(disk.run(&format!("{line} --quiet")).err, "");
    }
    let ran = disk.run("change create --type normal --title X --quiet");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("the disk is full") && ran.err.contains("free some space"), "{ran:?}");
    let doctor = disk.run("doctor");
    assert_eq!(doctor.code, 1);
    assert!(doctor.out.contains("fail  writing   the disk is full"), "{}", doctor.out);
    assert!(doctor.out.contains("fail  space     0 kB free on the register's disk"), "{}", doctor.out);
    std::fs::remove_file(disk.at.join("fill")).unwrap();
    assert_eq!(disk.run("change create --type normal --title X").code, 0);
    assert!(disk.run("doctor").out.contains("warn  space "), "less than 50 MB");
}

#[test]
fn a_demonstration_without_room_says_how_to_begin_anew() {
    let Some(disk) = Disk::of(1500) else { return };
    let ran = disk.run("init --demo");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("the disk is full") && ran.err.contains("cut short"), "{ran:?}");
    assert!(ran.err.contains("quorate demo reset"), "{ran:?}");
    assert!(disk.run("audit verify").out.starts_with("whole: "));
    assert!(disk.mount(&["-o", "remount,size=20000k"]));
    let anew = disk.run("demo reset --yes");
    assert_eq!(anew.code, 0, "{anew:?}");
}

#[test]
fn an_import_that_fills_the_disk_is_settled() {
    let Some(disk) = Disk::of(2000) else { return };
    assert_eq!(disk.run("init --pack ghostquant --sandbox --no-input").code, 0);
    let mut text = String::from("number,short_description,description\n,no number,x\n");
    for n in 0..4000 {
        text.push_str(&format!("CHG{n:07},Change {n},\"{}\"\n", "word and more ".repeat(60)));
    }
    let file = disk.place.write("big.csv", &text);
    let ran = disk.run(&format!("import servicenow {file} --json"));
    let document = ran.error();
    assert_eq!(ran.code, 1, "{document}");
    let words = document["text"].as_str().unwrap();
    assert!(words.starts_with("the disk is full: ") && !words.contains("not known yet"), "{words}");
    let created = document["import"]["created"].as_u64().unwrap();
    assert_eq!(document["import"]["skipped"][0]["row"], 1, "{document}");
    let listed = disk.run("change list --quiet -o name").out;
    assert_eq!(listed.lines().count() as u64, created, "what is said to be recorded is");
    assert!(disk.run("audit verify").out.starts_with("whole: "));
}

/// Given a session whose files may not grow, when it records, then it says so and by which limit, and what is recorded is whole.
#[cfg(unix)]
#[test]
fn a_limit_of_file_sizes_is_told_and_ends_nothing_half() {
    let place = Place::new();
    place.ok("root", "init --pack ghostquant --sandbox --no-input");
    let limited = |kilobytes: u32, args: &[&str]| {
        let plain = place.command("root", args);
        let mut sh = Command::new("sh");
        sh.arg("-c").arg(format!("ulimit -f {kilobytes}; exec \"$0\" \"$@\"")).arg(plain.get_program());
        sh.args(plain.get_args()).env_clear().current_dir(place.path("."));
        for (name, value) in plain.get_envs() {
            sh.envs(value.map(|value| (name, value)));
        }
        sh.output().unwrap()
    };
    let create = ["change", "create", "--type", "normal", "--title", "X"];
    let ran = limited(8, &create);
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1), "{told}");
    assert!(told.contains("(ulimit -f)") && told.contains("this act is not recorded"), "{told}");
    // Less than the register is already: the act goes into its journal, and its receipt is no failure.
    let ran = limited(300, &create);
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(place.ok("root", "audit verify").out.starts_with("whole: 8 entries"));
}
