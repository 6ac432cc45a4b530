//! Commands by what they start: how they are split into `command` and `args`, laid out and quoted makes no difference.

use podlings::exercise::{Exercise, load};

use super::fixtures::{failed, ids};

/// An exercise with one container whose `command` is expected.
fn running(expected: &str, solution: &str) -> Exercise {
    let text = format!(
        r#"format = 1
title = "Run"
domain = "design-and-build"
kind = "build"
difficulty = 1
par = "1m"
kubernetes = "1.36"
docs = []
task = "-"
explanation = "-"
[expect.metadata]
name = "run"
[[expect.spec.containers]]
name = "app"
image = "busybox:1.36"
{expected}
[[checks]]
id = "pod"
text = "-"
points = 1
paths = ["metadata", "spec"]
why = "-"
[solution]
manifest = '''
apiVersion: v1
kind: Pod
metadata: {{name: run}}
spec:
  containers:
  - name: app
    image: busybox:1.36
{solution}
'''
"#
    );
    load("run", "tests", "run", &text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn holds(exercise: &Exercise, command: &str) -> bool {
    let old = exercise.solution.lines().skip(7).collect::<Vec<_>>().join("\n");
    let text = exercise.solution.replace(old.trim_end(), &format!("    {command}"));
    assert_ne!(text, exercise.solution, "{command}");
    failed(exercise, &text) == ids([])
}

#[test]
fn a_script_is_what_it_says() {
    let exercise = running(
        r#"command = ["sh", "-c", "echo hi; while true; do sleep 5; done"]"#,
        "    command: [sh, -c, 'echo hi; while true; do sleep 5; done']",
    );
    for command in [
        "args: [sh, -c, 'echo hi; while true; do sleep 5; done']",
        "{command: [/bin/ash], args: [-e, -c, \"echo 'hi'\\nwhile :\\ndo sleep 5; done\"]}",
        "command: [sh, -c]\n    args:\n    - |\n      set -e\n      echo hi\n      # and then\n      while true; do\n        sleep 5\n      done",
    ] {
        let command = command.trim_start_matches('{').trim_end_matches('}').replace(", args:", "\n    args:");
        assert!(holds(&exercise, &command), "{command}");
    }
    for command in [
        "command: [sh, -c, 'echo hi; while true; do sleep 6; done']",
        "command: [sh, -c, 'echo hi & while true; do sleep 5; done']",
        "command: [sh, 'echo hi; while true; do sleep 5; done']",
        "args: ['echo hi; while true; do sleep 5; done']",
    ] {
        assert!(!holds(&exercise, command), "{command}");
    }
}

#[test]
fn a_part_of_a_command_may_stand_among_the_arguments() {
    let exercise = running(
        r#"command = { "$contains" = "wget -qO- http://localhost:80/" }"#,
        "    command: [sh, -c, 'while sleep 2; do wget -qO- http://localhost:80/; done']",
    );
    assert!(holds(&exercise, "command: [sh, -c]\n    args: ['wget -qO- http://localhost:80/']"));
    assert!(holds(&exercise, "args: [sh, -c, 'wget -qO- http://localhost:80/']"));
    assert!(!holds(&exercise, "command: [sh, -c]\n    args: ['wget -qO- http://localhost:81/']"));
    assert!(!holds(&exercise, "command: [sh]"));
}

#[test]
fn words_that_are_tested_one_by_one_may_stand_there_too() {
    let exercise = running(
        "command = [{ \"$oneOf\" = [\"nc\", \"telnet\"] }, \"-z\", \"db\"]\nargs = { \"$contains\" = [\"5432\"] }",
        "    command: [nc, -z, db]\n    args: ['5432']",
    );
    assert!(holds(&exercise, "command: [telnet]\n    args: [-z, db, '5432']"));
    assert!(holds(&exercise, "args: [nc, -z, db, '5432']"));
    assert!(!holds(&exercise, "args: [nc, db, -z, '5432']"));
    assert!(!holds(&exercise, "args: [nc, -z, db]"));
}

#[test]
fn a_probe_asks_the_same_in_a_shell() {
    let exercise = running(
        r#"readinessProbe = { exec = { command = ["test", "-f", "/a"] } }"#,
        "    readinessProbe: {exec: {command: [test, -f, /a]}}",
    );
    for (command, right) in [
        ("[sh, -c, 'test -f /a']", true),
        ("[sh, -c, '[ -f /a ]']", true),
        ("[/bin/test, -f, /a]", true),
        ("['[', -f, /a, ']']", true),
        ("[test, -f, /b]", false),
        ("[sh, -c, 'test -f /a || true']", false),
        ("[sh, 'test -f /a']", false),
    ] {
        assert_eq!(holds(&exercise, &format!("readinessProbe: {{exec: {{command: {command}}}}}")), right, "{command}");
    }
}
