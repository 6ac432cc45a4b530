//! What names, labels, ports and addresses must look like (`k8s.io/apimachinery/pkg/util/validation`), in its words.
//! Each function gives the list of what is wrong, empty when nothing is. It must not know where a name stands.

const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const LABEL_WORDS: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and \
                           must start and end with an alphanumeric character";
const SUBDOMAIN: &str = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const SUBDOMAIN_WORDS: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' \
                               or '.', and must start and end with an alphanumeric character";
const UNDERSCORED: &str = r"_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*";
const UNDERSCORED_WORDS: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \
                                 '_', '-' or '.', and must start and end with an alphanumeric character";
const LABEL_KEY: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const LABEL_KEY_WORDS: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with \
                               an alphanumeric character";
const LABEL_VALUE: &str = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
const LABEL_VALUE_WORDS: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', \
                                 '_' or '.', and must start and end with an alphanumeric character";
const CONFIG_KEY: &str = "[-._a-zA-Z0-9]+";
const CONFIG_KEY_WORDS: &str = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
const HEADER: &str = "[-A-Za-z0-9]+";
const HEADER_WORDS: &str = "a valid HTTP header must consist of alphanumeric characters or '-'";
const VARIABLE_WORDS: &str =
    "a valid environment variable name must consist only of printable ASCII characters other than '='";

/// What is wrong with a value, in the server's words.
pub type Complaints = Vec<String>;

/// The words for a number outside of a range.
#[must_use]
pub fn between(low: i64, high: i64) -> String {
    format!("must be between {low} and {high}, inclusive")
}

/// The words for a name that breaks a pattern.
fn pattern(words: &str, pattern: &str, examples: &[&str]) -> String {
    let examples: Vec<_> = examples.iter().map(|example| format!("'{example}', ")).collect();
    let examples = examples.join(" or ");
    format!("{words} (e.g. {examples}regex used for validation is '{pattern}')")
}

fn at_most(length: usize) -> String {
    format!("must be no more than {length} characters")
}

fn lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Whether a text starts and ends with `edge` and has only `inner` between.
fn framed(text: &str, edge: fn(u8) -> bool, inner: fn(u8) -> bool) -> bool {
    match text.as_bytes() {
        [] => false,
        [only] => edge(*only),
        [first, middle @ .., last] => {
            edge(*first) && edge(*last) && middle.iter().all(|&byte| edge(byte) || inner(byte))
        }
    }
}

fn is_label(text: &str) -> bool {
    framed(text, lower, |byte| byte == b'-')
}

fn is_subdomain(text: &str) -> bool {
    text.split('.').all(is_label)
}

fn is_label_text(text: &str) -> bool {
    framed(text, |byte| byte.is_ascii_alphanumeric(), |byte| b"-_.".contains(&byte))
}

/// A DNS label: the names of containers, volumes and namespaces.
#[must_use]
pub fn dns_label(value: &str) -> Complaints {
    let mut wrong = Vec::new();
    if value.len() > 63 {
        wrong.push(at_most(63));
    }
    if !is_label(value) {
        wrong.push(if is_subdomain(value) {
            "must not contain dots".to_owned()
        } else {
            pattern(LABEL_WORDS, LABEL, &["my-name", "123-abc"])
        });
    }
    wrong
}

/// A DNS subdomain: the names of most objects.
#[must_use]
pub fn dns_subdomain(value: &str) -> Complaints {
    let mut wrong = Vec::new();
    if value.len() > 253 {
        wrong.push(at_most(253));
    }
    if !is_subdomain(value) {
        wrong.push(pattern(SUBDOMAIN_WORDS, SUBDOMAIN, &["example.com"]));
    }
    wrong
}

/// A DNS subdomain that something is appended to: a dash at its end is right.
#[must_use]
pub fn dns_subdomain_prefix(value: &str) -> Complaints {
    match value.strip_suffix('-') {
        // Kubernetes masks the dash together with the character before it.
        Some(stem) if !stem.is_empty() => {
            let mut chars = stem.chars();
            chars.next_back();
            dns_subdomain(&format!("{}a", chars.as_str()))
        }
        _ => dns_subdomain(value),
    }
}

/// A DNS subdomain in which underscores are allowed, as in search paths.
#[must_use]
pub fn dns_subdomain_with_underscores(value: &str) -> Complaints {
    let mut wrong = Vec::new();
    if value.len() > 253 {
        wrong.push(at_most(253));
    }
    let part = |part: &str| framed(part.strip_prefix('_').unwrap_or(part), lower, |byte| b"-_".contains(&byte));
    if !value.split('.').all(part) {
        wrong.push(pattern(UNDERSCORED_WORDS, UNDERSCORED, &["example.com"]));
    }
    wrong
}

/// A qualified name: the keys of labels, `example.com/name`.
#[must_use]
pub fn qualified_name(value: &str) -> Complaints {
    let key_pattern = || pattern(LABEL_KEY_WORDS, LABEL_KEY, &["MyName", "my.name", "123-abc"]);
    let mut wrong = Vec::new();
    let name = match value.split_once('/') {
        None => value,
        Some((_, name)) if name.contains('/') => {
            wrong.push(format!(
                "a valid label key {} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
                key_pattern()
            ));
            return wrong;
        }
        Some(("", name)) => {
            wrong.push("prefix part must be non-empty".to_owned());
            name
        }
        Some((prefix, name)) => {
            if prefix.len() > 253 {
                wrong.push("prefix part must be no more than 253 bytes".to_owned());
            }
            if !is_subdomain(prefix) {
                let words = pattern(SUBDOMAIN_WORDS, SUBDOMAIN, &["example.com"]);
                wrong.push(format!("prefix part {words}"));
            }
            name
        }
    };
    if name.is_empty() {
        wrong.push("name part must be non-empty".to_owned());
    } else if name.len() > 63 {
        wrong.push("name part must be no more than 63 bytes".to_owned());
    }
    if !is_label_text(name) {
        wrong.push(format!("name part {}", key_pattern()));
    }
    wrong
}

/// A label's value.
#[must_use]
pub fn label_value(value: &str) -> Complaints {
    let mut wrong = Vec::new();
    if value.len() > 63 {
        wrong.push("must be no more than 63 bytes".to_owned());
    }
    if !value.is_empty() && !is_label_text(value) {
        wrong.push(pattern(LABEL_VALUE_WORDS, LABEL_VALUE, &["MyValue", "my_value", "12345"]));
    }
    wrong
}

/// The key of a `ConfigMap` or a Secret.
#[must_use]
pub fn config_key(value: &str) -> Complaints {
    let mut wrong = Vec::new();
    if value.len() > 253 {
        wrong.push(at_most(253));
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if value.is_empty() || !value.bytes().all(allowed) {
        wrong.push(pattern(CONFIG_KEY_WORDS, CONFIG_KEY, &["key.name", "KEY_NAME", "key-name"]));
    }
    match value {
        "." => wrong.push("must not be '.'".to_owned()),
        ".." => wrong.push("must not be '..'".to_owned()),
        _ if value.starts_with("..") => wrong.push("must not start with '..'".to_owned()),
        _ => {}
    }
    wrong
}

/// The name of an environment variable.
#[must_use]
pub fn variable(value: &str) -> Complaints {
    if value.is_empty() {
        return vec!["environment variable name must be non-empty".to_owned()];
    }
    let printable = |c: char| (' '..='~').contains(&c) && c != '=';
    if value.chars().all(printable) { Vec::new() } else { vec![VARIABLE_WORDS.to_owned()] }
}

/// The name of an HTTP header.
#[must_use]
pub fn http_header(value: &str) -> Complaints {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !value.is_empty() && value.bytes().all(allowed) {
        Vec::new()
    } else {
        vec![pattern(HEADER_WORDS, HEADER, &["X-Header-Name"])]
    }
}

/// The number of a port.
#[must_use]
pub fn port_number(port: i64) -> Complaints {
    if (1..=65535).contains(&port) { Vec::new() } else { vec![between(1, 65535)] }
}

/// The name of a port.
#[must_use]
pub fn port_name(value: &str) -> Complaints {
    let mut wrong = Vec::new();
    if value.len() > 15 {
        wrong.push(at_most(15));
    }
    let allowed = |byte: u8| lower(byte) || byte == b'-';
    if value.is_empty() || !value.bytes().all(allowed) {
        wrong.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)".to_owned());
    }
    if !value.bytes().any(|byte| byte.is_ascii_lowercase()) {
        wrong.push("must contain at least one letter (a-z)".to_owned());
    }
    if value.contains("--") {
        wrong.push("must not contain consecutive hyphens".to_owned());
    }
    if value.starts_with('-') || value.ends_with('-') {
        wrong.push("must not begin or end with a hyphen".to_owned());
    }
    wrong
}

/// The number of a user or a group.
#[must_use]
pub fn user_id(id: i64) -> Complaints {
    const MOST: i64 = i32::MAX as i64;
    if (0..=MOST).contains(&id) { Vec::new() } else { vec![between(0, MOST)] }
}

/// An IP address in a field that older clusters took loosely.
#[must_use]
pub fn ip_address(value: &str) -> Complaints {
    if value.parse::<core::net::Ipv4Addr>().is_ok() {
        return Vec::new();
    }
    if let Ok(address) = value.parse::<core::net::Ipv6Addr>() {
        if address.to_ipv4_mapped().is_some() {
            return vec!["must not be an IPv4-mapped IPv6 address".to_owned()];
        }
        return Vec::new();
    }
    if has_leading_zeros(value) {
        return vec!["must not have leading 0s".to_owned()];
    }
    vec!["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)".to_owned()]
}

/// Whether a text is an IPv4 address but for leading zeros.
fn has_leading_zeros(value: &str) -> bool {
    let mut parts = 0;
    value.split('.').all(|part| {
        parts += 1;
        let digits = part.trim_start_matches('0');
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (digits.is_empty() || digits.parse::<u8>().is_ok())
    }) && parts == 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        assert!(dns_label("my-name").is_empty() && dns_label("0").is_empty());
        assert_eq!(dns_label("a.b"), ["must not contain dots"]);
        assert_eq!(
            dns_label("Bad_Name"),
            ["a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start \
                 and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
                 '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"]
        );
        assert_eq!(dns_label(&"a".repeat(64)), ["must be no more than 63 characters"]);
    }

    #[test]
    fn subdomains() {
        assert!(dns_subdomain("a.b-c.0").is_empty());
        assert_eq!(dns_subdomain("a..b").len(), 1);
        assert!(dns_subdomain_prefix("web-").is_empty());
        assert_eq!(dns_subdomain_prefix("-").len(), 1);
        assert!(dns_subdomain_with_underscores("_ldap._tcp.local").is_empty());
    }

    #[test]
    fn keys_and_values_of_labels() {
        assert!(qualified_name("example.com/a_b.c").is_empty());
        assert_eq!(qualified_name("/simple"), ["prefix part must be non-empty"]);
        assert_eq!(qualified_name("").len(), 2);
        assert!(qualified_name("a/b/c")[0].starts_with("a valid label key must consist of"));
        assert!(label_value("").is_empty() && label_value("a_b").is_empty());
        assert_eq!(label_value("-a").len(), 1);
    }

    #[test]
    fn ports() {
        assert!(port_name("http-2").is_empty());
        assert_eq!(port_name("80"), ["must contain at least one letter (a-z)"]);
        assert_eq!(port_name("-a--b").len(), 2);
        assert_eq!(port_number(0), ["must be between 1 and 65535, inclusive"]);
    }

    #[test]
    fn addresses() {
        assert!(ip_address("10.0.0.1").is_empty() && ip_address("::1").is_empty());
        assert_eq!(ip_address("010.0.0.1"), ["must not have leading 0s"]);
        assert_eq!(ip_address("::ffff:1.2.3.4"), ["must not be an IPv4-mapped IPv6 address"]);
        assert_eq!(ip_address("999.1.1.1"), ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]);
    }
}
