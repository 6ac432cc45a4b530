//! The task: its text, hints, clock, file, editor, and every way out.

use std::time::Duration;

use insta::assert_snapshot;
use podlings::tui::attempt::{Answer, End};
use podlings::tui::editors::FileKey;
use podlings::tui::msg::{Effect, Going, Msg, Opened};
use podlings::tui::settings::EditorPlace;
use podlings::tui::shared::EditorCommand;
use podlings::work::editor::Source;

use super::stage::{NARROW, Setting, Stage, WIDE, YOURS, full_marks, not_yet, refused, some_progress};

#[test]
fn opening_begins_an_attempt() {
    for (name, size) in [("task_new_narrow", NARROW), ("task_new_wide", WIDE)] {
        let mut stage = Stage::on_task(size, "");
        stage.pass(161);
        assert_snapshot!(name, stage.screen());
        assert_eq!(stage.effects[0], Effect::Begin { exercise: "config-loader".into() });
    }
}

#[test]
fn an_attempt_that_was_going_on_goes_on() {
    let mut stage = Stage::new(NARROW);
    let going = Going { spent: Duration::from_secs(285), hints: 1 };
    stage.opened("config-loader", YOURS, Some(going));
    stage.pass(5);
    assert!(matches!(stage.effects[0], Effect::Grade { generation: 1, .. }), "{:?}", stage.effects);
    assert!(stage.screen().contains("4:50"), "{}", stage.screen());
    stage.pass(60);
    assert!(stage.screen().contains("5:50 over par 5:00"), "{}", stage.screen());
}

#[test]
fn time_away_does_not_count() {
    let mut stage = Stage::on_task(NARROW, "");
    stage.pass(3600);
    stage.tell(Msg::Away(Duration::from_mins(59)));
    assert!(stage.screen().contains("1:00"), "{}", stage.screen());
}

#[test]
fn the_clock_is_kept_every_few_seconds() {
    let mut stage = Stage::on_task(NARROW, "");
    stage.effects.clear();
    for _ in 0..7 {
        stage.pass(1);
    }
    let kept = |seconds| Effect::KeepClock { exercise: "config-loader".into(), elapsed: Duration::from_secs(seconds) };
    assert_eq!(stage.effects, [kept(3), kept(6)]);
}

#[test]
fn every_save_is_graded_and_the_checklist_follows() {
    for (name, size) in [("task_graded_narrow", NARROW), ("task_graded_wide", WIDE)] {
        let mut stage = Stage::on_task(size, "");
        stage.pass(100);
        stage.tell(Msg::Changed { file: FileKey::exercise("config-loader"), answer: Answer::Text(YOURS.into()) });
        stage.grade(not_yet());
        stage.pass(3);
        assert_snapshot!(name, stage.screen());
        let kept = stage.effects.iter().any(|effect| matches!(effect, Effect::Keep { text, .. } if text == YOURS));
        assert!(kept, "a graded text belongs to the attempt");
    }
}

#[test]
fn a_late_verdict_on_an_old_text_is_not_shown() {
    let mut stage = Stage::on_task(NARROW, YOURS);
    stage.tell(Msg::Changed { file: FileKey::exercise("config-loader"), answer: Answer::Text("kind: Pod\n".into()) });
    stage.tell(Msg::Graded { generation: 1, verdict: std::sync::Arc::new(full_marks()) });
    assert!(stage.screen().contains("7 points to get"), "{}", stage.screen());
}

#[test]
fn what_takes_long_shows_that_it_works() {
    let mut stage = Stage::on_task(NARROW, YOURS);
    stage.pass(2);
    assert!(stage.screen().contains("grading, 2.0 s"), "{}", stage.screen());
}

#[test]
fn hints_come_one_at_a_time_with_their_price() {
    let mut stage = Stage::on_task(NARROW, "");
    stage.press("h");
    assert_snapshot!("hint_free", stage.screen());
    stage.press("h");
    assert_snapshot!("hint_question", stage.screen());
    stage.press("n");
    assert!(!stage.screen().contains("Hint 2"));
    stage.press("h y h y h");
    let hints: Vec<&Effect> = stage.effects.iter().filter(|effect| matches!(effect, Effect::Hint { .. })).collect();
    let hint = |number, cost| Effect::Hint { exercise: "config-loader".into(), number, cost };
    assert_eq!(hints, [&hint(1, 0), &hint(2, 1), &hint(3, 2)]);
    assert_snapshot!("hint_all", stage.screen());
}

#[test]
fn the_nearest_answer_ends_the_attempt_where_not_everything_was_tried() {
    let mut stage = Stage::on_task(NARROW, "");
    let mut verdict = not_yet();
    verdict.checks[5].tried = false;
    stage.press("g");
    stage.grade(verdict);
    assert!(!stage.screen().contains("readOnly: true"), "{}", stage.screen());
    stage.press("d");
    assert!(stage.screen().contains("not tried everything"), "{}", stage.screen());
    stage.press("n d y");
    assert!(stage.screen().contains("readOnly: true"), "{}", stage.screen());
    let ends = |effect: &&Effect| matches!(effect, Effect::End { how: End::SolutionShown, .. });
    assert_eq!(stage.effects.iter().filter(ends).count(), 1);
}

#[test]
fn the_solution_ends_the_attempt_after_a_question() {
    let mut stage = Stage::on_task(NARROW, "");
    stage.pass(90);
    stage.press("s");
    assert_snapshot!("solution_question", stage.screen());
    stage.press("Esc");
    assert!(stage.screen().contains("1:30"));
    stage.press("s y");
    assert_snapshot!("solution_narrow", stage.screen());
    let screen = stage.screen();
    assert!(screen.lines().nth(2).unwrap_or_default().contains("A right answer"), "asked for, seen first:\n{screen}");
    stage.resize(WIDE);
    assert_snapshot!("solution_wide", stage.screen());
    let end = Effect::End { exercise: "config-loader".into(), how: End::SolutionShown, after: Duration::from_secs(90) };
    assert!(stage.effects.contains(&end), "{:?}", stage.effects);
}

#[test]
fn full_marks_stop_the_clock_and_lead_to_the_explanation() {
    let mut stage = Stage::on_task(NARROW, YOURS);
    stage.pass(192);
    stage.grade(full_marks());
    assert_snapshot!("solved_narrow", stage.screen());
    stage.pass(60);
    assert!(stage.screen().contains("solved in 3:12"), "{}", stage.screen());
    stage.press("x");
    assert_snapshot!("explanation_narrow", stage.screen());
    stage.resize(WIDE);
    assert_snapshot!("explanation_wide", stage.screen());
    stage.resize(NARROW);
    let end = Effect::End { exercise: "config-loader".into(), how: End::Solved, after: Duration::from_secs(192) };
    assert!(stage.effects.contains(&end));
    stage.press("n");
    assert_eq!(stage.effects.last(), Some(&Effect::Open { exercise: "wrong-order".into() }));
}

#[test]
fn the_explanation_waits_for_full_marks() {
    let mut stage = Stage::on_task(NARROW, "");
    stage.press("x");
    assert!(stage.screen().contains("The explanation comes with full marks"), "{}", stage.screen());
}

#[test]
fn what_was_solved_before_is_looked_at_without_a_clock() {
    let mut stage = Stage::with(Setting { standings: some_progress(), ..Setting::of(NARROW) });
    stage.opened("wait-for-db", YOURS, None);
    assert_snapshot!("solved_before", stage.screen());
    assert!(!stage.effects.iter().any(|effect| matches!(effect, Effect::Begin { .. })));
    stage.grade(not_yet());
    assert!(stage.effects.iter().any(|effect| matches!(effect, Effect::Begin { .. })), "it is not right any more");
}

#[test]
fn starting_over_asks_and_keeps_a_backup() {
    let mut stage = Stage::on_task(NARROW, YOURS);
    stage.press("R");
    assert_snapshot!("reset_question", stage.screen());
    stage.press("y");
    assert_eq!(stage.effects.last(), Some(&Effect::Reset { exercise: "config-loader".into(), unsaved: false }));
}

#[test]
fn starting_over_says_that_the_editor_closes() {
    let one_line = |stage: &Stage| stage.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut stage = in_editor(NARROW);
    stage.press("F12 R");
    assert!(
        one_line(&stage).contains("Your editor is open on it and is closed. This attempt ends"),
        "{}",
        stage.screen()
    );
    stage.press("n e x F12 R");
    let unsaved = "Your editor is open on it and is closed; what is not saved in it goes.";
    assert!(one_line(&stage).contains(unsaved), "{}", stage.screen());
    stage.press("y");
    assert_eq!(stage.effects.last(), Some(&Effect::Reset { exercise: "config-loader".into(), unsaved: true }));
}

#[test]
fn a_file_that_is_gone_has_no_points_and_was_not_saved() {
    let mut stage = Stage::on_task(WIDE, "");
    let file = FileKey::exercise("config-loader");
    stage.tell(Msg::Changed { file: file.clone(), answer: Answer::Text(YOURS.into()) });
    stage.grade(not_yet());
    stage.pass(3);
    assert!(stage.screen().contains("saved 3 s ago"), "{}", stage.screen());
    let reason = "/work/pod.yaml does not exist.".to_owned();
    stage.tell(Msg::Changed { file, answer: Answer::Gone { reason, last: None } });
    let screen = stage.screen();
    assert!(!screen.contains("saved 3 s ago"), "{screen}");
    assert!(!screen.contains("5 of 7 points"), "{screen}");
    assert!(screen.contains("7 points to get"), "{screen}");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let mut stage = Stage::on_task(WIDE, YOURS);
    let reason = "/home/ada/.local/share/podlings/work/config-loader/pod.yaml is not UTF-8 text (line 3).";
    stage.tell(Msg::Changed { file: FileKey::exercise("config-loader"), answer: Answer::Unreadable(reason.into()) });
    assert_snapshot!("unreadable_wide", stage.screen());
    let screen = stage.screen();
    assert!(screen.contains("✗ pod.yaml is not UTF-8 text (line 3)."), "the reason fits into the column:\n{screen}");
    stage.press("g");
    assert!(stage.screen().contains(&format!("✗ {reason}")));
}

#[test]
fn a_file_that_is_gone_is_brought_back_and_not_edited_empty() {
    let mut stage = Stage::on_task(WIDE, YOURS);
    let file = FileKey::exercise("config-loader");
    let gone = || Answer::Gone { reason: "/work/pod.yaml does not exist.".to_owned(), last: None };
    stage.tell(Msg::Changed { file: file.clone(), answer: gone() });
    assert!(stage.screen().contains("/work/pod.yaml does not exist. e brings it back as it was saved last."));
    for key in ["e", "R"] {
        stage.press(key);
        assert!(stage.screen().contains("Your pod.yaml is gone. Write it again as it was saved last?"), "{key}");
        stage.press("n");
    }
    stage.press("e y");
    assert!(matches!(stage.effects.last(), Some(Effect::BringBack { text, .. }) if text == YOURS));
    stage.tell(Msg::Changed { file: file.clone(), answer: Answer::Text(YOURS.to_owned()) });
    stage.press("e");
    assert!(matches!(stage.effects.last(), Some(Effect::Edit { .. })), "{:?}", stage.effects.last());
    // While an editor is open on it, saving there is the way.
    stage.tell(Msg::Changed { file, answer: gone() });
    stage.press("F12 g");
    assert!(stage.screen().contains("Saving it in your editor brings it back."), "{}", stage.screen());
}

#[test]
fn a_file_that_was_gone_at_the_start_is_offered_as_it_was_graded_last() {
    let mut stage = Stage::new(NARROW);
    stage.tell(Msg::Opened(Opened {
        exercise: "config-loader".to_owned(),
        path: "/work/pod.yaml".to_owned(),
        answer: Answer::Text(String::new()),
        attempt: None,
        graded_last: Some(YOURS.to_owned()),
    }));
    assert!(stage.screen().contains("begins anew. Bring back what was"), "{}", stage.screen());
    stage.press("y");
    assert!(matches!(stage.effects.last(), Some(Effect::BringBack { text, .. }) if text == YOURS));
}

#[test]
fn a_refusal_of_the_server_shows_beside_the_checks() {
    let mut stage = Stage::on_task(WIDE, YOURS);
    stage.grade(refused());
    assert!(stage.screen().contains("✗ the API server refuses this: g says why"), "{}", stage.screen());
}

fn in_editor(size: (u16, u16)) -> Stage {
    let mut stage = Stage::on_task(size, YOURS);
    stage.grade(not_yet());
    stage.press("e");
    let screen =
        "\x1b[?1049h\x1b[H".to_owned() + &YOURS.replace('\n', "\r\n") + "\x1b[7m-- INSERT --\x1b[0m\x1b[18;24H";
    stage.pane(&screen);
    stage
}

#[test]
fn the_editor_runs_beside_the_task_or_takes_turns_with_it() {
    for (name, size) in [("editor_narrow", NARROW), ("editor_wide", WIDE)] {
        let mut stage = in_editor(size);
        stage.pass(3);
        assert_snapshot!(name, stage.screen());
    }
    let mut stage = in_editor(NARROW);
    assert!(matches!(stage.effects.last(), Some(Effect::Edit { place: EditorPlace::Pane, size, .. })
        if (size.width, size.height) == (80, 22)));
    stage.press("F12");
    assert!(stage.screen().contains("5 of 7 points"), "{}", stage.screen());
    stage.press("e");
    assert!(stage.screen().contains("-- INSERT --"));
}

#[test]
fn the_key_that_leaves_the_editor_is_always_named() {
    for width in 60..=160 {
        let stage = in_editor((width, 15));
        let screen = stage.screen();
        let footer = screen.lines().find(|line| line.contains("then: g grade")).unwrap_or_default();
        assert!(footer.starts_with(" F12 leave the editor"), "{width} columns:\n{screen}");
        assert!(footer.contains("? keys"), "{width} columns:\n{screen}");
    }
}

#[test]
fn an_editor_in_the_pane_is_not_opened_twice() {
    let mut stage = in_editor(NARROW);
    stage.press("F12");
    stage.effects.clear();
    stage.press("E");
    assert!(!stage.effects.iter().any(|effect| matches!(effect, Effect::Edit { .. })), "{:?}", stage.effects);
    assert!(stage.screen().contains("Your editor is open here already."), "{}", stage.screen());
}

#[test]
fn an_editor_that_is_left_behind_is_found_as_it_was() {
    let mut stage = in_editor(NARROW);
    let first = stage.editor();
    stage.press("F12 s y n");
    assert_eq!(stage.effects.last(), Some(&Effect::Open { exercise: "wrong-order".into() }), "nobody asks");
    stage.opened("wait-for-db", "", None);
    stage.press("e");
    stage.pane("another editor");
    assert!(stage.screen().contains("another editor"), "{}", stage.screen());
    // What the first one prints, and even its end, is not taken for the second one's.
    stage.tell(Msg::PaneOutput { editor: first, bytes: b"\x1b[H-- VISUAL --".to_vec() });
    assert!(stage.screen().contains("another editor"), "{}", stage.screen());
    stage.press("F12 q");
    stage.opened("config-loader", YOURS, None);
    stage.press("e");
    assert!(stage.screen().contains("-- VISUAL --"), "{}", stage.screen());
    stage.tell(Msg::EditorEnded { editor: first, trouble: None });
    stage.opened("wait-for-db", "", None);
    stage.press("e");
    assert!(stage.screen().contains("another editor"), "{}", stage.screen());
    let started = stage.effects.iter().filter(|effect| matches!(effect, Effect::Edit { .. })).count();
    assert_eq!(started, 2);
}

#[test]
fn a_late_end_of_an_editor_that_was_let_go_of_closes_no_other() {
    let mut stage = in_editor(NARROW);
    let first = stage.editor();
    stage.press("F12 R y");
    assert!(stage.effects.contains(&Effect::CloseEditor(first)), "{:?}", stage.effects);
    let reset = Effect::Reset { exercise: "config-loader".into(), unsaved: false };
    assert_eq!(stage.effects.last(), Some(&reset));
    stage.opened("config-loader", YOURS, None);
    stage.press("e");
    stage.pane("the second editor");
    stage.tell(Msg::EditorEnded { editor: first, trouble: Some("It was killed.".into()) });
    assert!(stage.screen().contains("the second editor"), "{}", stage.screen());
}

#[test]
fn only_the_end_of_the_program_asks_for_the_editors_left_behind() {
    let mut stage = in_editor(NARROW);
    stage.press("F12");
    stage.opened("wait-for-db", "", None);
    stage.press("e F12 ^C");
    let (config, db) = ("Write a config file before the app starts", "Wait for a database before the app starts");
    let asked = |stage: &Stage| {
        let screen = stage.screen();
        let question = screen.split_once("? ").map_or("", |(_, question)| question);
        question.lines().take_while(|line| !line.starts_with(" y ")).map(str::trim).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        asked(&stage),
        format!(
            "Editors are still open on \"{config}\" and \"{db}\". Nothing was typed in them that is not saved. End the program?"
        )
    );
    // Those with text that is not saved come first, and are named once more where it is not all of them.
    stage.press("n e x F12 ^C");
    assert_eq!(
        asked(&stage),
        format!(
            "Editors are still open on \"{db}\" and \"{config}\". What was typed in \"{db}\" since the last save would be lost. \
             End the program?"
        )
    );
    stage.press("n");
    stage.opened("config-loader", "", None);
    stage.press("e x F12");
    for exercise in ["wrong-order", "redis"] {
        stage.opened(exercise, "", None);
        stage.press("e F12");
    }
    stage.tell(Msg::Changed { file: FileKey::exercise("wait-for-db"), answer: Answer::Text("kind: Pod\n".into()) });
    stage.press("^C");
    assert_eq!(
        asked(&stage),
        format!(
            "Editors are still open on \"{config}\", \"{db}\", \"Two init containers in the wrong order\" and \"Reach Redis \
             through localhost\". What was typed in \"{config}\" since the last save would be lost. End the program?"
        )
    );
}

#[test]
fn keys_go_to_the_editor_until_the_key_that_leaves_it() {
    let mut stage = in_editor(WIDE);
    stage.effects.clear();
    stage.press("q ? ^C ^Z Esc");
    let typed: Vec<u8> = stage
        .effects
        .iter()
        .flat_map(|effect| match effect {
            Effect::PaneInput { bytes, .. } => bytes.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(typed, b"q?\x03\x1a\x1b");
    stage.effects.clear();
    stage.press("F12 q");
    assert!(stage.screen().contains("Exercises for the CKAD"));
    assert_eq!(stage.effects, []);
    stage.press("Enter");
    assert!(stage.screen().contains("-- INSERT --"), "the editor stays open while one looks around");
}

#[test]
fn tab_is_named_while_it_leads_to_the_yaml_and_back() {
    let last = |stage: &Stage| stage.screen().lines().nth(23).unwrap_or_default().to_owned();
    let mut stage = in_editor(NARROW);
    assert!(!last(&stage).contains("Tab"), "{}", last(&stage));
    stage.press("F12");
    assert!(last(&stage).starts_with(" e back to the editor  g grade"), "{}", last(&stage));
    stage.press("Tab");
    assert!(last(&stage).starts_with(" F12 leave the editor"), "it is another way into the editor");
    stage.press("Tab");
    assert!(
        matches!(stage.effects.last(), Some(Effect::PaneInput { bytes, .. }) if bytes == b"\t"),
        "{:?}",
        stage.effects
    );
    stage.editor_ends(None);
    assert!(last(&stage).contains("Tab YAML"), "{}", last(&stage));
    stage.press("Tab");
    assert!(last(&stage).contains("Tab task"), "{}", last(&stage));
}

#[test]
fn solving_in_the_editor_is_said_in_the_last_line() {
    let mut stage = in_editor(NARROW);
    stage.tell(Msg::Changed { file: FileKey::exercise("config-loader"), answer: Answer::Text(YOURS.into()) });
    stage.grade(full_marks());
    assert_snapshot!("solved_in_editor", stage.screen());
}

#[test]
fn the_end_of_the_editor_gives_the_keyboard_back() {
    let mut stage = in_editor(NARROW);
    stage.editor_ends(None);
    assert!(stage.screen().contains("5 of 7 points"));
    let mut stage = in_editor(NARROW);
    let trouble = "Your editor was ended from outside (killed). What it had saved is there.";
    stage.editor_ends(Some(trouble));
    assert_snapshot!("editor_killed", stage.screen());
}

#[test]
fn a_new_size_reaches_the_editor() {
    let mut stage = in_editor(NARROW);
    stage.resize((160, 48));
    assert!(
        matches!(stage.effects.last(), Some(Effect::PaneResize { size, .. }) if (size.width, size.height) == (98, 44))
    );
}

#[test]
fn no_editor_is_said_with_what_to_do() {
    let reason = "No editor was found. Install vim or nano, or set EDITOR.";
    let mut stage = Stage::with(Setting { editor: Err(reason.into()), ..Setting::of(WIDE) });
    stage.opened("config-loader", "", None);
    assert!(stage.screen().contains(reason), "{}", stage.screen());
    stage.press("e");
    assert!(stage.screen().contains(&format!("✗ {reason}")));
}

#[test]
fn a_graphical_editor_gets_a_window_of_its_own() {
    let editor = Ok(EditorCommand { name: "code".into(), graphical: true, chosen: Source::Setting });
    let mut stage = Stage::with(Setting { editor, ..Setting::of(WIDE) });
    stage.opened("config-loader", "", None);
    stage.press("e");
    assert!(matches!(stage.effects.last(), Some(Effect::Edit { place: EditorPlace::Window, .. })));
    stage.press("e");
    assert!(stage.screen().contains("already open in a window of its own"));
}

#[test]
fn ending_the_program_with_an_open_editor_asks() {
    let mut stage = in_editor(NARROW);
    stage.effects.clear();
    stage.press("x F12");
    stage.effects.clear();
    stage.press("^C");
    assert_snapshot!("quit_question", stage.screen());
    stage.press("y");
    assert_eq!(stage.effects, [Effect::Quit]);
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let mut stage = Stage::on_task(WIDE, "name: a\u{1b}]0;title\u{7}\u{202e}b\n");
    let mut verdict = not_yet();
    verdict.checks[4].actual = Some("a\u{1b}[2J\nb".into());
    verdict.diff.yours = "a\u{1b}[2J\n".into();
    stage.grade(verdict);
    for keys in ["g", "d", "Tab"] {
        stage.press(keys);
        let (buffer, _) = stage.draw();
        let bad =
            buffer.content.iter().find(|cell| cell.symbol().contains(|c: char| c.is_control() || c == '\u{202e}'));
        assert_eq!(bad, None);
    }
}

#[test]
fn a_broken_pod_is_looked_at_first() {
    let mut stage = Stage::new(NARROW);
    stage.opened("crash-loop", "kind: Pod\n", None);
    let last = |stage: &Stage| stage.screen().lines().nth(23).unwrap_or_default().to_owned();
    assert!(last(&stage).starts_with(" r run   e edit"), "{}", stage.screen());
    stage.opened("config-loader", "kind: Pod\n", None);
    assert!(last(&stage).starts_with(" e edit"), "{}", stage.screen());
}

#[test]
fn what_went_well_gives_way_to_typing() {
    let mut stage = in_editor(NARROW);
    stage.tell(Msg::Remark("All is kept.".to_owned()));
    stage.type_text("x");
    assert!(stage.screen().contains("All is kept."), "{}", stage.screen());
    stage.pass(3);
    stage.type_text("x");
    assert!(!stage.screen().contains("All is kept."), "{}", stage.screen());
}
