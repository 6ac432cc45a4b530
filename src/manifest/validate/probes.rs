//! Probes, hooks, and what they do: commands, requests, connections, sleep. It must not know the container.

use super::containers::port_number;
use super::field::{Errors, Path, Shown};
use super::names;
use super::object::Object;
use serde_json::Value;

const NEGATIVE: &str = "must be greater than or equal to 0";

/// A probe of a `kind` (`livenessProbe`, …).
pub(super) fn probe(probe: Object, kind: &str, grace: Option<i64>, at: &Path, errors: &mut Errors) {
    handler(probe, grace, at, errors);
    let numbers = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];
    for field in numbers {
        let number = probe.number(field);
        if number < 0 {
            errors.invalid(&at.child(field), Shown::Number(number), NEGATIVE);
        }
    }
    let place = at.child("terminationGracePeriodSeconds");
    let grace = probe.maybe_number("terminationGracePeriodSeconds");
    if let Some(grace) = grace
        && grace <= 0
    {
        errors.invalid(&place, Shown::Number(grace), "must be greater than 0");
    }
    if kind == "readinessProbe" {
        if let Some(grace) = grace {
            let words = "must not be set for readinessProbes";
            errors.invalid(&place, Shown::Number(grace), words);
        }
        return;
    }
    let threshold = probe.number("successThreshold");
    if threshold != 1 {
        let shown = Shown::Number(threshold);
        errors.invalid(&at.child("successThreshold"), shown, "must be 1");
    }
}

/// What a container does after its start and before its stop.
pub(super) fn lifecycle(lifecycle: Object, grace: Option<i64>, at: &Path, errors: &mut Errors) {
    for hook in ["postStart", "preStop"] {
        if let Some(action) = lifecycle.maybe_object(hook) {
            handler(action, grace, &at.child(hook), errors);
        }
    }
}

/// One action, of whatever kind.
fn handler(action: Object, grace: Option<i64>, at: &Path, errors: &mut Errors) {
    let mut found = false;
    for kind in ["exec", "httpGet", "tcpSocket", "grpc", "sleep"] {
        let Some(details) = action.maybe_object(kind) else { continue };
        let place = at.child(kind);
        if found {
            errors.forbidden(&place, "may not specify more than 1 handler type");
            continue;
        }
        found = true;
        match kind {
            "exec" if details.list("command").is_empty() => {
                errors.required(&place.child("command"), "");
            }
            "httpGet" => http_get(details, &place, errors),
            "tcpSocket" => port(details.get("port"), &place.child("port"), errors),
            "grpc" => port_number(details.number("port"), &place.child("port"), errors),
            "sleep" => sleep(details.number("seconds"), grace, &place, errors),
            _ => {}
        }
    }
    if !found {
        errors.required(at, "must specify a handler type");
    }
}

fn http_get(request: Object, at: &Path, errors: &mut Errors) {
    if request.text("path").is_empty() {
        errors.required(&at.child("path"), "");
    }
    port(request.get("port"), &at.child("port"), errors);
    let schemes = ["HTTP", "HTTPS"];
    let scheme = request.text("scheme");
    if !schemes.contains(&scheme) {
        errors.not_supported(&at.child("scheme"), Shown::Word(scheme), &schemes);
    }
    for header in request.objects("httpHeaders") {
        let name = header.text("name");
        errors.invalid_each(&at.child("httpHeaders"), name, names::http_header(name));
    }
}

/// A port by its number or its name.
fn port(port: Option<&Value>, at: &Path, errors: &mut Errors) {
    match port.and_then(Value::as_str) {
        Some(name) => errors.invalid_each(at, name, names::port_name(name)),
        None => port_number(port.and_then(Value::as_i64).unwrap_or_default(), at, errors),
    }
}

fn sleep(seconds: i64, grace: Option<i64>, at: &Path, errors: &mut Errors) {
    if let Some(grace) = grace
        && !(0..=grace).contains(&seconds)
    {
        let words = format!("must be non-negative and less than terminationGracePeriodSeconds ({grace})");
        errors.invalid(at, Shown::Number(seconds), words);
    }
}
