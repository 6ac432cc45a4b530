//! The signs that go with colours, in Unicode and in ASCII. It must not know what a screen does with them.

/// The signs of one kind of terminal. Every sign of the ASCII set is ASCII, and those that stand in columns are as wide as their Unicode
/// twins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// It holds.
    pub right: &'static str,
    /// It does not hold.
    pub wrong: &'static str,
    /// It holds in part, or differs.
    pub partly: &'static str,
    /// Nobody can tell.
    pub unknown: &'static str,
    /// Not graded yet.
    pub open: &'static str,
    /// Never opened.
    pub new: &'static str,
    /// Opened, not solved.
    pub tried: &'static str,
    /// Said to be done.
    pub done: &'static str,
    /// To be looked at again.
    pub flag: &'static str,
    /// Missing.
    pub missing: &'static str,
    /// Too much.
    pub extra: &'static str,
    /// One step of difficulty.
    pub level: &'static str,
    /// One step that an exercise does not have.
    pub no_level: &'static str,
    /// The filled part of a bar.
    pub full: &'static str,
    /// The empty part of a bar.
    pub empty: &'static str,
    /// A horizontal rule.
    pub across: &'static str,
    /// A vertical rule.
    pub down: &'static str,
    /// A vertical rule leaves a horizontal one, downwards.
    pub branch_down: &'static str,
    /// A vertical rule leaves a horizontal one, upwards.
    pub branch_up: &'static str,
    /// A horizontal rule leaves a vertical one, to the right.
    pub branch_right: &'static str,
    /// An item of a list.
    pub bullet: &'static str,
    /// The chosen row.
    pub pointer: &'static str,
    /// Something was cut off.
    pub cut: &'static str,
    /// Nothing to show in this place.
    pub none: &'static str,
    /// There is more above.
    pub up: &'static str,
    /// There is more below.
    pub below: &'static str,
    /// Points at a column.
    pub here: &'static str,
    /// A container that waits.
    pub waiting: &'static str,
    /// A container that runs and is not ready.
    pub running: &'static str,
    /// A container that runs and is ready.
    pub ready: &'static str,
    /// A container that is started again later.
    pub backing_off: &'static str,
    /// A probe failed.
    pub failed_probe: &'static str,
    /// Time goes on.
    pub playing: &'static str,
    /// Time stands still.
    pub paused: &'static str,
    /// Whether keys are written with arrows.
    pub arrows: [&'static str; 4],
}

/// For terminals that show Unicode.
pub const UNICODE: Signs = Signs {
    right: "✓",
    wrong: "✗",
    partly: "~",
    unknown: "?",
    open: "○",
    new: "○",
    tried: "◐",
    done: "●",
    flag: "⚑",
    missing: "+",
    extra: "-",
    level: "●",
    no_level: "·",
    full: "━",
    empty: "─",
    across: "─",
    down: "│",
    branch_down: "┬",
    branch_up: "┴",
    branch_right: "├",
    bullet: "·",
    pointer: "▸",
    cut: "…",
    none: "–",
    up: "▲",
    below: "▼",
    here: "^",
    waiting: "░",
    running: "▒",
    ready: "█",
    backing_off: "┄",
    failed_probe: "!",
    playing: "▶",
    paused: "■",
    arrows: ["↑", "↓", "←", "→"],
};

/// For terminals that do not.
pub const ASCII: Signs = Signs {
    right: "v",
    wrong: "x",
    partly: "~",
    unknown: "?",
    open: "o",
    new: "o",
    tried: "/",
    done: "*",
    flag: "F",
    missing: "+",
    extra: "-",
    level: "*",
    no_level: ".",
    full: "=",
    empty: "-",
    across: "-",
    down: "|",
    branch_down: "+",
    branch_up: "+",
    branch_right: "+",
    bullet: "*",
    pointer: ">",
    cut: "...",
    none: "-",
    up: "^",
    below: "v",
    here: "^",
    waiting: ".",
    running: "-",
    ready: "#",
    backing_off: "~",
    failed_probe: "!",
    playing: ">",
    paused: "|",
    arrows: ["Up", "Down", "Left", "Right"],
};

impl Signs {
    /// Whether these are the ASCII signs.
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.right.is_ascii()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_means_two_things_beside_each_other() {
        for signs in [UNICODE, ASCII] {
            let states = [signs.waiting, signs.running, signs.ready, signs.backing_off, signs.failed_probe];
            let timeline = [signs.right, signs.wrong, signs.playing, signs.paused, signs.cut];
            let checks = [signs.right, signs.wrong, signs.partly, signs.unknown, signs.open, signs.cut];
            let exercises = [signs.new, signs.tried, signs.right, signs.none, signs.pointer, signs.cut];
            let tasks = [signs.open, signs.done, signs.flag, signs.pointer, signs.cut];
            let places: [&[&str]; 4] = [&[states, timeline].concat(), &checks, &exercises, &tasks];
            for place in places {
                let mut seen = std::collections::BTreeSet::new();
                assert!(place.iter().all(|sign| seen.insert(*sign)), "{place:?}");
            }
        }
    }

    #[test]
    fn ascii_is_ascii() {
        assert!(ASCII.is_ascii() && !UNICODE.is_ascii());
        let written = format!("{ASCII:?}");
        assert!(written.is_ascii(), "{written}");
    }
}
