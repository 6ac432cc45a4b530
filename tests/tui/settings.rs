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
