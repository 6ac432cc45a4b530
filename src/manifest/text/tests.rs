//! Tests of `text`: exact words and places, as kubectl and the server have them.

use super::*;

/// The document as JSON, or kubectl's words.
fn shown(text: &str) -> Vec<String> {
    let reading = read(text.as_bytes());
    let mut out: Vec<String> =
        reading.documents.iter().map(|document| crate::manifest::golang::json(&document.root)).collect();
    out.extend(reading.error.map(|error| error.message));
    out
}

#[test]
fn a_mapping_keeps_places() {
    let reading = read(b"# c\nkind: Pod\nspec:\n  - a: 1\n");
    let root = &reading.documents[0].root;
    let kind = root.entry("kind").unwrap();
    assert_eq!(kind.key_span, span(Place { line: 2, column: 1 }, Place { line: 2, column: 5 }));
    assert_eq!(kind.node.span, span(Place { line: 2, column: 7 }, Place { line: 2, column: 10 }));
    let a = root.get("spec").unwrap().items()[0].entry("a").unwrap();
    assert_eq!(a.node.span.start, Place { line: 4, column: 8 });
    assert_eq!(root.get("spec").unwrap().span.end, Place { line: 4, column: 9 });
}

#[test]
fn documents_are_cut_at_separators_and_empty_ones_dropped() {
    let reading = read(b"---\n# nothing\n---\na: 1\r\n--- # next\nb: 2");
    assert_eq!(reading.documents.len(), 2);
    assert_eq!(reading.documents[0].root.entry("a").unwrap().key_span.start.line, 4);
    assert_eq!(reading.documents[1].root.entry("b").unwrap().key_span.start.line, 6);
}

#[test]
fn a_bad_separator_stops_the_file() {
    assert_eq!(shown("a: 1\n--- x\nb: 2\n"), ["invalid Yaml document separator: x"]);
}

#[test]
fn errors_are_go_yamls_and_count_from_the_separator() {
    assert_eq!(
        shown("a: 1\n---\nb: 2\nc: d: e\n"),
        ["{\"a\":1}", "error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context"]
    );
    let error = read(b"a: 1\n---\nb: 2\nc: d: e\n").error.unwrap();
    assert_eq!(error.place, Place { line: 4, column: 5 });
    assert_eq!(shown("@a"), ["error converting YAML to JSON: yaml: found character that cannot start any token"]);
    assert_eq!(shown("a: *b"), ["error converting YAML to JSON: yaml: unknown anchor 'b' referenced"]);
    assert_eq!(shown("a: \u{1}"), ["error converting YAML to JSON: yaml: control characters are not allowed"]);
}

#[test]
fn anchors_and_merge_keys_are_followed() {
    assert_eq!(shown("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n"), [r#"{"a":{"b":1,"c":2},"d":{"b":1,"c":3}}"#]);
    assert_eq!(shown("a: {c: 3, <<: [{c: 1}, {c: 2}]}\n"), [r#"{"a":{"c":1}}"#]);
    assert_eq!(shown("a: &a [*a]"), ["error converting YAML to JSON: yaml: anchor 'a' value contains itself"]);
    assert_eq!(
        shown("a: {<<: 1}"),
        ["error converting YAML to JSON: yaml: map merge requires map or sequence of maps as the value"]
    );
}

#[test]
fn an_alias_bomb_is_stopped() {
    let mut text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (name, before) in ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
    {
        text.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{before}"); 10].join(",")));
    }
    assert_eq!(shown(&text), ["error converting YAML to JSON: yaml: document contains excessive aliasing"]);
}

#[test]
fn keys_and_values_become_json() {
    assert_eq!(shown("1: a\nyes: b\n1.5: c\n"), [r#"{"1":"a","1.5":"c","true":"b"}"#]);
    assert_eq!(
        shown("? {a: 1}\n: x\n"),
        [r#"error converting YAML to JSON: yaml: invalid map key: map[interface {}]interface {}{"a":1}"#]
    );
    assert_eq!(
        shown("~: x\n"),
        [r#"error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: "x""#]
    );
    assert_eq!(shown("a: .inf"), ["error converting YAML to JSON: json: unsupported value: +Inf"]);
}

#[test]
fn three_bytes_behind_json_are_too_few_for_yaml() {
    assert_eq!(
        shown("{\"a\": 1}\n;;"),
        ["{\"a\":1}", "json: offset 10: invalid character ';' looking for beginning of value"]
    );
    assert_eq!(shown("{\"a\": 1}\n;;;"), ["{\"a\":1}", "\";;;\""]);
    assert_eq!(shown("{a}"), ["json: offset 2: invalid character 'a' looking for beginning of object key string"]);
}

#[test]
fn json_is_json_and_yaml_in_braces_is_yaml() {
    assert_eq!(shown("{\"a\": 1.0, \"b\": \"\\u00e9\"}"), ["{\"a\":1,\"b\":\"é\"}"]);
    assert_eq!(shown("{\"a\": 1}{\"b\": 2}"), ["{\"a\":1}", "{\"b\":2}"]);
    assert_eq!(shown("{a: 1}"), ["{\"a\":1}"]);
    assert_eq!(shown("{\"a\": 1}\n---\nb: 2\n"), ["{\"a\":1}", "{\"b\":2}"]);
    assert_eq!(shown("{\"a\": 1"), ["unexpected EOF"]);
    assert_eq!(shown("{\"a\": 1]"), ["json: offset 8: invalid character ']' after object key:value pair"]);
}

#[test]
fn encodings() {
    assert_eq!(read(b"\xef\xbb\xbfa: 1").documents.len(), 1);
    assert_eq!(read(b"\xff\xfea\0:\0 \x001\0").documents[0].root.get("a").unwrap().value, Value::Int(1));
    assert_eq!(shown("a: b"), ["{\"a\":\"b\"}"]);
    assert_eq!(read(b"a: \xff").documents[0].root.get("a").unwrap().as_str(), Some("\u{fffd}"));
}

#[test]
fn deep_and_long_texts_are_refused() {
    let deep = "[".repeat(5000);
    assert_eq!(shown(&deep), ["error converting YAML to JSON: yaml: exceeded max depth of 250"]);
    let long = format!("a: {}", "x".repeat(MAX_DOCUMENT_BYTES));
    assert_eq!(shown(&long), ["error converting YAML to JSON: yaml: document is longer than 3145728 bytes"]);
}

#[test]
fn old_rules_for_plain_scalars_in_brackets() {
    assert_eq!(shown("a: [b:, c]"), [r#"{"a":["b:","c"]}"#]);
    assert_eq!(shown("a: [b:]\nc: {d:}"), [r#"{"a":["b:"],"c":{"d:":null}}"#]);
    assert_eq!(
        shown("x: 1\na: {b?c: d}"),
        ["error converting YAML to JSON: yaml: line 1: did not find expected ',' or '}'"]
    );
    assert_eq!(shown("a: [b?]"), ["error converting YAML to JSON: yaml: did not find expected ',' or ']'"]);
    assert_eq!(shown("a: b?c"), [r#"{"a":"b?c"}"#]);
}

#[test]
fn a_byte_order_mark_counts_only_before_everything() {
    assert_eq!(shown("\u{feff}a: 1\n---\n\u{feff}b: 2\n"), [r#"{"a":1}"#, r#"{"b":2}"#]);
    assert_eq!(shown("a: 1\n\u{feff}b: \"\u{feff}\"\n"), ["{\"a\":1,\"\u{feff}b\":\"\u{feff}\"}"]);
    assert_eq!(
        shown("a:\n\u{feff}\n  b: 2\n"),
        ["error converting YAML to JSON: yaml: line 3: could not find expected ':'"]
    );
}

#[test]
fn an_empty_collection_is_no_key() {
    assert_eq!(shown("a: 1\n[]: 2\n"), ["error converting YAML to JSON: yaml: line 1: did not find expected key"]);
    assert_eq!(
        shown("a:\n  b: >2\n  {}\n  c\n  d: 1\n"),
        ["error converting YAML to JSON: yaml: line 2: did not find expected key"]
    );
    assert_eq!(
        shown("a: 1\nb:\n{}\nc: 1\n"),
        ["error converting YAML to JSON: yaml: line 4: could not find expected ':'"]
    );
    assert_eq!(shown("a: {}\nb: [[], {}]\n"), [r#"{"a":{},"b":[[],{}]}"#]);
}

#[test]
fn a_slash_cannot_be_escaped() {
    assert_eq!(
        shown("a: 1\nb: \"x\n  \\/\"\n"),
        ["error converting YAML to JSON: yaml: line 3: found unknown escape character"]
    );
    assert_eq!(shown(r#"a: ["\\/", '\/', \/]"#), [r#"{"a":["\\/","\\/","\\/"]}"#]);
    assert_eq!(shown(r#"{"a": "\/"}"#), [r#"{"a":"/"}"#]);
}

#[test]
fn a_document_of_another_yaml_is_refused() {
    assert_eq!(shown("%YAML 1.2\na: 1\n"), ["error converting YAML to JSON: yaml: found incompatible YAML document"]);
    assert_eq!(
        shown("# c\n%YAML 2.0\n---\na: 1\n"),
        ["error converting YAML to JSON: yaml: line 1: found incompatible YAML document"]
    );
    assert_eq!(
        shown("%YAML 1.1\na: 1\n"),
        ["error converting YAML to JSON: yaml: line 1: did not find expected <document start>"]
    );
}
