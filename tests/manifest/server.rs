//! What the API server says and stores: rules that the recorded manifests do not reach, each with a Pod of its own.

use podlings::cli::{Streams, run};
use serde_json::{Value, json};

/// `podlings validate -o json` of one object: exit code, what would be stored, and what is said.
fn validate(object: &Value) -> (u8, Value, String) {
    let line = ["podlings", "validate", "-o", "json", "-"].map(Into::into);
    let input = object.to_string();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run(line, &mut Streams { input: &mut input.as_bytes(), out: &mut out, err: &mut err });
    (code, serde_json::from_slice(&out).unwrap_or_default(), String::from_utf8(err).unwrap())
}

/// The Pod `p` with these fields in its spec and metadata.
fn pod(spec: &Value, meta: &Value) -> Value {
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", "image": "nginx"}]},
    });
    for (part, fields) in [("spec", spec), ("metadata", meta)] {
        for (field, value) in fields.as_object().unwrap() {
            pod[part][field] = value.clone();
        }
    }
    pod
}

/// What is said of a Pod that is refused.
fn refused(spec: Value, meta: Value) -> String {
    let (code, _, err) = validate(&pod(&spec, &meta));
    assert_eq!(code, 1, "{err}");
    err
}

#[test]
fn an_operating_system_needs_a_name() {
    assert_eq!(refused(json!({"os": {}}), json!({})), "The Pod \"p\" is invalid: spec.os.name: Required value\n");
}

#[test]
fn owners_stand_at_their_list() {
    assert_eq!(
        refused(json!({}), json!({"ownerReferences": [{"apiVersion": "a/b/c"}]})),
        "The Pod \"p\" is invalid: \n\
         * metadata.ownerReferences.apiVersion: Invalid value: \"a/b/c\": version must not be empty\n\
         * metadata.ownerReferences.kind: Invalid value: \"\": must not be empty\n\
         * metadata.ownerReferences.name: Invalid value: \"\": must not be empty\n\
         * metadata.ownerReferences.uid: Invalid value: \"\": must not be empty\n"
    );
}

#[test]
fn admission_comes_before_a_name_is_made() {
    let nobody = json!({"serviceAccountName": "nobody"});
    let head = "Error from server (Forbidden): error when creating \"STDIN\": pods";
    let tail = "is forbidden: error looking up service account default/nobody: serviceaccount \"nobody\" not found\n";
    assert_eq!(refused(nobody.clone(), json!({"name": "", "generateName": "web-"})), format!("{head} \"web-\" {tail}"));
    assert_eq!(refused(nobody, json!({"name": ""})), format!("{head} \"Unknown\" {tail}"));
}

#[test]
fn templates_lose_what_stands_behind_a_gate_too() {
    let spec = json!({
        "containers": [{"name": "c", "image": "nginx"}],
        "volumes": [{"name": "v", "projected": {"sources": [{"podCertificate": {"signerName": "a.b/c", "keyType": "X"}}]}}],
    });
    let template = json!({
        "apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "t"}, "template": {"spec": spec},
    });
    let (code, stored, err) = validate(&template);
    assert_eq!(code, 0, "{err}");
    assert_eq!(stored["template"]["spec"]["volumes"][0]["projected"]["sources"], json!([{}]));
    assert_eq!(err, "Warning: volume \"v\" (Projected) has no sources provided\n");
}

#[test]
fn an_amount_is_read_as_it_was_sent() {
    let limits =
        |cpu: &str| json!({"containers": [{"name": "c", "image": "nginx", "resources": {"limits": {"cpu": cpu}}}]});
    let (code, stored, _) = validate(&pod(&limits(" 1 "), &json!({})));
    assert_eq!((code, &stored["spec"]["containers"][0]["resources"]["limits"]["cpu"]), (0, &json!("1")));
    assert!(refused(limits("1\t"), json!({})).ends_with(
        "cannot be handled as a Pod: quantities must match the regular expression \
         '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'\n"
    ));
}

#[test]
fn a_time_is_quoted_in_ascii() {
    assert_eq!(
        refused(json!({}), json!({"creationTimestamp": "é\t\"1"})),
        "error: unable to decode \"STDIN\": parsing time \"\\xc3\\xa9\\x09\\\"1\" as \"2006-01-02T15:04:05Z07:00\": \
         cannot parse \"\\xc3\\xa9\\x09\\\"1\" as \"2006\"\n"
    );
}

#[test]
fn rules_of_an_init_container_need_a_policy_first() {
    let rules = json!({"name": "i", "image": "nginx", "restartPolicyRules": [{"action": "Stop"}]});
    assert_eq!(
        refused(json!({"initContainers": [rules]}), json!({})),
        "The Pod \"p\" is invalid: spec.initContainers[0].restartPolicy: Required value: must specify restartPolicy when \
         restart rules are used\n"
    );
    assert_eq!(
        refused(json!({"containers": [rules]}), json!({})),
        "The Pod \"p\" is invalid: \n\
         * spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used\n\
         * spec.containers[0].restartPolicyRules[0].action: Unsupported value: \"Stop\": supported values: \"Restart\", \
         \"RestartAllContainers\"\n\
         * spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be specified\n"
    );
}
