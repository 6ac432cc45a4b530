//! Linux' capabilities: the rights of user 0 beyond the usual rules, each by itself. It must not know who is given which.

/// One capability; its number is that of capabilities(7).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Capability {
    /// Change owners and groups of any file.
    Chown = 0,
    /// Read, write and enter whatever the mode says; run what anybody may run.
    DacOverride = 1,
    /// Read any file, read and enter any folder.
    DacReadSearch = 2,
    /// Do with any file what only its owner may: modes, times, removals from a sticky folder.
    Fowner = 3,
    /// Keep the set-group-id bit of a file of another group.
    Fsetid = 4,
    /// Send signals to the processes of others.
    Kill = 5,
    /// Take on any group.
    Setgid = 6,
    /// Take on any user.
    Setuid = 7,
    /// Listen on ports that the network keeps for the privileged.
    NetBindService = 10,
    /// Look into the processes of others.
    SysPtrace = 19,
}

/// All names, in the order of their numbers.
const NAMES: [&str; 41] = [
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "KILL",
    "SETGID",
    "SETUID",
    "SETPCAP",
    "LINUX_IMMUTABLE",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_ADMIN",
    "NET_RAW",
    "IPC_LOCK",
    "IPC_OWNER",
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_CHROOT",
    "SYS_PTRACE",
    "SYS_PACCT",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_NICE",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "MKNOD",
    "LEASE",
    "AUDIT_WRITE",
    "AUDIT_CONTROL",
    "SETFCAP",
    "MAC_OVERRIDE",
    "MAC_ADMIN",
    "SYSLOG",
    "WAKE_ALARM",
    "BLOCK_SUSPEND",
    "AUDIT_READ",
    "PERFMON",
    "BPF",
    "CHECKPOINT_RESTORE",
];

/// A set of capabilities, as `/proc/PID/status` shows it: bit N is number N.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Capabilities(u64);

impl Capabilities {
    /// None.
    pub const NONE: Self = Self(0);
    /// All: those of a privileged container.
    pub const ALL: Self = Self((1 << NAMES.len()) - 1);
    /// What containerd gives a container of which nothing is said: `CHOWN`, `DAC_OVERRIDE`, `FOWNER`, `FSETID`, `KILL`, `SETGID`,
    /// `SETUID`, `SETPCAP`, `NET_BIND_SERVICE`, `NET_RAW`, `SYS_CHROOT`, `MKNOD`, `AUDIT_WRITE` and `SETFCAP`.
    pub const DEFAULT: Self = Self(0xa804_25fb);

    /// The set of one, by its name without `CAP_`, in capitals; none of an unknown name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        NAMES.iter().position(|known| *known == name).map_or(Self::NONE, |number| Self(1 << number))
    }

    /// This set and that one.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This set without that one.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether one is in it.
    #[must_use]
    pub fn has(self, one: Capability) -> bool {
        self.0 & (1 << one as u64) != 0
    }

    /// Whether all of it is in that one.
    #[must_use]
    pub fn is_part_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// The bits.
    #[must_use]
    pub fn bits(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_belong_together() {
        let pairs = [
            (Capability::Chown, "CHOWN"),
            (Capability::DacOverride, "DAC_OVERRIDE"),
            (Capability::DacReadSearch, "DAC_READ_SEARCH"),
            (Capability::Fowner, "FOWNER"),
            (Capability::Fsetid, "FSETID"),
            (Capability::Kill, "KILL"),
            (Capability::Setgid, "SETGID"),
            (Capability::Setuid, "SETUID"),
            (Capability::NetBindService, "NET_BIND_SERVICE"),
            (Capability::SysPtrace, "SYS_PTRACE"),
        ];
        for (one, name) in pairs {
            assert!(Capabilities::named(name).has(one), "{name}");
        }
        assert_eq!(Capabilities::named("CAP_CHOWN"), Capabilities::NONE);
        assert_eq!(Capabilities::ALL.bits(), 0x1ff_ffff_ffff);
    }

    #[test]
    fn the_default_set_is_containerds() {
        let names = [
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "SETGID",
            "SETUID",
            "SETPCAP",
            "NET_BIND_SERVICE",
            "NET_RAW",
            "SYS_CHROOT",
            "MKNOD",
            "AUDIT_WRITE",
            "SETFCAP",
        ];
        let set = names.iter().fold(Capabilities::NONE, |set, name| set.with(Capabilities::named(name)));
        assert_eq!(set, Capabilities::DEFAULT);
        assert!(!Capabilities::DEFAULT.has(Capability::SysPtrace));
    }
}
