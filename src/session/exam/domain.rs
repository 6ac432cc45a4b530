//! The exam's domains with their weights, and how topics and domains are called. It must not know any exercise.

/// The domains of the CKAD's curriculum with their weights in per cent, in its order.
pub const DOMAINS: [(&str, u32); 5] = [
    ("design-and-build", 20),
    ("deployment", 20),
    ("observability-and-maintenance", 15),
    ("environment-configuration-and-security", 25),
    ("services-and-networking", 20),
];

/// A domain as the curriculum calls it; another word is made readable.
#[must_use]
pub fn domain_title(domain: &str) -> String {
    match domain {
        "design-and-build" => "Application Design and Build".to_owned(),
        "deployment" => "Application Deployment".to_owned(),
        "observability-and-maintenance" => "Application Observability and Maintenance".to_owned(),
        "environment-configuration-and-security" => "Application Environment, Configuration and Security".to_owned(),
        "services-and-networking" => "Services and Networking".to_owned(),
        other => topic_title(other),
    }
}

/// A topic's id as words: `init-containers` is "Init containers".
#[must_use]
pub fn topic_title(topic: &str) -> String {
    let words = topic.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
