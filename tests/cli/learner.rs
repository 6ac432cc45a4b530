//! The commands for learners: start, hint, solution, reset, stats, and what shells and manuals get.

use insta::assert_snapshot;

use super::machine::Machine;

const PACK: &str = r#"format = 1
title = "A Pod"
domain = "design-and-build"
kind = "build"
difficulty = 1
par = "90s"
kubernetes = "1.36"
docs = ["concepts/workloads/pods/"]
task = "Create a Pod `small` with a container `app` that runs `busybox:1.36`."
start = "kind: Pod\n"
explanation = "A Pod needs a name and a container."
expect = { metadata = { name = "small" }, spec = { containers = [{ name = "app", image = "busybox:1.36" }] } }

[[hints]]
text = "Ask `kubectl run`."

[[hints]]
text = "It takes `--image`."
cost = 2

[[checks]]
id = "app"
text = "the container `app` runs `busybox:1.36`"
points = 3
paths = ["metadata", "spec"]
why = "The image is what runs."

[solution]
manifest = '''
apiVersion: v1
kind: Pod
metadata:
  name: small
spec:
  containers:
  - name: app
    image: busybox:1.36
'''
"#;

pub fn machine() -> Machine {
    let machine = Machine::new();
    machine.write("pack/basics/small.toml", PACK);
    machine
}

/// Runs a command about the exercises of the pack.
fn run(machine: &Machine, line: &str) -> String {
    machine.run(&format!("{line} --pack pack"), "")
}

#[test]
fn start_creates_the_file_and_says_what_comes_next() {
    let machine = machine();
    assert_snapshot!(run(&machine, "start small"), @"
    A Pod
      ~/.local/share/podlings/work/small/pod.yaml   (created)

    Next:
      read the task       podlings show small --pack pack
      write the Pod       vim ~/.local/share/podlings/work/small/pod.yaml
      see the verdict     podlings grade small ~/.local/share/podlings/work/small/pod.yaml --pack pack
      when you are stuck  podlings hint small --pack pack
    ");
    let file = ".local/share/podlings/work/small/pod.yaml";
    assert_eq!(machine.read(file), "kind: Pod\n");
    machine.write(file, "mine");
    let again = run(&machine, "start small");
    assert!(again.contains("pod.yaml   (yours, as you left it)\n"), "{again}");
    assert_eq!(machine.read(file), "mine");
}

#[test]
fn start_puts_the_file_where_it_is_told_to() {
    let machine = machine();
    let said = run(&machine, "start small --dir my/work");
    assert!(said.contains("\n  ~/my/work/small/pod.yaml   (created)\n"), "{said}");
    assert_eq!(machine.read("my/work/small/pod.yaml"), "kind: Pod\n");
}

#[test]
fn start_runs_the_editor_that_was_chosen() {
    let mut machine = machine();
    machine.write_program("bin/my editor", "#!/bin/sh\necho \"$1: $PWD\" >> \"$2\"\n");
    machine.set("EDITOR", "'my editor' -x");
    let said = run(&machine, "start small --edit");
    assert!(!said.contains("write the Pod"), "{said}");
    assert_eq!(
        machine.read(".local/share/podlings/work/small/pod.yaml"),
        format!("kind: Pod\n-x: {}/.local/share/podlings/work/small\n", machine.home().display())
    );
    machine.write_program("bin/my editor", "#!/bin/sh\nexit 7\n");
    assert_snapshot!(run(&machine, "start small --edit"), @"
    A Pod
      ~/.local/share/podlings/work/small/pod.yaml   (yours, as you left it)
    -- stderr --
    error: my editor ended with exit code 7
    hint: your file is ~/.local/share/podlings/work/small/pod.yaml
    -- exit code 2 --
    ");
    machine.set("EDITOR", "nowhere");
    assert_snapshot!(run(&machine, "start small --edit"), @r#"
    A Pod
      ~/.local/share/podlings/work/small/pod.yaml   (yours, as you left it)
    -- stderr --
    error: $EDITOR says "nowhere", but there is no program "nowhere" that can be run
    hint: install vim or nano, or set EDITOR to the editor that you like: export EDITOR=nano
    -- exit code 2 --
    "#);
}

#[test]
fn hints_come_one_at_a_time_with_their_price() {
    let machine = machine();
    assert_snapshot!(run(&machine, "hint small"), @"
    Hint 1 of 2 (costs nothing)

    Ask `kubectl run`.

    1 more; the next costs 2 points: podlings hint small --pack pack
    ");
    assert_snapshot!(run(&machine, "hint small"), @"
    Hint 2 of 2 (costs 2 points)

    It takes `--image`.

    This was the last one. The answer, which ends the attempt: podlings solution small --pack pack
    ");
    assert_snapshot!(run(&machine, "hint small"), @"
    All hints were shown; podlings hint small --pack pack --seen shows them again. The answer, which ends the attempt: podlings solution small --pack pack
    -- exit code 1 --
    ");
    assert_snapshot!(run(&machine, "hint small --seen"), @"
    Hint 1 of 2 (costs nothing)

    Ask `kubectl run`.

    Hint 2 of 2 (costs 2 points)

    It takes `--image`.
    ");
}

#[test]
fn the_solution_is_shown_after_a_yes_and_ends_the_attempt() {
    let machine = machine();
    run(&machine, "hint small");
    assert_snapshot!(machine.run("solution small --pack pack", "no\n"), @"
    -- stderr --
    The solution ends your attempt at this exercise. Show it? [y/N] Nothing was shown; your attempt goes on.
    -- exit code 1 --
    ");
    assert_snapshot!(machine.run("solution small --pack pack", ""), @"
    -- stderr --
    The solution ends your attempt at this exercise. Show it? [y/N] 
    error: there is nobody to ask
    hint: say --yes to see the solution without being asked
    -- exit code 2 --
    ");
    assert!(run(&machine, "hint small --seen").contains("Hint 1 of 2"), "the attempt goes on");
    let answer = "apiVersion: v1
kind: Pod
metadata:
  name: small
spec:
  containers:
  - name: app
    image: busybox:1.36
#
# A Pod needs a name and a container.
";
    assert_eq!(run(&machine, "solution small --yes"), answer);
    assert!(machine.run("solution small --pack pack", "y\n").starts_with(answer));
    assert_snapshot!(run(&machine, "hint small --seen"), @"No hint was shown in this attempt yet.");
}

#[test]
fn reset_keeps_what_was_written() {
    let machine = machine();
    assert_snapshot!(run(&machine, "reset small"), @"There is nothing to reset yet; this begins it: podlings start small --pack pack");
    run(&machine, "start small");
    assert_snapshot!(run(&machine, "reset small"), @"~/.local/share/podlings/work/small/pod.yaml is as it was at the start already.");
    machine.write(".local/share/podlings/work/small/pod.yaml", "mine");
    assert_snapshot!(run(&machine, "reset small"), @"
    ~/.local/share/podlings/work/small/pod.yaml is as it was at the start.
    What you wrote is kept: ~/.local/share/podlings/work/small/pod.2026-11-23T09-00-00Z.yaml
    ");
    assert_eq!(machine.read(".local/share/podlings/work/small/pod.yaml"), "kind: Pod\n");
    assert_eq!(machine.read(".local/share/podlings/work/small/pod.2026-11-23T09-00-00Z.yaml"), "mine");
}

#[test]
fn statistics_begin_with_nothing() {
    let machine = machine();
    assert_snapshot!(run(&machine, "stats"), @"Nothing yet. `podlings` opens the app; `podlings list` names the exercises.");
    run(&machine, "start small");
    assert_snapshot!(run(&machine, "stats"), @"
    0 of 1 exercises solved
    1 attempt, 1 going on, 0 passed, 0 texts graded
    0:00 of practice, no streak at the moment
    nothing is due today; `podlings drill` takes what is new

    By topic
      Basics   0 of 1   ..........    0 % known today
    ");
    assert_snapshot!(run(&machine, "stats -o json"), @r#"
    {
      "attempts": 1,
      "days": [],
      "drill_streak": 0,
      "due": 0,
      "exercises": [
        {
          "attempts": 1,
          "best": null,
          "best_seconds": null,
          "due": null,
          "id": "small",
          "last": "2026-11-23T09:00:00Z",
          "open": true,
          "solved": 0,
          "state": "tried",
          "topic": "basics"
        }
      ],
      "exercises_solved": 0,
      "exercises_tried": 1,
      "field_strengths": [],
      "fields": [],
      "going_on": 1,
      "graded": 0,
      "passed": 0,
      "seconds": 0,
      "streak_days": 0,
      "topics": [
        {
          "due": 0,
          "exercises": 1,
          "id": "basics",
          "solved": 0,
          "strength_percent": 0,
          "title": "Basics"
        }
      ]
    }
    "#);
}

#[test]
fn a_history_that_cannot_be_kept_is_told_and_the_command_goes_on() {
    let machine = machine();
    machine.write(".local/share/podlings/history.db", "this is no database, but it is long enough to look like one");
    assert_snapshot!(run(&machine, "hint small"), @"
    Hint 1 of 2 (costs nothing)

    Ask `kubectl run`.

    1 more; the next costs 2 points: podlings hint small --pack pack
    -- stderr --
    warning: your history ~/.local/share/podlings/history.db is damaged: file is not a database
    hint: move the file away to begin a new history; until then nothing of this run is kept
    ");
}

#[test]
fn an_unknown_exercise_is_told_with_those_that_are_near() {
    let machine = machine();
    assert_snapshot!(run(&machine, "start smal"), @"
    -- stderr --
    error: there is no exercise `smal`
    hint: did you mean `small`?
    hint: `podlings list` names all exercises
    -- exit code 2 --
    ");
    assert_snapshot!(run(&machine, "start ../../etc"), @"
    -- stderr --
    error: there is no exercise `../../etc`
    hint: `podlings list` names all exercises
    -- exit code 2 --
    ");
    machine.write("pack/basics/small.toml", "title = 3");
    assert!(run(&machine, "hint small").ends_with("-- exit code 2 --\n"));
}

#[test]
fn without_a_home_the_folder_must_be_said() {
    let mut machine = machine();
    machine.unset("HOME");
    assert_snapshot!(run(&machine, "start small"), @"
    -- stderr --
    error: there is no home folder to keep your work in: set HOME, or say a folder with --dir
    -- exit code 2 --
    ");
    let said = run(&machine, "start small --dir work");
    assert!(said.contains("~/work/small/pod.yaml   (created)"), "{said}");
    assert!(said.contains("warning: there is no home folder to keep your history in\n"), "{said}");
}

#[test]
fn shells_and_manuals_get_every_command() {
    let machine = Machine::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = machine.run(&format!("completions {shell}"), "");
        assert!(script.contains("solution") && script.contains("completions"), "{shell}");
    }
    // The exercises are offered where a command takes one, and what the program takes stays open: packs have others.
    for (shell, offered) in [
        (
            "bash",
            "opts=\"-o -h --output --seed --pack --with-builtin --assignment --student --help first-init-container ",
        ),
        (
            "zsh",
            "':exercise -- The exercise, as `podlings list` names it:((first-init-container\\:\"Announce in the log that the Pod is starting\"",
        ),
        (
            "fish",
            "__fish_podlings_using_subcommand grade show start hint solution reset drill\" -a \"first-init-container ",
        ),
    ] {
        let script = machine.run(&format!("completions {shell}"), "");
        assert!(script.contains(offered), "{shell}: {script}");
    }
    let page = machine.run("man", "");
    assert!(page.contains(".TH podlings 1") && page.contains("podlings\\-start"), "{page}");
    let page = machine.run("man start", "");
    assert!(page.contains(".TH podlings-start 1") && page.contains("\\-\\-edit"), "{page}");
    assert_snapshot!(machine.run("man nothing", ""), @"
    -- stderr --
    error: there is no command `nothing`
    hint: `podlings --help` names all commands
    -- exit code 2 --
    ");
}

/// The exercise of the pack with two names and two places.
fn machine_with_values() -> Machine {
    let machine = Machine::new();
    let values = "[values]\nplace = [\"small\", \"tiny\"]\n\n[[hints]]";
    let text = PACK.replace("small", "{{place}}").replacen("[[hints]]", values, 1);
    machine.write("pack/basics/small.toml", &text);
    machine
}

#[test]
fn a_seed_draws_the_exercise_for_every_command() {
    let machine = machine_with_values();
    let shown = run(&machine, "show small --seed 5");
    assert!(shown.contains("3 points, seed 5\n\nCreate a Pod `tiny` with"), "{shown}");
    assert!(run(&machine, "show small").contains("3 points\n\nCreate a Pod `small` with"));
    assert!(run(&machine, "show small --seed 5 -o json").contains("\"has_values\": true"));
    assert!(run(&machine, "list -o json").contains("\"has_values\": true"));
    assert_snapshot!(run(&machine, "start small --seed 5"), @"
    A Pod (seed 5)
      ~/.local/share/podlings/work/small.5/pod.yaml   (created)

    Next:
      read the task       podlings show small --seed 5 --pack pack
      write the Pod       vim ~/.local/share/podlings/work/small.5/pod.yaml
      see the verdict     podlings grade small ~/.local/share/podlings/work/small.5/pod.yaml --seed 5 --pack pack
      when you are stuck  podlings hint small --seed 5 --pack pack
    ");
    let answer = run(&machine, "solution small --yes --seed 5");
    assert!(answer.contains("name: tiny\n"), "{answer}");
    let grade = |more: &str| machine.run(format!("grade small - --pack pack {more}").trim_end(), &answer);
    assert!(grade("--seed 5").starts_with("small: 3 of 3 points, passed"), "{}", grade("--seed 5"));
    assert!(grade("").contains("not yet"), "as it is written it is another exercise");
    assert!(grade("--seed 5 -o json").contains("\"seed\": 5"));
}

#[test]
fn an_attempt_is_that_of_its_seed() {
    let machine = machine_with_values();
    assert!(run(&machine, "hint small --seed 5").contains("Hint 1 of 2"));
    assert!(run(&machine, "hint small --seed 5").contains("Hint 2 of 2"));
    assert!(run(&machine, "hint small").contains("Hint 1 of 2"), "another attempt");
    assert!(run(&machine, "hint small --seed nine").contains("invalid value 'nine' for '--seed <NUMBER>'"));
}

#[test]
fn a_table_fits_the_terminal_and_a_pipe_gets_all_of_it() {
    let mut machine = machine();
    let title = "A Pod whose container runs an image that everybody has and does nothing else";
    machine.write("pack/basics/small.toml", &PACK.replace("A Pod\"", &format!("{title}\"")));
    let whole = format!("Basics\n  small  build  1/5   1:30  {title}\n");
    assert_eq!(run(&machine, "list"), whole);
    machine.set("LANG", "C.UTF-8");
    machine.columns = Some(80);
    let line = "  small  build  1/5   1:30  A Pod whose container runs an image that everybody…";
    assert_eq!(run(&machine, "list"), format!("Basics\n{line}\n"));
    machine.set("LANG", "C");
    let line = "  small  build  1/5   1:30  A Pod whose container runs an image that everybod...";
    assert_eq!(run(&machine, "list"), format!("Basics\n{line}\n"));
    machine.columns = Some(200);
    assert_eq!(run(&machine, "list"), whole);
    machine.columns = Some(60);
    let list = run(&machine, "drill --list");
    assert_eq!(list, "0 due today\n  small  new              A Pod whose container runs an i...\n");
}
