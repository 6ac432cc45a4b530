//! Templates on a Pod's object, with what a real kubectl printed for each.

use serde_json::json;

use super::*;

fn web() -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "web", "labels": {"app": "web"}, "annotations": {"example.com/note": "a <b> & c"}},
        "spec": {"nodeName": "node01", "containers": [
            {"name": "app", "image": "busybox:1.36", "ports": [
                {"containerPort": 80, "protocol": "TCP"}, {"containerPort": 443, "name": "https", "protocol": "TCP"}]},
            {"name": "side", "image": "nginx:1.27"}]},
        "status": {"conditions": [{"type": "Ready", "status": "True", "lastProbeTime": null}]},
    })
}

fn print(template: &str) -> Result<String, String> {
    Template::parse(template)?.print(&web())
}

#[test]
fn fields_and_lists() {
    for (template, printed) in [
        ("{.metadata.name}", "web"),
        ("{$.metadata.name} {@.kind} { .kind }", "web Pod Pod"),
        (".metadata.name", ".metadata.name"),
        ("{.a.b.c}", ""),
        ("{.spec.containers[*].name}", "app side"),
        ("{.spec.containers[0].name}", "app"),
        ("{.spec.containers[-1].name}", "side"),
        ("{.spec.containers[-1:].name}", "side"),
        ("{.spec.containers[0:2].name} x {.spec.containers[::2].name}", "app side x app"),
        ("{.spec.containers[0,1].name}", "app side"),
        ("{.spec['nodeName']}", "node01"),
        ("{.metadata['name','labels']}", "web {\"app\":\"web\"}"),
        ("{.metadata.annotations}", "{\"example.com/note\":\"a \\u003cb\\u003e \\u0026 c\"}"),
        ("{.metadata.annotations.example\\.com/note}", "a <b> & c"),
        ("{.metadata.annotations['example\\.com/note']}", "a <b> & c"),
        // Without a backslash the point parts two fields, within quotes too.
        ("{.metadata.annotations['example.com/note']}", ""),
        ("{.metadata.labels.*}", "web"),
        ("{.status.conditions[0].lastProbeTime}", "null"),
        ("{1}{1.5}{true}{-3}", "11.5true-3"),
    ] {
        assert_eq!(print(template), Ok(printed.to_owned()), "{template}");
    }
}

#[test]
fn descents_and_filters() {
    for (template, printed) in [
        ("{..containerPort}", "80 443"),
        ("{.spec..image}", "busybox:1.36 nginx:1.27"),
        ("{.spec.containers[?(@.name==\"app\")].image}", "busybox:1.36"),
        ("{.spec.containers[?(@.name!='app')].image}", "nginx:1.27"),
        ("{.spec.containers[?(@.ports)].name}", "app"),
        ("{.spec.containers[0].ports[?(@.containerPort>100)].name}", "https"),
        ("{.spec.containers[0].ports[?(@.containerPort<=80)].containerPort}", "80"),
        ("{.status.conditions[?(@.type==\"Ready\")].status}", "True"),
    ] {
        assert_eq!(print(template), Ok(printed.to_owned()), "{template}");
    }
}

#[test]
fn ranges_and_texts() {
    for (template, printed) in [
        ("{range .spec.containers[*]}{.name}{\"\\t\"}{.image}{\"\\n\"}{end}", "app\tbusybox:1.36\nside\tnginx:1.27\n"),
        ("{range .spec.containers[*]}{.name}{range .ports[*]}:{.containerPort}{end} {end}done", "app:80:443 side done"),
        ("{range .spec.nothing[*]}{.name}{end}done", "done"),
        ("{range .spec.containers[*]}{.name}", "appside"),
        ("{\"a\\tb\\x41\\u0042\"}{'c'}", "a\tbABc"),
        ("{.metadata.name}}", "web}"),
    ] {
        assert_eq!(print(template), Ok(printed.to_owned()), "{template}");
    }
}

#[test]
fn mistakes_are_said_in_kubectls_words() {
    for (template, words) in [
        ("{.metadata.name", "unclosed action"),
        ("{metadata.name}", "unrecognized identifier metadata"),
        ("{end}", "not in range, nothing to end"),
        ("{&}", "unrecognized character in action: U+0026 '&'"),
        ("{\"open}", "unterminated quoted string"),
        ("{\"a\\qb\"}", "unquote string \"a\\qb\" error invalid syntax"),
        ("{.spec.containers[x]}", "invalid array index x"),
        ("{.spec.containers[0}", "unterminated array"),
        ("{.spec.containers[?(@.name==\"app\"].name}", "unterminated filter"),
        ("{.spec.containers[?(@.name==\"app\").name}", "unclosed array expect ]"),
        ("{....name}", "invalid multiple recursive descent"),
        ("{.spec.containers[5]}", "array index out of bounds: index 5, length 2"),
        ("{.spec.containers[0:5]}", "array index out of bounds: index 4, length 2"),
        ("{.spec.containers[1:0]}", "starting index 1 is greater than ending index 0"),
        ("{.spec.containers[0:2:0]}", "step must be > 0"),
        ("{.spec[0]}", "map[string]interface {} is not array or slice"),
        ("{.spec.nodeName[?(@.x==1)]}", "node01 is not array or slice and cannot be filtered"),
        ("{.spec.containers[0].ports[?(@.containerPort==\"80\")]}", "incompatible types for comparison"),
        ("{.spec.containers[?(@.name=\"app\")]}", "unrecognized filter operator ="),
        ("{.metadata[\"labels\"]}", "invalid array index \"labels\""),
    ] {
        assert_eq!(print(template), Err(words.to_owned()), "{template}");
    }
}

#[test]
fn what_would_take_for_ever_is_ended() {
    let words = "this template goes through more than this trainer can hold";
    assert_eq!(print(&"{range .spec.containers[*]}".repeat(100)), Err(words.to_owned()));
}

#[test]
fn a_list_for_each_part_where_json_is_asked_for() {
    let template = Template::parse("{.spec.containers[*].name}{.kind}").unwrap();
    assert_eq!(template.print_as_json(&web()).unwrap(), "[\n    \"app\",\n    \"side\"\n]\n[\n    \"Pod\"\n]\n");
}

proptest::proptest! {
    #[test]
    fn no_template_is_too_strange(template in "[{}\\[\\].*'\"?@()=<:,0-9a-c\\\\ -]{0,40}") {
        _ = print(&template);
    }
}
