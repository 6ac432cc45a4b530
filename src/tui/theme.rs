//! What colours mean: each meaning has one style, the same on every screen. It must not know any screen.

use ratatui::style::{Color, Modifier, Style};

use super::pane::PaneColors;

/// What a colour says. A sign always goes with it, so that nothing is said by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// Ordinary text.
    Text,
    /// What stands aside: units, explanations, what is not yet there.
    Dim,
    /// Headings, names of places.
    Strong,
    /// It holds.
    Right,
    /// It does not hold.
    Wrong,
    /// It should be there.
    Missing,
    /// It should not be there.
    Extra,
    /// It is there with another value.
    Changed,
    /// The part of a changed line that differs.
    ChangedPart,
    /// The part of a missing line that differs.
    MissingPart,
    /// The part of an extra line that differs.
    ExtraPart,
    /// Time is running out.
    Hurry,
    /// What the keyboard is at.
    Focus,
    /// The chosen row of a list that the keyboard is at.
    Chosen,
    /// The chosen row of a list that the keyboard is not at.
    ChosenAside,
    /// Manifests, logs and other words of machines.
    Code,
    /// Fields, values and commands within a sentence: where one begins and ends must be seen without colours too.
    Exact,
    /// An address of a page.
    Link,
    /// Lines that part one thing from another.
    Rule,
    /// A key in the last line.
    Key,
}

/// All meanings, for whoever walks over them.
pub const MEANINGS: [Meaning; 20] = [
    Meaning::Text,
    Meaning::Dim,
    Meaning::Strong,
    Meaning::Right,
    Meaning::Wrong,
    Meaning::Missing,
    Meaning::Extra,
    Meaning::Changed,
    Meaning::ChangedPart,
    Meaning::MissingPart,
    Meaning::ExtraPart,
    Meaning::Hurry,
    Meaning::Focus,
    Meaning::Chosen,
    Meaning::ChosenAside,
    Meaning::Code,
    Meaning::Exact,
    Meaning::Link,
    Meaning::Rule,
    Meaning::Key,
];

/// A set of styles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    /// 24-bit colours for a dark background.
    Dark,
    /// 24-bit colours for a light background.
    Light,
    /// The terminal's own 16 colours, on whatever background it has.
    #[default]
    Sixteen,
    /// No colour at all: bold, underlined, reversed.
    Plain,
}

/// What the environment says about colours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TerminalColours {
    /// `NO_COLOR` is set to anything but nothing.
    pub no_color: bool,
    /// `TERM`.
    pub term: String,
    /// `COLORTERM`.
    pub colorterm: String,
    /// `COLORFGBG`, which some terminals set to `foreground;background`.
    pub colorfgbg: String,
}

impl Theme {
    /// The theme that suits a terminal. Where its background is not known, its own 16 colours are the safe choice: they
    /// are readable on it by its owner's wish.
    #[must_use]
    pub fn suited(colours: &TerminalColours) -> Self {
        if colours.no_color || colours.term == "dumb" {
            return Self::Plain;
        }
        let many = matches!(colours.colorterm.as_str(), "truecolor" | "24bit");
        let background = colours.colorfgbg.rsplit(';').next().and_then(|number| number.parse::<u8>().ok());
        match background {
            Some(7 | 15) if many => Self::Light,
            Some(0..=6 | 8) if many => Self::Dark,
            _ => Self::Sixteen,
        }
    }

    /// The colours of plain text and of what is behind it, as far as they are known: what an editor in the pane is told when it asks
    /// whether it stands on a dark or on a light ground.
    #[must_use]
    pub fn ground(self) -> Option<PaneColors> {
        let (text, ground) = match self {
            Self::Dark => (0xdd, 0x14),
            Self::Light => (0x22, 0xff),
            Self::Sixteen | Self::Plain => return None,
        };
        Some(PaneColors { foreground: (text, text, text), background: (ground, ground, ground) })
    }

    /// The style of a meaning.
    #[must_use]
    pub fn style(self, meaning: Meaning) -> Style {
        match self {
            Self::Dark => palette(meaning, &DARK),
            Self::Light => palette(meaning, &LIGHT),
            Self::Sixteen => sixteen(meaning),
            Self::Plain => plain(meaning),
        }
    }
}

/// The colours of a theme with 24 bits.
struct Palette {
    dim: Color,
    right: Color,
    wrong: Color,
    missing: Color,
    extra: Color,
    changed: Color,
    missing_ground: Color,
    extra_ground: Color,
    changed_ground: Color,
    hurry: Color,
    focus: Color,
    chosen_ground: Color,
    aside_ground: Color,
    code: Color,
    rule: Color,
}

const DARK: Palette = Palette {
    dim: Color::Rgb(0x8b, 0x94, 0x9e),
    right: Color::Rgb(0x56, 0xd3, 0x64),
    wrong: Color::Rgb(0xff, 0x7b, 0x72),
    missing: Color::Rgb(0x79, 0xc0, 0xff),
    extra: Color::Rgb(0xff, 0x9b, 0xce),
    changed: Color::Rgb(0xe3, 0xb3, 0x41),
    missing_ground: Color::Rgb(0x14, 0x3a, 0x5e),
    extra_ground: Color::Rgb(0x5a, 0x1f, 0x3f),
    changed_ground: Color::Rgb(0x4b, 0x38, 0x06),
    hurry: Color::Rgb(0xff, 0xa6, 0x57),
    focus: Color::Rgb(0x58, 0xa6, 0xff),
    chosen_ground: Color::Rgb(0x1f, 0x3a, 0x5f),
    aside_ground: Color::Rgb(0x2d, 0x33, 0x3b),
    code: Color::Rgb(0xa5, 0xd6, 0xff),
    rule: Color::Rgb(0x48, 0x4f, 0x58),
};

const LIGHT: Palette = Palette {
    dim: Color::Rgb(0x59, 0x63, 0x6e),
    right: Color::Rgb(0x11, 0x6b, 0x2c),
    wrong: Color::Rgb(0xb3, 0x1d, 0x28),
    missing: Color::Rgb(0x05, 0x50, 0xae),
    extra: Color::Rgb(0x99, 0x28, 0x6e),
    changed: Color::Rgb(0x7d, 0x4e, 0x00),
    missing_ground: Color::Rgb(0xcf, 0xe5, 0xff),
    extra_ground: Color::Rgb(0xff, 0xd8, 0xee),
    changed_ground: Color::Rgb(0xff, 0xea, 0xb6),
    hurry: Color::Rgb(0xa0, 0x41, 0x00),
    focus: Color::Rgb(0x09, 0x69, 0xda),
    chosen_ground: Color::Rgb(0xd3, 0xe5, 0xfb),
    aside_ground: Color::Rgb(0xe9, 0xec, 0xf0),
    code: Color::Rgb(0x0a, 0x3c, 0x7d),
    rule: Color::Rgb(0xb4, 0xbb, 0xc4),
};

fn palette(meaning: Meaning, colours: &Palette) -> Style {
    let style = Style::new();
    match meaning {
        Meaning::Text => style,
        Meaning::Dim => style.fg(colours.dim),
        Meaning::Strong => style.add_modifier(Modifier::BOLD),
        Meaning::Right => style.fg(colours.right),
        Meaning::Wrong => style.fg(colours.wrong),
        Meaning::Missing => style.fg(colours.missing),
        Meaning::Extra => style.fg(colours.extra),
        Meaning::Changed => style.fg(colours.changed),
        Meaning::ChangedPart => style.fg(colours.changed).bg(colours.changed_ground).add_modifier(Modifier::BOLD),
        Meaning::MissingPart => style.fg(colours.missing).bg(colours.missing_ground).add_modifier(Modifier::BOLD),
        Meaning::ExtraPart => style.fg(colours.extra).bg(colours.extra_ground).add_modifier(Modifier::BOLD),
        Meaning::Hurry => style.fg(colours.hurry).add_modifier(Modifier::BOLD),
        Meaning::Focus | Meaning::Key => style.fg(colours.focus).add_modifier(Modifier::BOLD),
        Meaning::Chosen => style.bg(colours.chosen_ground).add_modifier(Modifier::BOLD),
        Meaning::ChosenAside => style.bg(colours.aside_ground),
        Meaning::Code | Meaning::Exact => style.fg(colours.code),
        Meaning::Link => style.fg(colours.focus).add_modifier(Modifier::UNDERLINED),
        Meaning::Rule => style.fg(colours.rule),
    }
}

/// The 16 colours: no yellow and no white, which vanish on a light background, and bright black only for rules.
fn sixteen(meaning: Meaning) -> Style {
    let style = Style::new();
    match meaning {
        Meaning::Text => style,
        Meaning::Dim => style.add_modifier(Modifier::DIM),
        Meaning::Strong => style.add_modifier(Modifier::BOLD),
        Meaning::Right => style.fg(Color::Green),
        Meaning::Wrong => style.fg(Color::Red),
        Meaning::Missing | Meaning::Code | Meaning::Exact => style.fg(Color::Cyan),
        Meaning::Extra | Meaning::Changed => style.fg(Color::Magenta),
        Meaning::ChangedPart | Meaning::ExtraPart => {
            style.fg(Color::Magenta).add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
        }
        Meaning::MissingPart => style.fg(Color::Cyan).add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Meaning::Hurry => style.fg(Color::Red).add_modifier(Modifier::BOLD),
        Meaning::Focus | Meaning::Key => style.fg(Color::Blue).add_modifier(Modifier::BOLD),
        Meaning::Chosen => style.add_modifier(Modifier::REVERSED),
        Meaning::ChosenAside => style.add_modifier(Modifier::UNDERLINED),
        Meaning::Link => style.fg(Color::Blue).add_modifier(Modifier::UNDERLINED),
        Meaning::Rule => style.fg(Color::DarkGray),
    }
}

fn plain(meaning: Meaning) -> Style {
    let style = Style::new();
    match meaning {
        Meaning::Strong
        | Meaning::Wrong
        | Meaning::Hurry
        | Meaning::Focus
        | Meaning::Key
        | Meaning::Missing
        | Meaning::Changed => style.add_modifier(Modifier::BOLD),
        Meaning::ChangedPart | Meaning::MissingPart | Meaning::ExtraPart => {
            style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
        }
        Meaning::Chosen => style.add_modifier(Modifier::REVERSED),
        Meaning::ChosenAside | Meaning::Link | Meaning::Exact => style.add_modifier(Modifier::UNDERLINED),
        Meaning::Text | Meaning::Dim | Meaning::Right | Meaning::Extra | Meaning::Code | Meaning::Rule => style,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colours(no_color: bool, colorterm: &str, colorfgbg: &str) -> TerminalColours {
        TerminalColours {
            no_color,
            term: "xterm-256color".into(),
            colorterm: colorterm.into(),
            colorfgbg: colorfgbg.into(),
        }
    }

    #[test]
    fn no_color_wins_over_everything() {
        assert_eq!(Theme::suited(&colours(true, "truecolor", "0;15")), Theme::Plain);
    }

    #[test]
    fn an_unknown_background_gets_the_terminals_own_colours() {
        assert_eq!(Theme::suited(&colours(false, "truecolor", "")), Theme::Sixteen);
        assert_eq!(Theme::suited(&colours(false, "truecolor", "15;0")), Theme::Dark);
        assert_eq!(Theme::suited(&colours(false, "truecolor", "0;default;15")), Theme::Light);
        assert_eq!(Theme::suited(&colours(false, "", "0;15")), Theme::Sixteen);
    }

    #[test]
    fn the_plain_theme_has_no_colour() {
        for meaning in MEANINGS {
            let style = Theme::Plain.style(meaning);
            assert_eq!((style.fg, style.bg), (None, None), "{meaning:?}");
        }
    }
}
