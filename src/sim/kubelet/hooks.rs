//! postStart and preStop hooks: what they ask, and what of an answer is a failure. It must not know what follows from one.
//!
//! The rules and words are those of the kubelet's `lifecycle/handlers.go`.

use std::time::Duration;

use crate::manifest::golang;
use crate::sim::{
    model::{Container, Handler, Pod, Port},
    runtime::{Call, Reply, RunId, Runtime},
};

use super::{Cluster, events::Note, probes, worker::Worker};

/// How a hook begins.
pub(super) enum Begun {
    /// It only waits.
    Nap(Duration),
    /// It asks the container.
    Question(Call),
    /// It cannot begin; the words of the kubelet.
    Impossible(String),
}

/// What a hook of a running container does first.
pub(super) fn begin(hook: &Handler, container: &Container, run: RunId, ip: &str) -> Begun {
    if let Some(sleep) = &hook.sleep {
        return Begun::Nap(Duration::from_secs(u64::try_from(sleep.seconds).unwrap_or(0)));
    }
    if let Some(tcp) = &hook.tcp_socket {
        // The field is there for the sake of old manifests; no kubelet knows what to do with it.
        let port = match &tcp.port {
            Port::Number(number) => format!("{{0 {number} }}"),
            Port::Name(name) => format!("{{1 0 {name}}}"),
        };
        return Begun::Impossible(format!(
            "invalid handler: &LifecycleHandler{{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{{Port:{port},Host:{},}},\
             Sleep:nil,}}",
            tcp.host
        ));
    }
    match probes::question(hook, container, run, ip) {
        Some(Call::Http { ip, port, path, host, mut headers, tls, follow }) => {
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("User-Agent")) {
                headers.push(("User-Agent".to_owned(), "kube-lifecycle/1.36".to_owned()));
            }
            Begun::Question(Call::Http { ip, port, path, host, headers, tls, follow })
        }
        Some(question) => Begun::Question(question),
        None => Begun::Impossible(probes::no_question(hook)),
    }
}

/// How a hook went.
pub(super) enum Outcome {
    /// A command ended well, or a GET was answered, whatever the answer.
    Done,
    /// That host spoke no TLS, and was asked again without.
    WithoutTls(String),
    Failed {
        error: String,
        /// What a command printed.
        printed: String,
    },
}

/// What an answer means.
pub(super) fn outcome(hook: &Handler, reply: &Reply) -> Outcome {
    let (error, printed) = match reply {
        Reply::Exec { code: 0, .. } | Reply::Connected | Reply::Http { .. } => return Outcome::Done,
        Reply::Exec { code, stdout, stderr, .. } => {
            let command = hook.exec.as_ref().map_or_else(String::new, |exec| exec.command.join(" "));
            (format!("command '{command}' exited with {code}: {stderr}"), format!("{stdout}{stderr}"))
        }
        Reply::NotStarted(words) => (probes::runtime_error(words), String::new()),
        Reply::Failed(words) if words.ends_with("http: server gave HTTP response to HTTPS client") => {
            let host = words.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("");
            return Outcome::WithoutTls(host.to_owned());
        }
        Reply::Failed(words) => (words.clone(), String::new()),
    };
    Outcome::Failed { error, printed }
}

/// What the status says of a hook that failed.
pub(super) fn failure(pod: &Pod, container: &Container, hook: &Handler, error: &str, printed: &str) -> String {
    let kind = match hook {
        Handler { exec: Some(exec), .. } => format!("Exec lifecycle hook ([{}])", exec.command.join(" ")),
        Handler { http_get: Some(get), .. } => format!("HTTP lifecycle hook ({})", get.path),
        Handler { sleep: Some(sleep), .. } => format!("Sleep lifecycle hook ({})", sleep.seconds),
        _ => return format!("Cannot run handler: {error}"),
    };
    let words =
        format!("{kind} for Container {:?} in Pod {:?} failed - error: {error}", container.name, pod.full_name());
    // Only a command leaves something to read.
    if hook.exec.is_some() { format!("{words}, message: {}", golang::quote(printed)) } else { words }
}

impl Worker {
    /// Whether a hook did its part. A server that was asked with TLS and has none is told.
    ///
    /// # Errors
    /// What went wrong, and what a command printed.
    pub(super) fn hook_went<R: Runtime>(
        &self,
        hook: &Handler,
        reply: &Reply,
        cluster: &mut Cluster<R>,
    ) -> Result<(), (String, String)> {
        match outcome(hook, reply) {
            Outcome::Done => Ok(()),
            Outcome::WithoutTls(host) => {
                let words =
                    format!("request to HTTPS lifecycle hook {host} got HTTP response, retry with HTTP succeeded");
                cluster.note(&self.object, Note::warning("LifecycleHTTPFallback", "", words));
                Ok(())
            }
            Outcome::Failed { error, printed } => Err((error, printed)),
        }
    }
}
