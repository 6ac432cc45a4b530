//! The ready-made files in `assets/classroom`: a cluster would take the Job, the workflows are YAML, and the commands in them exist.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::machine::Machine;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/classroom")
}

fn read(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap()
}

#[test]
fn a_cluster_takes_the_indexed_job() {
    let machine = Machine::new();
    let said = machine.run(&format!("validate {}", folder().join("indexed-job.yaml").display()), "");
    assert!(said.contains("takes the Job in ") && said.contains("The fields and types in it are right."), "{said}");
    let job = read("indexed-job.yaml");
    // The Pods of the Job are judged in full.
    let value: serde_yaml::Value = serde_yaml::from_str(&job).unwrap();
    let spec = serde_yaml::to_string(&value["spec"]["template"]["spec"]).unwrap().replace('\n', "\n  ");
    machine.write("pod.yaml", &format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: grade\nspec:\n  {spec}"));
    let said = machine.run(&format!("validate {}/pod.yaml", machine.home().display()), "");
    assert_eq!(said, "pod/grade created (server dry run)\n");
    assert!(job.contains("completionMode: Indexed") && job.contains("JOB_COMPLETION_INDEX"));
}

#[test]
fn workflows_are_yaml() {
    for name in ["github/grade-class.yml", "github/classroom.yml"] {
        let value: serde_yaml::Value = serde_yaml::from_str(&read(name)).unwrap();
        assert!(value.get("jobs").is_some(), "{name}");
    }
}

#[test]
fn the_commands_in_them_exist() {
    let files = [
        "indexed-job.yaml",
        "github/grade-class.yml",
        "github/classroom.yml",
        "gradescope/run_autograder",
        "classroom50/autograder.py",
    ];
    let machine = Machine::new();
    for name in files {
        let text = read(name);
        for command in ["autograde", "class grade", "class report", "class merge"] {
            let words: Vec<String> = command.split(' ').map(|word| format!("\"{word}\"")).collect();
            if text.contains(&format!("podlings {command}")) || text.contains(&words.join(", ")) {
                let help = machine.run(&format!("{command} --help"), "");
                assert!(!help.contains("exit code"), "{name} uses `podlings {command}`: {help}");
                let line = text
                    .lines()
                    .find(|line| line.contains(command) || line.contains(&words.join(", ")))
                    .unwrap_or_default();
                for option in
                    line.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| word.starts_with("--"))
                {
                    assert!(help.contains(option), "{name}: `podlings {command}` has no {option}");
                }
            }
        }
    }
}
