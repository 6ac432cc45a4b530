//! `podlings validate` on the command line: files, folders, standard input, what goes where, and exit codes.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use podlings::cli::{Streams, run};

struct Ran {
    code: u8,
    out: String,
    err: String,
}

/// Runs `podlings validate ARGS…`, with `input` on standard input.
fn validate(args: &[&Path], options: &[&str], input: &str) -> Ran {
    let mut line: Vec<OsString> = vec!["podlings".into(), "validate".into()];
    line.extend(options.iter().map(Into::into));
    line.extend(args.iter().map(Into::into));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (mut out, mut err, mut input) = (Vec::new(), Vec::new(), input.as_bytes());
    let code = run(line, &mut Streams { input: &mut input, out: &mut out, err: &mut err });
    Ran { code, out: text(&out), err: text(&err) }
}

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n";

#[test]
fn an_accepted_pod_is_named() {
    let ran = validate(&[Path::new("-")], &[], POD);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "pod/web created (server dry run)\n", ""));
    let ran = validate(&[Path::new("-")], &["-o", "name"], POD);
    assert_eq!((ran.code, ran.out.as_str()), (0, "pod/web\n"));
}

#[test]
fn yaml_and_json_show_what_would_be_stored() {
    insta::assert_snapshot!(validate(&[Path::new("-")], &["-o", "yaml"], POD).out);
    let json: serde_json::Value = serde_json::from_str(&validate(&[Path::new("-")], &["-o", "json"], POD).out).unwrap();
    assert_eq!(json["spec"]["restartPolicy"], "Always");
}

#[test]
fn several_documents_are_separated_in_yaml() {
    let ran = validate(&[Path::new("-")], &["-o", "yaml"], &format!("{POD}---\n{POD}"));
    assert_eq!(ran.out.matches("\n---\napiVersion: v1\n").count(), 1);
}

#[test]
fn a_refused_pod_is_refused_in_the_clusters_words() {
    let ran =
        validate(&[Path::new("-")], &[], "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: []}\n");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_eq!(ran.err, "The Pod \"a\" is invalid: spec.containers: Required value\n");
    let ran = validate(&[Path::new("-")], &[], "apiVersion: v1\nkind: Pod\nspec: {imag: 1}\n");
    assert_eq!(
        ran.err,
        "Error from server (BadRequest): error when creating \"STDIN\": Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: unknown field \"spec.imag\"\n"
    );
}

#[test]
fn good_and_bad_files_are_answered_together() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.yaml");
    let bad = folder.path().join("bad.yaml");
    fs::write(&good, POD).unwrap();
    fs::write(&bad, format!("{POD}---\nkind: Pod\n")).unwrap();
    let ran = validate(&[&good, &bad], &[], "");
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out, "pod/web created (server dry run)\npod/web created (server dry run)\n");
    assert_eq!(
        ran.err,
        format!(
            "error: error validating \"{}\": error validating data: apiVersion not set; if you choose to ignore these errors, turn validation off with --validate=false\n",
            bad.display()
        )
    );
}

#[test]
fn a_folder_gives_its_manifests() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("b.yml"), POD).unwrap();
    fs::write(folder.path().join("a.json"), "{}").unwrap();
    fs::write(folder.path().join("c.txt"), "not: read").unwrap();
    let ran = validate(&[folder.path()], &[], "");
    assert_eq!((ran.code, ran.out.as_str()), (1, "pod/web created (server dry run)\n"));
    let empty = tempfile::tempdir().unwrap();
    let ran = validate(&[empty.path()], &[], "");
    assert_eq!(
        ran.err,
        format!(
            "error: error reading [{}]: recognized file extensions are [.json .yaml .yml]\n",
            empty.path().display()
        )
    );
}

#[test]
fn what_is_not_there_is_said_before_anything_is_read() {
    let missing = Path::new("no-such-file.yaml");
    let ran = validate(&[missing], &[], "");
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: the path \"no-such-file.yaml\" does not exist\n"));
    let ran = validate(&[missing, Path::new("nor-this"), Path::new("-")], &[], POD);
    assert_eq!(ran.out, "");
    assert_eq!(ran.err, "the path \"no-such-file.yaml\" does not exist\nthe path \"nor-this\" does not exist\n");
}

#[test]
fn an_empty_text_holds_no_objects() {
    let ran = validate(&[Path::new("-")], &[], "# nothing\n");
    assert_eq!((ran.code, ran.err.as_str()), (1, "error: no objects passed to create\n"));
}

#[test]
fn warnings_come_first_and_once() {
    let pod =
        POD.replace("image: nginx:1.27", "image: nginx:1.27\n    env: [{name: A, value: b}, {name: A, value: c}]");
    let ran = validate(&[Path::new("-")], &[], &format!("{pod}---\n{pod}"));
    assert_eq!(ran.code, 0);
    assert_eq!(ran.err.matches("Warning: ").count(), 1);
}

#[test]
fn a_list_is_taken_apart() {
    let list = format!("apiVersion: v1\nkind: List\nitems:\n- {}", POD.trim_end().replace('\n', "\n  "));
    let ran = validate(&[Path::new("-")], &[], &list);
    assert_eq!((ran.code, ran.out.as_str()), (0, "pod/web created (server dry run)\n"));
}

#[test]
fn a_kind_whose_rules_are_unknown_is_said_to_be() {
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a}\nrules: []\n";
    let ran = validate(&[Path::new("-")], &[], role);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: podlings has the rules of Pods and PodTemplates alone: whether the server takes the Role in \"STDIN\" is not known. \
         The fields and types in it are right.\n"
    );
    let ran = validate(&[Path::new("-")], &[], &role.replace("rules", "ruls"));
    assert_eq!(ran.code, 1);
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let ran = validate(&[Path::new("-")], &[], "a: 1\n--- \u{1b}[31m\n");
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
}
