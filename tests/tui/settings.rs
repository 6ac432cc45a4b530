//! Settings: every choice takes effect at once and is kept.

use insta::assert_snapshot;
use podlings::tui::msg::Effect;
use podlings::tui::settings::{Colours, EditorPlace};

use super::stage::{NARROW, Stage, WIDE};

#[test]
fn choices() {
    let mut stage = Stage::new(NARROW);
    stage.press(",");
    assert_snapshot!("settings_narrow", stage.screen());
    stage.press("Right");
    let Some(Effect::SaveSettings(settings)) = stage.effects.last() else { panic!("{:?}", stage.effects) };
    assert_eq!(settings.editor, EditorPlace::FullScreen);
    stage.press("j Left");
    let Some(Effect::SaveSettings(settings)) = stage.effects.last() else { panic!("{:?}", stage.effects) };
    assert_eq!((settings.editor, settings.colours), (EditorPlace::FullScreen, Colours::None));
    stage.press("j j Enter");
    stage.resize(WIDE);
    assert_snapshot!("settings_wide_changed", stage.screen());
    stage.press("q");
    assert!(stage.screen().contains("Exercises for the CKAD"));
}

#[test]
fn signs_change_at_once() {
    let mut stage = Stage::new(NARROW);
    stage.press(", j j Left");
    assert!(stage.screen().is_ascii(), "{}", stage.screen());
}

#[test]
fn the_editors_command_is_typed() {
    let mut stage = Stage::new(NARROW);
    stage.press(", j j j j Enter");
    stage.type_text("emacs -nqw");
    stage.press("Left Backspace");
    assert_snapshot!("settings_typing", stage.screen());
    stage.press("Enter");
    let Some(Effect::SaveSettings(settings)) = stage.effects.last() else { panic!("{:?}", stage.effects) };
    assert_eq!(settings.editor_command.as_deref(), Some("emacs -nw"));
    stage.press("Enter ^U Enter");
    let Some(Effect::SaveSettings(settings)) = stage.effects.last() else { panic!("{:?}", stage.effects) };
    assert_eq!(settings.editor_command, None, "an empty command leaves it to the environment");
    stage.press("Enter");
    stage.type_text("vi");
    stage.press("Esc");
    assert!(!stage.screen().contains("vi\n"), "{}", stage.screen());
}
