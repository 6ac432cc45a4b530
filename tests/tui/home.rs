//! Home: what is chosen, found, filtered, opened.

use crossterm::event::MouseEventKind;
use insta::assert_snapshot;
use podlings::tui::msg::{Effect, Msg};

use super::stage::{NARROW, Setting, Stage, WIDE, some_progress};

fn after_some_days(size: (u16, u16)) -> Stage {
    Stage::with(Setting { standings: some_progress(), ..Setting::of(size) })
}

fn opens(stage: &Stage) -> Option<&str> {
    stage.effects.iter().rev().find_map(|effect| match effect {
        Effect::Open { exercise } => Some(exercise.as_str()),
        _ => None,
    })
}

#[test]
fn first_start() {
    assert_snapshot!("home_first_narrow", Stage::new(NARROW).screen());
    assert_snapshot!("home_first_wide", Stage::new(WIDE).screen());
}

#[test]
fn after_some_days_the_open_attempt_is_chosen() {
    assert_snapshot!("home_progress_narrow", after_some_days(NARROW).screen());
    assert_snapshot!("home_progress_wide", after_some_days(WIDE).screen());
    let mut stage = after_some_days(NARROW);
    stage.press("Enter");
    assert_eq!(opens(&stage), Some("ship-logs"));
}

#[test]
fn without_unicode_every_sign_is_ascii() {
    let stage = Stage::with(Setting { unicode: false, standings: some_progress(), ..Setting::of(NARROW) });
    let screen = stage.screen();
    assert!(screen.is_ascii(), "{screen}");
    assert_snapshot!("home_ascii", screen);
}

#[test]
fn search_narrows_the_list_while_typing() {
    let mut stage = after_some_days(NARROW);
    stage.press("/");
    stage.type_text("log crash");
    assert_snapshot!("home_search", stage.screen());
    stage.press("Enter Enter");
    assert_eq!(opens(&stage), Some("crash-loop"));
}

#[test]
fn a_search_that_finds_nothing_says_what_to_do() {
    let mut stage = Stage::new(NARROW);
    stage.press("/");
    stage.type_text("nothing like it");
    assert_snapshot!("home_search_nothing", stage.screen());
    stage.press("Esc");
    assert_eq!(stage.screen(), Stage::new(NARROW).screen());
}

#[test]
fn filters_by_kind_state_and_level() {
    let mut stage = after_some_days(NARROW);
    stage.press("1 1 3 3 3");
    assert_snapshot!("home_filters", stage.screen());
    stage.press("0 2 2 2");
    assert_snapshot!("home_filter_solved", stage.screen());
}

#[test]
fn topics_are_chosen_with_arrows_and_letters() {
    let mut stage = after_some_days(NARROW);
    stage.press("Left j Down");
    assert_snapshot!("home_topic", stage.screen());
    stage.press("l G Enter");
    assert_eq!(opens(&stage), Some("wrong-order"));
}

#[test]
fn the_mouse_chooses_and_opens() {
    let mut stage = Stage::new(NARROW);
    stage.click(40, 5);
    assert_eq!(opens(&stage), None);
    stage.click(40, 5);
    assert!(opens(&stage).is_some());
    let mut stage = Stage::new(NARROW);
    let before = stage.screen();
    stage.mouse(MouseEventKind::ScrollDown, 40, 10);
    assert_ne!(stage.screen(), before);
    stage.mouse(MouseEventKind::ScrollUp, 40, 10);
    assert_eq!(stage.screen(), before);
    // The topics come out when the filter of topics is clicked, and show their exercises at once.
    let filters = stage.screen().lines().nth(2).unwrap().to_owned();
    stage.click(u16::try_from(filters.find("any topic").unwrap()).unwrap(), 2);
    stage.click(5, 3);
    assert!(stage.screen().contains("▸Ambassador"), "{}", stage.screen());
}

#[test]
fn a_click_on_the_last_line_is_its_key() {
    let mut stage = Stage::new(NARROW);
    let footer = stage.screen().lines().last().unwrap().to_owned();
    let column = footer.find("? keys").unwrap();
    stage.click(u16::try_from(column).unwrap(), 23);
    assert!(stage.screen().contains("Keys and signs"));
}

#[test]
fn no_exercises_at_all() {
    let stage = Stage::with(Setting { exercises: false, ..Setting::of(NARROW) });
    assert_snapshot!("home_empty", stage.screen());
}

#[test]
fn a_small_terminal_says_so() {
    let mut stage = Stage::new((59, 15));
    assert_snapshot!("too_small", stage.screen());
    stage.press("q");
    assert_eq!(stage.effects, []);
    stage.press("^C");
    assert_eq!(stage.effects, [Effect::Quit]);
    let mut stage = Stage::new((60, 15));
    assert_snapshot!("smallest", stage.screen());
    stage.resize((0, 0));
    stage.resize((1, 1));
    stage.resize((80, 3));
    assert!(!stage.screen().is_empty());
}

#[test]
fn troubles_are_told_above_the_last_line() {
    let mut stage = Stage::new(NARROW);
    let text = "An exercise cannot be used: mine/broken.toml:3:9: `buidl` is no kind; write build, fix or debug.";
    stage.tell(Msg::Trouble(text.into()));
    assert_snapshot!("home_trouble", stage.screen());
    stage.press("j");
    assert!(!stage.screen().contains("buidl"));
}
