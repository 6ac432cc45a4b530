//! What the prompt says where there is nothing to show: kubectl's words for the learner's slips, plain ones for what the
//! prompt itself does not know. It must not know lives.

use crate::exercise::nearest;

/// All that can be typed.
pub(super) const HELP: &str = "\
This prompt knows:
  kubectl get pods [NAME] [-o wide|yaml|json|name] [-w]
  kubectl get services|configmaps|secrets [NAME] [-o yaml]
  kubectl get events
  kubectl events [--for pod/NAME]
  kubectl describe pod|service NAME
  kubectl logs POD [-c CONTAINER] [--previous] [--tail=N]
  kubectl exec POD [-c CONTAINER] -- COMMAND…
  kubectl delete pod NAME
  kubectl explain pod.spec.containers [--recursive]
A command can be filtered: kubectl logs POD | grep -c error
`k` is short for `kubectl`, and both may be left out. `clear` clears, `exit` leaves.
";

/// The commands that the prompt has.
pub const VERBS: [&str; 7] = ["get", "describe", "logs", "exec", "events", "delete", "explain"];

/// What is said of a command that kubectl has and the prompt has not, or that nobody has.
pub(super) fn unknown(what: &str) -> String {
    let meant = nearest(what, VERBS);
    let meant = meant.first().map_or_else(String::new, |verb| format!("Did you mean {verb:?}? "));
    format!(
        "This prompt does not know {what:?}. {meant}It knows get, describe, logs, events, exec, delete and explain; `help` lists \
         them.\n"
    )
}

/// What is said of a first word that is neither kubectl nor a command of its.
pub(super) fn unknown_program(word: &str) -> String {
    if !nearest(word, ["kubectl"]).is_empty() {
        return format!("sh: {word}: not found. Did you mean \"kubectl\"?\n");
    }
    unknown(word)
}

/// A Pod that is not there.
pub(super) fn no_pod(name: &str) -> String {
    format!("Error from server (NotFound): pods {name:?} not found\n")
}

/// A container that does not run.
pub(super) fn not_found_to_exec(container: &str) -> String {
    format!("error: Internal error occurred: unable to upgrade connection: container not found ({container:?})\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_seen_as_one() {
        for (word, meant) in
            [("gte", "get"), ("gett", "get"), ("desribe", "describe"), ("descrieb", "describe"), ("lgos", "logs")]
        {
            assert!(unknown(word).contains(&format!("Did you mean {meant:?}?")), "{word}: {}", unknown(word));
        }
        for word in ["top", "ls", "config"] {
            assert!(!unknown(word).contains("Did you mean"), "{word}");
        }
    }
}
