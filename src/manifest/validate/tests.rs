//! Reports on whole objects, an area a file. Each manifest is completed as the server would before it is checked.

mod containers;
mod pod;
mod volumes;

use super::{Report, validate};
use crate::manifest::{admission, defaults};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The report on a Pod `p` with this spec, in YAML.
fn report(spec: &str) -> Report {
    report_with(&json!({"name": "p"}), spec)
}

fn report_with(meta: &Value, spec: &str) -> Report {
    let spec: Value = serde_yaml::from_str(spec).expect("a spec in YAML");
    let mut pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec});
    if pod["spec"].get("containers").is_none() {
        pod["spec"]["containers"] = json!([{"name": "a", "image": "a:1"}]);
    }
    defaults::apply("Pod", &mut pod);
    admission::apply(&mut pod).expect("admitted");
    validate(&pod)
}

/// What is refused, line by line.
fn errors(spec: &str) -> Vec<String> {
    report(spec).errors.iter().map(ToString::to_string).collect()
}

/// What is warned of.
fn warnings(spec: &str) -> Vec<String> {
    let report = report(spec);
    assert_eq!(report.errors, []);
    report.warnings
}

/// A spec with one container `a` that has these fields besides.
fn container(fields: &str) -> String {
    let fields = fields.trim_end().replace('\n', "\n  ");
    format!("containers:\n- name: a\n  image: a:1\n  {fields}\n")
}

#[test]
fn a_template_is_checked_under_its_own_path() {
    let mut object = json!({"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "t"}});
    defaults::apply("PodTemplate", &mut object);
    admission::apply(&mut object).expect("admitted");
    let errors: Vec<_> = validate(&object).errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors, ["template.spec.containers: Required value"]);
}

/// Any JSON at all, with the fields of a Pod among its keys.
fn any_json() -> impl Strategy<Value = Value> {
    let keys = prop::sample::select(vec![
        "name",
        "metadata",
        "spec",
        "containers",
        "initContainers",
        "ephemeralContainers",
        "volumes",
        "env",
        "ports",
        "resources",
        "limits",
        "requests",
        "cpu",
        "hugepages-2Mi",
        "volumeMounts",
        "securityContext",
        "livenessProbe",
        "httpGet",
        "port",
        "affinity",
        "podAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution",
        "preferredDuringSchedulingIgnoredDuringExecution",
        "labelSelector",
        "matchLabelKeys",
        "tolerations",
        "emptyDir",
        "projected",
        "sources",
        "items",
        "path",
        "dnsConfig",
        "searches",
        "annotations",
        "labels",
        "valueFrom",
        "iscsi",
        "iqn",
        "quobyte",
        "registry",
        "topologySpreadConstraints",
        "sysctls",
        "windowsOptions",
        "runAsUserName",
        "generateName",
        "image",
        "lifecycle",
        "schedulingGates",
        "resourceClaims",
        "claims",
        "ephemeral",
        "divisor",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[-a-z0-9./:@\\\\']{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(7, 90, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys.clone(), inner), 0..6)
                .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn nothing_panics_whatever_the_object(meta in any_json(), spec in any_json(), template in any::<bool>()) {
        let kind = if template { "PodTemplate" } else { "Pod" };
        let mut object = if template {
            json!({"kind": kind, "metadata": meta, "template": {"spec": spec}})
        } else {
            json!({"kind": kind, "metadata": meta, "spec": spec})
        };
        defaults::apply(kind, &mut object);
        let _ = admission::apply(&mut object);
        let report = validate(&object);
        prop_assert!(report.accepts() || report.warnings.is_empty());
    }

    #[test]
    fn defaults_are_stable(spec in any_json()) {
        let mut once = json!({"kind": "Pod", "metadata": {"name": "p"}, "spec": spec});
        defaults::apply("Pod", &mut once);
        let mut twice = once.clone();
        defaults::apply("Pod", &mut twice);
        prop_assert_eq!(once, twice);
    }
}
