//! How a Pod resolves names: DNS policy and settings, host aliases. It must not know the rest of a Pod.

use super::field::{Errors, Path, Shown};
use super::names;
use super::object::Object;

const SERVERS: usize = 3;
const SEARCHES: usize = 32;
const SEARCH_CHARACTERS: usize = 2048;

/// The policy.
pub(super) fn policy(spec: Object, at: &Path, errors: &mut Errors) {
    let policies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    match spec.text("dnsPolicy") {
        "" => errors.required(at, ""),
        policy if policies.contains(&policy) => {}
        policy => errors.not_supported(at, Shown::Word(policy), &policies),
    }
}

/// The settings.
pub(super) fn config(spec: Object, at: &Path, errors: &mut Errors) {
    let config = spec.maybe_object("dnsConfig");
    let servers = at.child("nameservers");
    if spec.text("dnsPolicy") == "None" {
        let Some(config) = config else {
            return errors.required(at, "must provide `dnsConfig` when `dnsPolicy` is None");
        };
        if config.list("nameservers").is_empty() {
            let words = "must provide at least one DNS nameserver when `dnsPolicy` is None";
            return errors.required(&servers, words);
        }
    }
    let Some(config) = config else { return };
    if let Some(list) = config.get("nameservers")
        && config.list("nameservers").len() > SERVERS
    {
        let words = format!("must not have more than {SERVERS} nameservers");
        errors.invalid(&servers, Shown::Json(list), words);
    }
    for (index, server) in config.texts("nameservers").enumerate() {
        errors.invalid_each(&servers.index(index), server, names::ip_address(server));
    }
    searches(config, &at.child("searches"), errors);
    let options = at.child("options");
    for (index, option) in config.objects("options").enumerate() {
        if option.text("name").is_empty() {
            errors.required(&options.index(index), "must not be empty");
        }
    }
}

fn searches(config: Object, at: &Path, errors: &mut Errors) {
    let Some(list) = config.get("searches") else { return };
    let count = config.list("searches").len();
    if count > SEARCHES {
        let words = format!("must not have more than {SEARCHES} search paths");
        errors.invalid(at, Shown::Json(list), words);
    }
    let characters = config.texts("searches").map(str::len).sum::<usize>() + count.saturating_sub(1);
    if characters > SEARCH_CHARACTERS {
        let words =
            format!("must not have more than {SEARCH_CHARACTERS} characters (including spaces) in the search list");
        errors.invalid(at, Shown::Json(list), words);
    }
    for (index, search) in config.texts("searches").enumerate() {
        if search != "." {
            let search = search.strip_suffix('.').unwrap_or(search);
            let wrong = names::dns_subdomain_with_underscores(search);
            errors.invalid_each(&at.index(index), search, wrong);
        }
    }
}

/// Names that a Pod's hosts file knows.
pub(super) fn host_aliases(spec: Object, at: &Path, errors: &mut Errors) {
    for (index, alias) in spec.objects("hostAliases").enumerate() {
        let here = at.index(index);
        let address = alias.text("ip");
        errors.invalid_each(&here.child("ip"), address, names::ip_address(address));
        let hostnames = here.child("hostnames");
        for (index, name) in alias.texts("hostnames").enumerate() {
            errors.invalid_each(&hostnames.index(index), name, names::dns_subdomain(name));
        }
    }
}
