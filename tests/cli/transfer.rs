//! Everything of a learner, taken to another machine.

use insta::assert_snapshot;

use super::machine::Machine;

const RIGHT: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: nginx:1.27
";

const WORK: &str = ".local/share/podlings/work/from-nothing/pod.yaml";

/// A machine on which something was done: a begun exercise with a text, a hint, the settings.
fn used(text: &str) -> Machine {
    let machine = Machine::new();
    machine.run("start from-nothing", "");
    machine.write(WORK, text);
    machine.run("hint from-nothing", "");
    machine.write(".config/podlings/settings.toml", "signs = \"ascii\"\n");
    machine
}

#[test]
fn everything_comes_along_and_a_second_time_nothing_is_new() {
    let old = used(RIGHT);
    assert_snapshot!(old.run(&format!("export {}/me.jsonl", old.home().display()), ""), @"
    ~/me.jsonl holds 1 attempt, 0 graded texts, 0 mock exams and 1 work file.
    On the other machine: podlings import ~/me.jsonl
    ");
    let export = old.read("me.jsonl");
    let new = Machine::new();
    assert_snapshot!(new.run("import -", &export), @"
    New here: 1 attempt, 0 graded texts, 0 mock exams and 1 work file.
    Your settings came along.
    ");
    assert_eq!(new.read(WORK), RIGHT);
    assert_eq!(new.read(".config/podlings/settings.toml"), "signs = \"ascii\"\n");
    assert_eq!(new.run("stats -o json", ""), old.run("stats -o json", ""));
    assert_snapshot!(new.run("import -", &export), @"Nothing new: all of it is here already.");
    assert_eq!(new.run("export -", ""), export);
}

#[test]
fn what_is_there_stays_and_what_differs_is_put_beside_it() {
    let old = used(RIGHT);
    let new = used("mine");
    new.write(".config/podlings/settings.toml", "signs = \"unicode\"\n");
    let export = old.run("export -", "");
    assert_snapshot!(new.run("import -", &export), @"
    New here: 1 attempt, 0 graded texts, 0 mock exams and 0 work files.
    Another text was there, which stays; the imported one is ~/.local/share/podlings/work/from-nothing/pod.imported-1.yaml
    The settings of this machine stay as they are.
    ");
    assert_eq!(new.read(WORK), "mine");
    assert_eq!(new.read(".local/share/podlings/work/from-nothing/pod.imported-1.yaml"), RIGHT);
    assert_eq!(new.run("import -", &export).lines().next(), Some("Nothing new: all of it is here already."));
}

#[test]
fn what_went_on_elsewhere_is_said_to_have_come() {
    let old = used(RIGHT);
    let new = Machine::new();
    new.run("import -", &old.run("export -", ""));
    old.run("hint from-nothing", "");
    let export = old.run("export -", "");
    assert_eq!(
        new.run("import -", &export).lines().next(),
        Some("Here already, and now as far as on the other machine: 1 attempt.")
    );
    assert_eq!(new.run("import -", &export).lines().next(), Some("Nothing new: all of it is here already."));
}

#[test]
fn what_is_no_whole_export_is_refused_and_nothing_of_it_is_taken() {
    let export = used(RIGHT).run("export -", "");
    let machine = Machine::new();
    let cut: String = export.split_inclusive('\n').take(2).collect();
    assert_snapshot!(machine.run("import -", &cut), @"
    -- stderr --
    error: cannot import -: it ends after line 2, before its end: the copy is not whole
    hint: nothing was imported; copy the file again
    -- exit code 2 --
    ");
    assert_snapshot!(machine.run("import -", "kind: Pod\n"), @"
    -- stderr --
    error: cannot import -: it is not a podlings export
    hint: `podlings export FILE` writes one
    -- exit code 2 --
    ");
    assert_snapshot!(machine.run("import -", r#"{"podlings-export":{"format":9}}"#), @"
    -- stderr --
    error: cannot import -: it was written by a newer podlings (its format is 9, this program knows up to 1)
    hint: upgrade podlings on this machine
    -- exit code 2 --
    ");
    let broken = export.replace("\"exercise\":", "\"exorcise\":");
    assert_snapshot!(machine.run("import -", &broken), @"
    -- stderr --
    error: cannot import -: line 2 cannot be read: unknown field `exorcise`, expected one of `uid`, `exercise`, `mode`, `started`, `seed`, `clock`, `hints`, `ending`
    hint: nothing was imported; copy the file again
    -- exit code 2 --
    ");
    assert!(machine.run("stats", "").starts_with("Nothing yet."));
}

#[test]
fn no_file_of_an_export_leaves_the_data_folder() {
    let export = used(RIGHT).run("export -", "");
    for path in ["../x.yaml", "/etc/x.yaml", "work/.hidden/x.yaml", "work/x.sh", "history.db", "a\\u001b[31m.yaml"] {
        let hostile = export.replace("work/from-nothing/pod.yaml", path);
        let machine = Machine::new();
        let said = machine.run("import -", &hostile);
        assert!(said.contains("warning: left out, its path leads elsewhere: "), "{path}: {said}");
        assert!(!said.contains('\u{1b}'), "{said:?}");
    }
}

#[test]
fn an_export_overwrites_nothing() {
    let machine = used(RIGHT);
    machine.write("me.jsonl", "mine");
    assert_snapshot!(machine.run(&format!("export {}/me.jsonl", machine.home().display()), ""), @"
    -- stderr --
    error: ~/me.jsonl is there already
    hint: choose another name, or move it away
    -- exit code 2 --
    ");
    assert_eq!(machine.read("me.jsonl"), "mine");
}

#[test]
fn what_cannot_be_read_is_not_exported_as_nothing() {
    let machine = used(RIGHT);
    machine.write(
        ".local/share/podlings/history.db",
        "no database at all, and long enough not to be taken for an empty one",
    );
    assert_snapshot!(machine.run("export -", ""), @"
    -- stderr --
    error: nothing is exported: your history ~/.local/share/podlings/history.db is damaged: file is not a database
    hint: move the file away to begin a new history
    -- exit code 2 --
    ");
}
