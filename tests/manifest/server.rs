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
fn refused(spec: &Value, meta: &Value) -> String {
    let (code, _, err) = validate(&pod(spec, meta));
    assert_eq!(code, 1, "{err}");
    err
}

#[test]
fn an_operating_system_needs_a_name() {
    assert_eq!(refused(&json!({"os": {}}), &json!({})), "The Pod \"p\" is invalid: spec.os.name: Required value\n");
}

#[test]
fn owners_stand_at_their_list() {
    assert_eq!(
        refused(&json!({}), &json!({"ownerReferences": [{"apiVersion": "a/b/c"}]})),
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
    assert_eq!(
        refused(&nobody.clone(), &json!({"name": "", "generateName": "web-"})),
        format!("{head} \"web-\" {tail}")
    );
    assert_eq!(refused(&nobody, &json!({"name": ""})), format!("{head} \"Unknown\" {tail}"));
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
    assert!(refused(&limits("1\t"), &json!({})).ends_with(
        "cannot be handled as a Pod: quantities must match the regular expression \
         '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'\n"
    ));
}

#[test]
fn a_time_is_quoted_in_ascii() {
    assert_eq!(
        refused(&json!({}), &json!({"creationTimestamp": "é\t\"1"})),
        "error: unable to decode \"STDIN\": parsing time \"\\xc3\\xa9\\x09\\\"1\" as \"2006-01-02T15:04:05Z07:00\": \
         cannot parse \"\\xc3\\xa9\\x09\\\"1\" as \"2006\"\n"
    );
}

#[test]
fn rules_of_an_init_container_need_a_policy_first() {
    let rules = json!({"name": "i", "image": "nginx", "restartPolicyRules": [{"action": "Stop"}]});
    assert_eq!(
        refused(&json!({"initContainers": [rules]}), &json!({})),
        "The Pod \"p\" is invalid: spec.initContainers[0].restartPolicy: Required value: must specify restartPolicy when \
         restart rules are used\n"
    );
    assert_eq!(
        refused(&json!({"containers": [rules]}), &json!({})),
        "The Pod \"p\" is invalid: \n\
         * spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used\n\
         * spec.containers[0].restartPolicyRules[0].action: Unsupported value: \"Stop\": supported values: \"Restart\", \
         \"RestartAllContainers\"\n\
         * spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be specified\n"
    );
}

/// What is said of a Pod whose spec has these fields, and whose one container has those.
fn container_refused(spec: Value, container: &Value) -> String {
    let mut spec = spec;
    spec["containers"] = json!([{"name": "c", "image": "nginx"}]);
    for (field, value) in container.as_object().unwrap() {
        spec["containers"][0][field] = value.clone();
    }
    refused(&spec, &json!({}))
}

#[test]
fn a_hostname_of_its_own_excludes_others() {
    let fields = json!({"hostnameOverride": "A", "setHostnameAsFQDN": true, "hostNetwork": true, "nodeName": "N"});
    let err = refused(&fields, &json!({}));
    let places: Vec<_> =
        err.lines().skip(1).map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect();
    assert_eq!(
        places,
        [
            "* spec.hostnameOverride: Forbidden",
            "* spec.hostnameOverride: Forbidden",
            "* spec.hostnameOverride: Invalid value",
            "* spec.nodeName: Invalid value",
        ]
    );
    assert!(err.contains("may not be specified when setHostnameAsFQDN is true\n"), "{err}");
    assert!(err.contains("may not be specified when hostNetwork is true\n"), "{err}");
}

#[test]
fn variables_are_read_from_files_of_empty_directories() {
    let env = |volume: &str| json!({"env": [{"name": "A", "valueFrom": {"fileKeyRef": {"volumeName": volume, "path": "p", "key": "K"}}}]});
    let volumes = json!({"volumes": [{"name": "v", "configMap": {"name": "c"}}]});
    assert_eq!(
        container_refused(volumes.clone(), &env("v")),
        "The Pod \"p\" is invalid: spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid value: \"v\": \
         referenced volume must be of type emptyDir\n"
    );
    let mut absolute = env("e");
    absolute["env"][0]["valueFrom"]["fileKeyRef"]["path"] = json!("/etc/../a");
    assert_eq!(
        container_refused(json!({"volumes": [{"name": "e", "emptyDir": {}}]}), &absolute),
        "The Pod \"p\" is invalid: spec.containers[0].env[0].valueFrom.fileKeyRef.path: Invalid value: \"/etc/../a\": must \
         not contain '..'\n"
    );
    assert_eq!(
        container_refused(volumes, &env("w")),
        "The Pod \"p\" is invalid: spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: \"w\"\n"
    );
}

#[test]
fn a_mirror_pod_names_no_secret_and_has_no_token() {
    let mirror = json!({"annotations": {"kubernetes.io/config.mirror": "x"}});
    let head =
        "Error from server (Forbidden): error when creating \"STDIN\": pods \"p\" is forbidden: a mirror pod may not";
    for spec in [
        json!({"imagePullSecrets": [{"name": "s"}]}),
        json!({"volumes": [{"name": "v", "csi": {"driver": "d", "nodePublishSecretRef": {"name": "s"}}}]}),
        json!({"volumes": [{"name": "v", "projected": {"sources": [{"secret": {"name": "s"}}]}}]}),
        json!({"containers": [{"name": "c", "image": "i", "envFrom": [{"secretRef": {"name": "s"}}]}]}),
    ] {
        assert_eq!(refused(&spec, &mirror.clone()), format!("{head} reference secrets\n"));
    }
    let token = json!({"volumes": [{"name": "v", "projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}}]});
    assert_eq!(refused(&token, &mirror), format!("{head} use ServiceAccountToken volume projections\n"));
}

#[test]
fn overhead_is_refused_when_all_else_is_right() {
    let gpu = json!({"overhead": {"gpu": "1"}});
    assert!(refused(&gpu, &json!({})).starts_with("The Pod \"p\" is invalid: \n* spec.overhead.limits[gpu]: "));
    assert_eq!(
        refused(&json!({"overhead": {"memory": "0.5"}}), &json!({})),
        "Warning: spec.overhead[memory]: fractional byte value \"500m\" is invalid, must be an integer\n\
         Error from server (Forbidden): error when creating \"STDIN\": pods \"p\" is forbidden: pod rejected: Pod \
         Overhead set without corresponding RuntimeClass defined Overhead\n"
    );
}

#[test]
fn a_pods_own_resources_cover_those_of_its_containers() {
    let container = json!({"resources": {"limits": {"hugepages-2Mi": "4Mi", "cpu": "1"}}});
    assert_eq!(
        container_refused(
            json!({"resources": {"claims": [{"name": "r"}], "limits": {"hugepages-2Mi": "2Mi", "memory": "1Gi"}}}),
            &container
        ),
        "The Pod \"p\" is invalid: \n\
         * spec.resources.claims: Forbidden: claims may not be set for Resources at pod-level\n\
         * spec.resources.claims[0]: Not found: \"r\": must be one of the names in pod.spec.resourceClaims which is empty\n\
         * spec.resources.requests[hugepages-2Mi]: Invalid value: \"2Mi\": must be greater than or equal to aggregate \
         container requests of 4Mi\n\
         * spec.resources.limits[hugepages-2Mi]: Invalid value: \"2Mi\": must be greater than or equal to aggregate \
         container limits of 4Mi\n\
         * spec.resources.containers[0][hugepages-2Mi].limits: Invalid value: \"4Mi\": must be less than or equal to \
         pod limits of 2Mi\n"
    );
}

#[test]
fn huge_pages_are_compared_before_they_are_counted() {
    assert_eq!(
        container_refused(json!({}), &json!({"resources": {"requests": {"hugepages-2Mi": "1", "cpu": "1"}}})),
        "The Pod \"p\" is invalid: \n\
         * spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources\n\
         * spec.containers[0].resources.requests[hugepages-2Mi]: Invalid value: \"1\": 1 is not positive integer \
         multiple of hugepages-2Mi\n"
    );
}

#[test]
fn a_policy_behind_a_gate_is_not_offered() {
    assert_eq!(
        refused(&json!({"securityContext": {"seLinuxChangePolicy": "MountOption"}}), &json!({})),
        "The Pod \"p\" is invalid: spec.securityContext.seLinuxChangePolicy: Unsupported value: \"MountOption\": \
         supported values: \"Recursive\"\n"
    );
}

#[test]
fn a_driver_must_be_named() {
    assert_eq!(
        refused(&json!({"volumes": [{"name": "v", "csi": {}}]}), &json!({})),
        "The Pod \"p\" is invalid: spec.volumes[0].csi.driver: Required value\n"
    );
}

#[test]
fn spreading_by_labels_needs_a_selector_and_names_each_key_once() {
    let spread = |more: Value| {
        let mut constraint = json!({"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"});
        for (field, value) in more.as_object().unwrap() {
            constraint[field] = value.clone();
        }
        refused(&json!({"topologySpreadConstraints": [constraint]}), &json!({"labels": {"a": "x"}}))
    };
    assert_eq!(
        spread(json!({"matchLabelKeys": ["a b"]})),
        "The Pod \"p\" is invalid: spec.topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified \
         when labelSelector is not set\n"
    );
    assert_eq!(
        spread(json!({"matchLabelKeys": ["b", "a"], "labelSelector": {"matchLabels": {"a": "x"}}})),
        "The Pod \"p\" is invalid: spec.topologySpreadConstraints[0][1]: Invalid value: \"a\": exists in both \
         matchLabelKeys and labelSelector\n"
    );
}

#[test]
fn ports_of_one_name_are_warned_of() {
    let port = |number: u16| json!([{"containerPort": number, "name": "web"}]);
    let containers = json!([
        {"name": "c", "image": "nginx", "ports": port(80)},
        {"name": "d", "image": "nginx", "ports": port(81)},
    ]);
    let (code, _, err) = validate(&pod(&json!({"containers": containers}), &json!({})));
    assert_eq!(code, 0);
    assert_eq!(
        err,
        "Warning: spec.containers[1].ports[0]: duplicate port name \"web\" with spec.containers[0].ports[0], services and \
         probes that select ports by name will use spec.containers[0].ports[0]\n"
    );
}

/// A `PodTemplate` with an `AppArmor` profile in an annotation, and this as its security context.
fn template(context: &Value) -> Value {
    let key = "container.apparmor.security.beta.kubernetes.io/c";
    json!({
        "apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "t"},
        "template": {
            "metadata": {"annotations": {key: "runtime/default"}},
            "spec": {"containers": [{"name": "c", "image": "nginx"}], "securityContext": context},
        },
    })
}

#[test]
fn a_templates_annotation_must_say_what_its_profile_says() {
    let (code, _, err) = validate(&template(&json!({"appArmorProfile": {"type": "Unconfined"}})));
    assert_eq!(code, 1);
    assert_eq!(
        err,
        "The PodTemplate \"t\" is invalid: template.spec.containers[0].securityContext.appArmorProfile.type: Forbidden: \
         apparmor type in annotation and field must match\n"
    );
    assert_eq!(validate(&template(&json!({"appArmorProfile": {"type": "RuntimeDefault"}}))).2, "");
    assert_eq!(
        validate(&template(&json!({}))).2,
        "Warning: template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since \
         v1.30; use the \"appArmorProfile\" field instead\n"
    );
}

#[test]
fn an_empty_list_is_stored_as_none() {
    let volumes = json!([{"name": "v", "projected": {"sources": []}}]);
    let (code, stored, err) = validate(&pod(&json!({"volumes": volumes}), &json!({})));
    assert_eq!(code, 0, "{err}");
    assert_eq!(stored["spec"]["volumes"][0]["projected"], json!({"defaultMode": 420, "sources": null}));
}

#[test]
fn init_containers_of_old_are_forgotten() {
    let notes =
        json!({"pod.beta.kubernetes.io/init-containers": "[]", "pod.alpha.kubernetes.io/init-container-statuses": ""});
    let (code, stored, err) = validate(&pod(&json!({}), &json!({"annotations": notes})));
    assert_eq!((code, &stored["metadata"]["annotations"]), (0, &Value::Null), "{err}");
}

#[test]
fn tolerations_in_an_annotation_are_a_list() {
    let key = "scheduler.alpha.kubernetes.io/tolerations";
    assert_eq!(
        refused(&json!({}), &json!({"annotations": {key: "1"}})),
        format!(
            "The Pod \"p\" is invalid: metadata.annotations: Invalid value: \"{key}\": json: cannot unmarshal number into \
             Go value of type []core.Toleration\n"
        )
    );
}

#[test]
fn a_mode_of_nothing_is_a_mode() {
    let claim =
        json!({"accessModes": ["ReadWriteOnce"], "volumeMode": "", "resources": {"requests": {"storage": "1Gi"}}});
    assert_eq!(
        refused(
            &json!({"volumes": [{"name": "v", "ephemeral": {"volumeClaimTemplate": {"spec": claim}}}]}),
            &json!({})
        ),
        "The Pod \"p\" is invalid: spec.volumes[0].ephemeral.volumeClaimTemplate.spec.volumeMode: Unsupported value: \"\": \
         supported values: \"Block\", \"Filesystem\"\n"
    );
}

#[test]
fn empty_is_not_unset_where_the_server_tells_them_apart() {
    assert!(
        refused(&json!({"overhead": {}}), &json!({})).contains("Pod Overhead set without corresponding RuntimeClass")
    );
    assert_eq!(
        refused(&json!({"resources": {"claims": []}}), &json!({})),
        "The Pod \"p\" is invalid: spec.resources.claims: Forbidden: claims may not be set for Resources at pod-level\n"
    );
    let windows = json!({"os": {"name": "windows"}, "securityContext": {"supplementalGroups": []}});
    assert_eq!(
        refused(&windows, &json!({})),
        "The Pod \"p\" is invalid: spec.securityContext.supplementalGroups: Forbidden: cannot be set for a windows pod\n"
    );
    let container = json!([{"name": "c", "image": "nginx", "resources": {"claims": []}}]);
    let (code, stored, _) = validate(&pod(&json!({"containers": container}), &json!({})));
    assert_eq!((code, &stored["spec"]["containers"][0]["resources"]), (0, &json!({})));
}
