//! Where a register lies: its neighbours by name, and whether the file system can carry it.
//!
//! Only the file's metadata is looked at. Opening the register other than through SQLite would, on closing, drop the
//! locks that SQLite holds on it in this process.

use super::error::StoreError;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

/// The register's path with `suffix` appended to the file name.
pub(super) fn beside(register: &Path, suffix: &str) -> PathBuf {
    let mut name = register.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The folder that a file lies in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The real path of an existing register and its metadata, when it may be opened at all.
pub(super) fn existing(path: &Path) -> Result<(PathBuf, Metadata), StoreError> {
    let real = std::fs::canonicalize(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => StoreError::Missing { path: path.into() },
        _ => StoreError::io(path, "finding", e),
    })?;
    let meta = std::fs::metadata(&real).map_err(|e| StoreError::io(path, "finding", e))?;
    if !meta.is_file() {
        let why = if meta.is_dir() { "it is a folder" } else { "it is not a regular file" };
        return Err(StoreError::NotOurs { path: path.into(), why: why.into() });
    }
    if meta.len() == 0 {
        return Err(StoreError::NotOurs {
            path: path.into(),
            why: "it is empty; if nobody needs it, remove it and run \"quorate init\"".into(),
        });
    }
    #[cfg(unix)]
    {
        let links = std::os::unix::fs::MetadataExt::nlink(&meta);
        if links > 1 {
            return Err(StoreError::HardLinked { path: path.into(), links });
        }
    }
    refuse_network(&real)?;
    Ok((real, meta))
}

/// The most bytes that a file of this process may have, where there is such a limit.
#[must_use]
pub(super) fn largest() -> Option<u64> {
    #[cfg(unix)]
    {
        rustix::process::getrlimit(rustix::process::Resource::Fsize).current
    }
    #[cfg(not(unix))]
    None
}

/// Bytes that may still be written on the disk that holds a path; none where the system does not tell.
pub(super) fn free(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let stat = rustix::fs::statvfs(folder(path)).ok()?;
        Some(stat.f_bavail.saturating_mul(stat.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// Refuses a path on a network file system. Elsewhere than on Linux nothing is known and nothing refused.
pub(super) fn refuse_network(path: &Path) -> Result<(), StoreError> {
    #[cfg(target_os = "linux")]
    {
        let stat =
            rustix::fs::statfs(path).map_err(|e| StoreError::io(path, "finding the file system of", e.into()))?;
        #[allow(clippy::useless_conversion, reason = "the field is narrower on some processors")]
        let magic = i64::try_from(stat.f_type).unwrap_or_default();
        let fuse = (magic == FUSE).then(|| mount_type(path)).flatten();
        if let Some(kind) = network_kind(magic, fuse.as_deref()) {
            return Err(StoreError::Network { path: path.into(), kind });
        }
    }
    Ok(())
}

const FUSE: i64 = 0x6573_5546;

/// Magic numbers of `statfs(2)`.
const NETWORK: &[(i64, &str)] = &[
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFE53_4D42, "SMB2"),
    (0xFF53_4D42, "CIFS"),
    (0x564C, "NCP"),
    (0x7375_7245, "Coda"),
    (0x5346_414F, "AFS"),
    (0x6B41_4653, "AFS"),
    (0x0102_1997, "9P"),
    (0x00C3_6400, "Ceph"),
    (0x0BD0_0BD0, "Lustre"),
    (0x4750_4653, "GPFS"),
    (0x0116_1970, "GFS2"),
    (0x7461_636F, "OCFS2"),
    (0x2030_5F31, "OrangeFS"),
    (0x0BAD_1DEA, "Quobyte"),
    (0x786F_4256, "VirtualBox shared folder"),
    (0xBACB_ACBC, "VMware shared folder"),
];

/// FUSE file systems that keep their files on this computer.
const LOCAL_FUSE: &[&str] = &["fuseblk", "fuse.fuse-overlayfs", "fuse.gocryptfs", "fuse.bindfs", "fuse.mergerfs"];

/// The name of the network file system that a `statfs` magic number, and for FUSE the mount's type, stand for.
/// A FUSE mount of unknown type counts as one: sshfs, rclone and their like are far more common than local ones.
pub(super) fn network_kind(magic: i64, fuse: Option<&str>) -> Option<String> {
    if magic == FUSE {
        return match fuse {
            Some(local) if LOCAL_FUSE.contains(&local) => None,
            other => Some(other.unwrap_or("FUSE").to_owned()),
        };
    }
    // The magic numbers are 32 bits wide; some systems hand them over with the sign extended.
    NETWORK.iter().find(|(known, _)| *known == magic & 0xFFFF_FFFF).map(|(_, name)| (*name).to_owned())
}

/// The type of the mount that holds `path`, as `/proc/self/mountinfo` names it.
#[cfg(target_os = "linux")]
fn mount_type(path: &Path) -> Option<String> {
    let table = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    mount_type_in(&table, path)
}

/// Finds the mount with the longest mount point above `path`; of several on one point the last, which hides the rest.
pub(super) fn mount_type_in(table: &str, path: &Path) -> Option<String> {
    let mut best: Option<(usize, &str)> = None;
    for line in table.lines() {
        let (mount, rest) = line.split_once(" - ")?;
        let point = mount.split(' ').nth(4)?.replace("\\040", " ").replace("\\134", "\\");
        let depth = Path::new(&point).components().count();
        if path.starts_with(&point) && best.is_none_or(|(deepest, _)| depth >= deepest) {
            best = Some((depth, rest.split(' ').next()?));
        }
    }
    best.map(|(_, kind)| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{FUSE, mount_type_in, network_kind};
    use std::path::Path;

    #[test]
    fn network_file_systems_are_known_by_number_and_fuse_by_type() {
        let kind = |magic| network_kind(magic, None);
        assert_eq!(kind(0x6969).as_deref(), Some("NFS"));
        assert_eq!(kind(0xFE53_4D42).as_deref(), Some("SMB2"));
        assert_eq!(kind(-0x01AC_B2BE).as_deref(), Some("SMB2"), "sign extended");
        assert_eq!(kind(0x0102_1997).as_deref(), Some("9P"));
        for local in [0xEF53, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0x2FC1_2FC1] {
            assert_eq!(kind(local), None, "{local:#x}");
        }
        assert_eq!(network_kind(FUSE, Some("fuse.sshfs")).as_deref(), Some("fuse.sshfs"));
        assert_eq!(network_kind(FUSE, None).as_deref(), Some("FUSE"));
        assert_eq!(network_kind(FUSE, Some("fuseblk")), None);
    }

    #[test]
    fn the_mount_that_holds_a_path_is_the_deepest_and_last() {
        let table = "22 1 254:0 / / rw shared:1 - ext4 /dev/vda rw\n\
                     30 22 0:40 / /home/ana/far rw - fuse.sshfs host:/ rw\n\
                     31 22 0:41 / /home/ana/my\\040disk rw shared:2 - fuseblk /dev/sdb1 rw\n\
                     32 22 0:42 / /home/ana/far rw - fuse.rclone x: rw\n";
        let kind = |path: &str| mount_type_in(table, Path::new(path));
        assert_eq!(kind("/home/ana/quorate.db").as_deref(), Some("ext4"));
        assert_eq!(kind("/home/ana/far/quorate.db").as_deref(), Some("fuse.rclone"));
        assert_eq!(kind("/home/ana/farther/quorate.db").as_deref(), Some("ext4"));
        assert_eq!(kind("/home/ana/my disk/quorate.db").as_deref(), Some("fuseblk"));
    }
}
