//! The root file system of the image `busybox:1.36`, as far as scripts can see it.

use super::applets;
use crate::world::{Attributes, Errno, Fs, Stamp, binary};

/// When the image was made.
const MADE: Stamp = Stamp::from_secs(1_727_386_302);

const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
sync:x:4:100:sync:/bin:/bin/sync
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
";

const GROUP: &str = "root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
lp:x:7:
mail:x:8:
kmem:x:9:
wheel:x:10:root
cdrom:x:11:
dialout:x:18:
floppy:x:19:
video:x:28:
audio:x:29:
tape:x:32:
www-data:x:33:
operator:x:37:
utmp:x:43:
plugdev:x:46:
staff:x:50:
lock:x:54:
netdev:x:82:
users:x:100:
nobody:x:65534:
";

/// The root of a fresh busybox container: applets in `/bin`, users, folders.
#[must_use]
pub fn busybox_root() -> Fs {
    // Some hundred names, always the same: made once a thread, for trees share their contents within one.
    thread_local! {
        // A fresh tree takes every one of these paths; what is left if one were wrong is still a tree.
        static MADE_ONCE: Fs = build().unwrap_or_else(|_| Fs::new("overlay", "overlay"));
    }
    MADE_ONCE.with(Fs::clone)
}

fn build() -> Result<Fs, Errno> {
    let mut fs = Fs::new("overlay", "overlay");
    let dir = Attributes::mode(0o755).at(MADE);
    let file = Attributes::mode(0o644).at(MADE);
    for path in ["bin", "dev", "etc", "lib", "lib64", "proc", "sys", "usr/bin", "usr/sbin", "var", "var/spool/mail"] {
        fs.put_dir(path, dir)?;
    }
    fs.put_dir("home", dir.owned(65_534, 65_534))?;
    fs.put_dir("root", Attributes::mode(0o700).at(MADE))?;
    fs.put_dir("tmp", Attributes::mode(0o1777).at(MADE))?;
    fs.put_dir("var/www", dir.owned(33, 33))?;
    fs.put_file("bin/busybox", binary("busybox"), dir)?;
    // Those too that are not simulated: who calls one hears of the simulator's limit, and not that there is no such program.
    fs.put_hard_links(applets::names().into_iter().chain(applets::real_names()).chain(["sh", "ash"]), "bin/busybox")?;
    fs.put_symlink("usr/bin/env", "../../bin/env", dir)?;
    fs.put_file("etc/passwd", PASSWD, file)?;
    fs.put_file("etc/group", GROUP, file)?;
    fs.put_file("etc/shadow", "root:*:::::::\n", Attributes::mode(0o600).at(MADE))?;
    fs.put_file("etc/localtime", "UTC0\n", file)?;
    fs.put_file("etc/nsswitch.conf", "hosts: files dns\n", file)?;
    Ok(fs)
}
