//! What the prompt says where there is nothing to show: kubectl's words for the learner's slips, plain ones for what the
//! prompt itself does not know. It must not know lives.

/// All that can be typed.
pub(super) const HELP: &str = "\
This prompt knows:
  kubectl get pods [NAME] [-o wide|yaml|json|name] [-w]
  kubectl get services|configmaps|secrets [NAME] [-o yaml]
  kubectl get events
  kubectl events [--for pod/NAME]
  kubectl describe pod|service NAME
  kubectl logs POD [-c CONTAINER] [--previous] [--tail=N] [--since=10s]
               [--timestamps] [--all-containers] [-f]
  kubectl exec POD [-c CONTAINER] -- COMMAND…
  kubectl delete pod NAME
A command can be filtered: kubectl logs POD | grep -c error
`k` is short for `kubectl`, and both may be left out. `clear` clears.
";

/// What is said of a command that kubectl has and the prompt has not.
pub(super) fn unknown(what: &str) -> String {
    format!(
        "This prompt does not know {what:?}. It knows get, describe, logs, events, exec and delete; `help` lists them.\n"
    )
}

/// A Pod that is not there.
pub(super) fn no_pod(name: &str) -> String {
    format!("Error from server (NotFound): pods {name:?} not found\n")
}

/// A container that does not run.
pub(super) fn not_found_to_exec(container: &str) -> String {
    format!("error: Internal error occurred: unable to upgrade connection: container not found ({container:?})\n")
}
