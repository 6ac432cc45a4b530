//! When a container is started again: its own policy, and rules by exit code. It must not know the Pod.

use super::field::{Errors, Path, Shown};
use super::object::Object;

const RULES: usize = 20;
const EXIT_CODES: usize = 255;
const NO_POLICY: &str = "must specify restartPolicy when restart rules are used";

/// The same of an init container. Where no policy is given, the rules are not looked at.
pub(super) fn check_init(container: Object, at: &Path, errors: &mut Errors) {
    if container.maybe_text("restartPolicy").is_some() {
        check(container, at, errors);
    } else if !container.list("restartPolicyRules").is_empty() {
        errors.required(&at.child("restartPolicy"), NO_POLICY);
    }
}

/// A container's `restartPolicy` and `restartPolicyRules`.
pub(super) fn check(container: Object, at: &Path, errors: &mut Errors) {
    let policies = ["Always", "Never", "OnFailure"];
    let place = at.child("restartPolicy");
    match container.maybe_text("restartPolicy") {
        None => {
            if !container.list("restartPolicyRules").is_empty() {
                errors.required(&place, NO_POLICY);
            }
        }
        Some(policy) if policies.contains(&policy) => {}
        Some(policy) => errors.not_supported(&place, Shown::Word(policy), &policies),
    }
    let place = at.child("restartPolicyRules");
    let count = container.list("restartPolicyRules").len();
    if count > RULES {
        errors.too_many(&place, count, RULES);
    }
    for (index, rule) in container.objects("restartPolicyRules").enumerate() {
        check_rule(rule, &place.index(index), errors);
    }
}

fn check_rule(rule: Object, at: &Path, errors: &mut Errors) {
    let actions = ["Restart", "RestartAllContainers"];
    let action = rule.text("action");
    if !actions.contains(&action) {
        errors.not_supported(&at.child("action"), Shown::Word(action), &actions);
    }
    let place = at.child("exitCodes");
    let Some(codes) = rule.maybe_object("exitCodes") else {
        return errors.required(&place, "must be specified");
    };
    let operators = ["In", "NotIn"];
    let operator = codes.text("operator");
    if !operators.contains(&operator) {
        errors.not_supported(&place.child("operator"), Shown::Word(operator), &operators);
    }
    let count = codes.list("values").len();
    if count > EXIT_CODES {
        errors.too_many(&place.child("values"), count, EXIT_CODES);
    }
}
