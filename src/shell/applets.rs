//! The table of all applets, by family. It must not know what any of them does.

mod accounts;
mod archive;
mod awk;
mod basic;
mod calc;
mod calendars;
mod changing;
mod columns;
mod compare;
mod copying;
mod dd;
mod disk;
mod dump;
mod find;
mod grep;
mod install;
mod keccak;
mod listing;
mod locking;
mod network;
mod numbers;
mod order;
mod paging;
mod patch;
mod printing;
mod process;
mod reading;
mod run;
mod sed;
mod splitting;
mod starting;
mod sums;
mod system;
mod top;
mod translate;
mod tree;

pub use self::process::span;
use super::applet::Applet;

/// The families; each file has its own table.
const FAMILIES: &[&[Applet]] = &[
    accounts::APPLETS,
    archive::APPLETS,
    awk::APPLETS,
    basic::APPLETS,
    grep::APPLETS,
    sed::APPLETS,
    columns::APPLETS,
    locking::APPLETS,
    order::APPLETS,
    paging::APPLETS,
    patch::APPLETS,
    splitting::APPLETS,
    sums::APPLETS,
    top::APPLETS,
    translate::APPLETS,
    tree::APPLETS,
    compare::APPLETS,
    dump::APPLETS,
    find::APPLETS,
    numbers::APPLETS,
    run::APPLETS,
    printing::APPLETS,
    reading::APPLETS,
    listing::APPLETS,
    calc::APPLETS,
    calendars::APPLETS,
    changing::APPLETS,
    copying::APPLETS,
    install::APPLETS,
    dd::APPLETS,
    disk::APPLETS,
    process::APPLETS,
    starting::APPLETS,
    system::APPLETS,
    network::APPLETS,
];

/// The applet of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Applet> {
    FAMILIES.iter().flat_map(|family| family.iter()).find(|applet| applet.name == name)
}

/// The names of all applets, sorted.
#[must_use]
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = FAMILIES.iter().flat_map(|family| family.iter()).map(|applet| applet.name).collect();
    names.sort_unstable();
    names
}

/// Whether busybox has an applet of this name that is not simulated.
#[must_use]
pub fn is_missing(name: &str) -> bool {
    !matches!(name, "sh" | "ash" | "busybox") && real_names().any(|real| real == name) && find(name).is_none()
}

/// The names of the applets of the image `busybox:1.36`, simulated or not.
pub fn real_names() -> impl Iterator<Item = &'static str> {
    REAL.split_whitespace()
}

/// The applets of the image `busybox:1.36`.
const REAL: &str = "[ [[ acpid add-shell addgroup adduser adjtimex ar arch arp arping ascii ash awk base32 base64 basename bc \
beep blkdiscard blkid blockdev bootchartd brctl bunzip2 bzcat bzip2 cal cat chat chattr chgrp chmod chown chpasswd chpst \
chroot chrt chvt cksum clear cmp comm conspy cp cpio crc32 crond crontab cryptpw cttyhack cut date dc dd deallocvt delgroup \
deluser depmod devmem df dhcprelay diff dirname dmesg dnsd dnsdomainname dos2unix dpkg dpkg-deb du dumpkmap dumpleases echo \
ed egrep eject env envdir envuidgid ether-wake expand expr factor fakeidentd fallocate false fatattr fbset fbsplash fdflush \
fdformat fdisk fgconsole fgrep find findfs flock fold free freeramdisk fsck fsck.minix fsfreeze fstrim fsync ftpd ftpget \
ftpput fuser getfattr getopt getty grep groups gunzip gzip halt hd hdparm head hexdump hexedit hostid hostname httpd hush \
hwclock i2cdetect i2cdump i2cget i2cset i2ctransfer id ifconfig ifdown ifenslave ifplugd ifup inetd init insmod install \
ionice iostat ip ipaddr ipcalc ipcrm ipcs iplink ipneigh iproute iprule iptunnel kbd_mode kill killall killall5 klogd last \
less link linux32 linux64 linuxrc ln loadfont loadkmap logger login logname logread losetup lpd lpq lpr ls lsattr lsmod lsof \
lspci lsscsi lsusb lzcat lzma lzop makedevs makemime man md5sum mdev mesg microcom mim mkdir mkdosfs mke2fs mkfifo \
mkfs.ext2 mkfs.minix mkfs.vfat mknod mkpasswd mkswap mktemp modinfo modprobe more mount mountpoint mpstat mt mv nameif \
nanddump nandwrite nbd-client nc netstat nice nl nmeter nohup nologin nproc nsenter nslookup ntpd od openvt partprobe passwd \
paste patch pgrep pidof ping ping6 pipe_progress pivot_root pkill pmap popmaildir poweroff powertop printenv printf ps \
pscan pstree pwd pwdx raidautorun rdate rdev readahead readlink readprofile realpath reboot reformime remove-shell renice \
reset resize resume rev rm rmdir rmmod route rpm rpm2cpio rtcwake run-init run-parts runlevel runsv runsvdir rx script \
scriptreplay sed seedrng sendmail seq setarch setconsole setfattr setfont setkeycodes setlogcons setpriv setserial setsid \
setuidgid sh sha1sum sha256sum sha3sum sha512sum showkey shred shuf slattach sleep smemcap softlimit sort split ssl_client \
start-stop-daemon stat strings stty su sulogin sum sv svc svlogd svok swapoff swapon switch_root sync sysctl syslogd tac \
tail tar taskset tc tcpsvd tee telnet telnetd test tftp tftpd time timeout top touch tr traceroute traceroute6 tree true \
truncate ts tsort tty ttysize tunctl ubiattach ubidetach ubimkvol ubirename ubirmvol ubirsvol ubiupdatevol udhcpc udhcpc6 \
udhcpd udpsvd uevent umount uname unexpand uniq unix2dos unlink unlzma unshare unxz unzip uptime users usleep uudecode \
uuencode vconfig vi vlock volname w wall watch watchdog wc wget which who whoami whois xargs xxd xz xzcat yes zcat zcip";
