//! `podlings list`, `show` and `pack`, as they are typed.

use std::ffi::OsString;
use std::path::Path;

use podlings::cli::{Streams, run};

/// Exit code, standard output and standard error of a command line.
fn podlings(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut input = std::io::empty();
    let mut streams = Streams { input: &mut input, out: &mut out, err: &mut err };
    let args = std::iter::once("podlings").chain(args.iter().copied()).map(OsString::from);
    let code = run(args, &mut streams);
    (code, String::from_utf8(out).expect("UTF-8"), String::from_utf8(err).expect("UTF-8"))
}

/// A folder with a new pack in it.
fn new_pack() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(podlings(&["pack", "new", text(folder.path())]).0, 0);
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn a_new_pack_is_listed_shown_and_proven() {
    let folder = new_pack();
    let place = text(folder.path());
    let list = podlings(&["list", "--pack", place]);
    let expected = "My topic\n  my-first-exercise  build  1/5   2:00  Give a web server a label and a port\n";
    assert_eq!(list, (0, expected.to_owned(), String::new()));
    let check = podlings(&["pack", "check", place]);
    assert_eq!(check, (0, "1 exercise: all proven\n".to_owned(), String::new()));
    let (code, task, _) = podlings(&["show", "my-first-exercise", "--pack", place]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(task);
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let folder = new_pack();
    let file = folder.path().join("pack.toml");
    std::fs::write(&file, "topics = []").unwrap();
    let (code, _, err) = podlings(&["pack", "new", text(folder.path())]);
    assert_eq!(code, 0);
    assert!(err.contains("pack.toml is there already and stays as it is"), "{err}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "topics = []");
}

#[test]
fn a_broken_exercise_is_named_and_the_others_are_listed() {
    let folder = new_pack();
    let place = text(folder.path());
    std::fs::write(folder.path().join("my-topic/broken.toml"), "format = 1\ntitle = 7\n").unwrap();
    let (code, out, err) = podlings(&["list", "--pack", place]);
    assert_eq!((code, out.lines().count()), (2, 2));
    let err = err.replace(place, "PACK");
    assert_eq!(
        err,
        "PACK/my-topic/broken.toml:2:9: invalid type: integer `7`, expected a string\n  2 | title = 7\n    |         ^\n"
    );
    assert_eq!(podlings(&["pack", "check", place]).0, 1);
    let (code, _, err) = podlings(&["show", "broken", "--pack", place]);
    assert_eq!(code, 2);
    assert!(err.starts_with("error: the exercise `broken` cannot be loaded\n"), "{err}");
}

#[test]
fn the_builtin_exercises_stand_beside_a_pack_when_asked() {
    let folder = new_pack();
    let both = podlings(&["list", "--pack", text(folder.path()), "--with-builtin", "-o", "json"]);
    let list: Vec<serde_json::Value> = serde_json::from_str(&both.1).unwrap();
    let ids: Vec<&str> = list.iter().filter_map(|entry| entry["id"].as_str()).collect();
    assert!(ids.contains(&"my-first-exercise") && ids.contains(&"wait-for-db"), "{ids:?}");
    let first = list.iter().find(|entry| entry["id"] == "my-first-exercise").unwrap();
    assert_eq!((&first["points"], &first["par_seconds"]), (&3.into(), &120.into()));
}

#[test]
fn no_answer_is_shown() {
    for output in ["text", "json"] {
        let (code, out, _) = podlings(&["show", "wait-for-db", "-o", output]);
        assert_eq!(code, 0);
        let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("succeeds only once the Service `db` takes connections"), "{out}");
        assert!(output == "json" || out.lines().all(|line| line.len() <= 80), "{out}");
        assert!(!out.contains("until nc") && !out.contains("nc -z"), "{out}");
    }
}

#[test]
fn unknown_names_are_answered_with_near_ones() {
    let (code, out, err) = podlings(&["show", "wait-for-bd"]);
    assert_eq!((code, out.as_str()), (2, ""));
    let expected = "error: there is no exercise `wait-for-bd`\nhint: did you mean `wait-for-db`?\nhint: `podlings list` names all exercises\n";
    assert_eq!(err, expected);
    assert_eq!(podlings(&["list", "--topic", "nothing"]).0, 2);
    assert_eq!(podlings(&["pack", "check", "--only", "nothing"]).0, 2);
    let (code, _, err) = podlings(&["list", "--pack", "/nowhere/at/all"]);
    assert_eq!(code, 2);
    let expected = "error: the pack /nowhere/at/all cannot be read: No such file or directory\nhint: a pack is a folder with \
                    exercises in it; `podlings pack new DIR` makes one\n";
    assert_eq!(err, expected);
    let (code, _, err) = podlings(&["grade", "wait-for-db", "/nowhere/pod.yaml"]);
    let hint = "hint: give the path of a manifest, or `-` to read it from standard input\n";
    assert_eq!((code, err), (2, format!("error: /nowhere/pod.yaml does not exist\n{hint}")));
    let (code, _, err) = podlings(&["simulate", "/nowhere/pod.yaml"]);
    let error = "error: /nowhere/pod.yaml cannot be read: No such file or directory\n";
    assert_eq!((code, err), (2, format!("{error}{hint}")));
    let (code, _, err) = podlings(&["sh", "/nowhere/script"]);
    assert_eq!((code, err.as_str()), (2, "error: /nowhere/script cannot be read: No such file or directory\n"));
}

#[test]
fn a_folder_without_exercises_says_what_a_pack_is() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = podlings(&["list", "--pack", text(folder.path())]);
    assert_eq!(code, 2);
    assert!(err.contains("hint: a pack holds files named TOPIC/EXERCISE.toml"), "{err}");
}

#[test]
fn every_command_has_help() {
    for command in [&["list"][..], &["show"], &["pack"], &["pack", "check"], &["pack", "new"]] {
        let args: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
        let (code, out, _) = podlings(&args);
        assert_eq!(code, 0);
        assert!(out.contains("Usage: podlings"), "{out}");
    }
}

/// A Pod that runs the image of a new pack, with the config file that it asks for.
const MY_APP: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec:\n  containers:\n  - name: web\n    image: my-app:1.0\n    \
                      volumeMounts: [{name: c, mountPath: /etc/my-app}]\n  - {name: look, image: \"busybox:1.36\", command: [sh, -c, \
                      'sleep 2; wget -qO- localhost:8080; sleep 60']}\n  volumes:\n  - {name: c, configMap: {name: c}}\n---\napiVersion: \
                      v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {config: 'a'}\n";

#[test]
fn an_image_of_a_pack_is_played() {
    let folder = new_pack();
    let place = text(folder.path());
    let pod = folder.path().join("pod.yaml");
    std::fs::write(&pod, MY_APP).unwrap();
    let without = podlings(&["simulate", text(&pod), "--for", "5s"]);
    assert!(without.1.contains("container web: never started, ErrImagePull"), "{}", without.1);
    let (code, out, err) = podlings(&["simulate", text(&pod), "--for", "5s", "--pack", place]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("my-app listens on 8080, LOG_LEVEL=info"), "{out}");
    assert!(out.contains("hello from my-app"), "{out}");
}

#[test]
fn an_exercise_is_graded_with_the_images_of_its_pack() {
    let folder = new_pack();
    let place = text(folder.path());
    let file = folder.path().join("my-topic/my-first-exercise.toml");
    let old = std::fs::read_to_string(&file).unwrap();
    let life = "[[life]]\nid = \"serves\"\ntext = \"It answers on its port\"\npoints = 2\nwhy = \"It is a server.\"\nby = \"10s\"\nlog = { \
                container = \"web\", contains = \"my-app listens\" }\n\n[[world]]\nmanifest = \"{apiVersion: v1, kind: ConfigMap, \
                metadata: {name: c}, data: {config: a}}\"\n\n[solution]";
    std::fs::write(&file, old.replacen("[solution]", life, 1)).unwrap();
    let pod = folder.path().join("pod.yaml");
    std::fs::write(&pod, MY_APP).unwrap();
    let serves = |out: &str| out.lines().find(|line| line.contains("It answers on its port")).map(str::to_owned);
    let (_, out, err) = podlings(&["grade", "my-first-exercise", text(&pod), "--pack", place]);
    let passed = serves(&out);
    std::fs::remove_file(folder.path().join("images/my-app.toml")).unwrap();
    let (_, out, _) = podlings(&["grade", "my-first-exercise", text(&pod), "--pack", place]);
    let failed = serves(&out);
    assert!(passed.is_some() && failed.is_some() && passed != failed, "{passed:?} {failed:?} {err}");
}

#[test]
fn a_broken_image_is_named_and_the_rest_of_the_pack_is_used() {
    let folder = new_pack();
    let place = text(folder.path());
    let broken = "names = [\"My_App:1.0\"]\nversions = [\"2.0\", \"one\"]\npresent = [\"9\"]\n\n[[files]]\npath = \"../../etc/passwd\"\n\
                  mode = \"rw\"\n";
    std::fs::write(folder.path().join("images/broken.toml"), broken).unwrap();
    std::fs::write(
        folder.path().join("images/typo.toml"),
        "names = [\"a\"]\nversions = [\"1\", \"1\"]\nentrypont = []\n",
    )
    .unwrap();
    let (code, out, err) = podlings(&["list", "--pack", place]);
    assert_eq!((code, out.lines().count()), (2, 2));
    insta::assert_snapshot!(err.replace(place, "PACK"));
    assert_eq!(podlings(&["pack", "check", place]).0, 1);
    let pod = folder.path().join("pod.yaml");
    std::fs::write(&pod, MY_APP).unwrap();
    let (code, out, err) = podlings(&["simulate", text(&pod), "--for", "5s", "--pack", place]);
    assert!(code == 0 && out.contains("my-app listens on 8080") && err.contains("broken.toml:1:"), "{out}{err}");
}
