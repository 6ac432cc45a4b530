//! What the prompt says where there is nothing to show: kubectl's words for the learner's slips, plain ones for what the
//! prompt itself does not know. It must not know lives.

use super::kind::Kind;
use crate::exercise::nearest;

/// All that can be typed.
pub(super) const HELP: &str = "\
This prompt knows:
  kubectl get pods|events|services|endpoints|endpointslices|configmaps|secrets|all [NAME…]
              [-o wide|yaml|json|name|jsonpath=…|custom-columns=…] [-w]
              [-l app=web] [--field-selector=status.phase=Running] [-A]
              [--sort-by=.metadata.name] [--show-labels] [-L app] [--no-headers]
  kubectl events [--for pod/NAME] [--types=Warning]
  kubectl describe pod|service|configmap|secret [NAME…] [-l app=web]
  kubectl logs POD|-l app=web [-c CONTAINER] [--previous] [-f] [--tail=N]
               [--since=10s] [--timestamps] [--all-containers] [--prefix]
  kubectl exec POD [-c CONTAINER] -- COMMAND…
  kubectl delete pod NAME [--grace-period=N|--now|--force]
  kubectl explain pod.spec.containers [--recursive]
A command can be filtered: kubectl logs POD | grep -c error
`k` is short for `kubectl`, and both may be left out. `clear` clears, `exit` leaves.
";

/// The commands that the prompt has.
pub const VERBS: [&str; 8] = ["get", "describe", "logs", "exec", "events", "delete", "explain", "top"];

/// What is said of a command that kubectl has and the prompt has not, or that nobody has.
pub(super) fn unknown(what: &str) -> String {
    let meant = nearest(what, VERBS);
    let meant = meant.first().map_or_else(String::new, |verb| format!("Did you mean {verb:?}? "));
    format!(
        "This prompt does not know {what:?}. {meant}It knows get, describe, logs, events, exec, delete, explain and top; `help` \
         lists them.\n"
    )
}

/// All commands of kubectl 1.37, in the order in which it goes through them.
const COMMANDS: [&str; 44] = [
    "create",
    "expose",
    "run",
    "set",
    "explain",
    "get",
    "edit",
    "delete",
    "rollout",
    "scale",
    "autoscale",
    "certificate",
    "cluster-info",
    "top",
    "cordon",
    "uncordon",
    "drain",
    "taint",
    "describe",
    "logs",
    "attach",
    "exec",
    "port-forward",
    "proxy",
    "cp",
    "auth",
    "debug",
    "events",
    "diff",
    "apply",
    "patch",
    "replace",
    "wait",
    "kustomize",
    "label",
    "annotate",
    "completion",
    "alpha",
    "config",
    "kuberc",
    "plugin",
    "version",
    "api-versions",
    "api-resources",
];

/// What is said of a word behind `kubectl`: kubectl's words where it knows no such command.
pub(super) fn unknown_command(word: &str) -> String {
    if COMMANDS.contains(&word) {
        return unknown(word);
    }
    let small = word.to_lowercase();
    let is_meant = |command: &&&str| {
        let other_name = matches!((**command, word), ("get", "list" | "ps") | ("delete", "rm"));
        other_name || command.starts_with(&small) || changes(&small, command) <= 2
    };
    let meant: String = COMMANDS.iter().filter(is_meant).map(|command| format!("\t{command}\n")).collect();
    let meant = if meant.is_empty() { meant } else { format!("\nDid you mean this?\n{meant}") };
    format!("error: unknown command {word:?} for \"kubectl\"\n{meant}")
}

/// How many letters must be added, removed or changed to make one word of the other; two that changed places count twice.
fn changes(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut above_left = line;
        row[0] = line + 1;
        for (column, own) in other.iter().enumerate() {
            let changed = above_left + usize::from(letter != *own);
            above_left = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(above_left + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

/// What kubectl says before it deletes by force.
pub(super) const FORCED: &str = "Warning: Immediate deletion does not wait for confirmation that the running resource has been \
                                 terminated. The resource may continue to run on the cluster indefinitely.\n";

/// What kubectl can do beside, and what leads here to the same insight.
const ELSEWHERE: [(&str, &str); 11] = [
    ("cp", "`kubectl exec POD -- cat FILE` shows a file."),
    ("port-forward", "Ask from inside: `kubectl exec POD -- wget -qO- localhost:PORT`."),
    ("proxy", "Ask from inside: `kubectl exec POD -- wget -qO- localhost:PORT`."),
    ("debug", "`kubectl exec` runs a command in a container that is there."),
    ("attach", "`kubectl logs -f POD` follows what a container prints."),
    ("auth", "There are no users here, everything is allowed."),
    ("wait", "Step through the Pod's life on the timeline, or `kubectl get pods -w`."),
    ("label", "Write labels into pod.yaml (Esc, `e`)."),
    ("annotate", "Write annotations into pod.yaml (Esc, `e`)."),
    ("scale", "There are only Pods here."),
    ("rollout", "There are only Pods here."),
];

/// A command that kubectl has and that has no use in here.
pub(super) fn is_elsewhere(verb: &str) -> bool {
    ELSEWHERE.iter().any(|(known, _)| *known == verb)
}

/// What is said of it.
pub(super) fn elsewhere(verb: &str) -> String {
    let hint = ELSEWHERE.iter().find(|(known, _)| *known == verb).map_or("", |(_, hint)| hint);
    format!("`kubectl {verb}` is not simulated. {hint}\n")
}

/// What is said of a first word that is neither kubectl nor a command of its.
pub(super) fn unknown_program(word: &str) -> String {
    if !nearest(word, ["kubectl"]).is_empty() {
        return format!("sh: {word}: not found. Did you mean \"kubectl\"?\n");
    }
    unknown(word)
}

/// An object that is not there.
pub(super) fn no_object(kind: Kind, name: &str) -> String {
    format!("Error from server (NotFound): {} {name:?} not found\n", kind.resource())
}

/// A container that does not run.
pub(super) fn not_found_to_exec(container: &str) -> String {
    format!("error: Internal error occurred: unable to upgrade connection: container not found ({container:?})\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_kubectl_has_not_is_refused_in_its_words() {
        let told = |meant: &str| format!("error: unknown command \"{meant}\" for \"kubectl\"\n");
        assert_eq!(unknown_command("gte"), told("gte") + "\nDid you mean this?\n\tget\n");
        assert_eq!(unknown_command("ge"), told("ge") + "\nDid you mean this?\n\tset\n\tget\n\tcp\n");
        assert_eq!(unknown_command("list"), told("list") + "\nDid you mean this?\n\tget\n");
        assert_eq!(unknown_command("nosuchthing"), told("nosuchthing"));
        assert!(unknown_command("cordon").starts_with("This prompt does not know"));
        assert_eq!((changes("gte", "get"), changes("", "cp"), changes("edit", "edit")), (2, 2, 0));
    }

    #[test]
    fn a_slip_is_seen_as_one() {
        for (word, meant) in
            [("gte", "get"), ("gett", "get"), ("desribe", "describe"), ("descrieb", "describe"), ("lgos", "logs")]
        {
            assert!(unknown(word).contains(&format!("Did you mean {meant:?}?")), "{word}: {}", unknown(word));
        }
        for word in ["plugin", "ls", "config"] {
            assert!(!unknown(word).contains("Did you mean"), "{word}");
        }
    }
}
