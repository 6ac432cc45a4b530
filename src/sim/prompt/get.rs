//! `kubectl get`: tables, objects as YAML and JSON, names, templates. It must not know how a command line is read.

use std::time::Duration;

use serde_json::{Value, json};

use super::endpoints;
use super::wanted::{Group, Wanted};
use super::{Get, Namespace, Printed};
use crate::manifest::emit;
use crate::sim::kubectl::jsonpath::Template;
use crate::sim::kubectl::paths::{self, Column};
use crate::sim::kubectl::{gotext, table};
use crate::sim::life::joined;
use crate::sim::{Life, time};

/// The server's warning, as kubectl shows it.
const DEPRECATED: &str = "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n";

/// How `get` prints what is no table.
enum Form {
    Yaml,
    Json,
    Name,
    Path { template: Template, written: String, as_json: bool },
    Columns(Vec<Column>),
}

/// What is printed at a moment; where watched since one before, every line from then on.
///
/// # Errors
/// kubectl's words where nothing can be printed at all.
pub(super) fn get(life: &Life, at: Duration, get: &Get, watch: Option<Duration>) -> Result<Printed, String> {
    let made = endpoints::made(life, at);
    let notice = if get.what.is_about(super::Kind::Endpoints) { DEPRECATED } else { "" };
    let warned = |words: String| notice.to_owned() + &words;
    let (groups, missing) = get.what.objects_among(life, &made, at).map_err(warned)?;
    let out = if matches!(get.output.as_str(), "" | "wide") {
        tables(life, at, get, groups, watch, missing.is_empty()).map_err(warned)?
    } else {
        objects(get, groups, &missing).map_err(warned)?
    };
    let refusal = if get.ignore_not_found { String::new() } else { missing };
    Ok(Printed { notice: notice.to_owned(), refusal: out.refusal + &refusal, ..out })
}

/// That a namespace, or the cluster, has nothing of the kind.
pub(super) fn nothing(namespace: &Namespace) -> String {
    match namespace {
        Namespace::All => "No resources found\n".to_owned(),
        Namespace::One(namespace) => format!("No resources found in {namespace} namespace.\n"),
    }
}

fn tables(
    life: &Life,
    at: Duration,
    get: &Get,
    groups: Vec<Group<'_>>,
    watch: Option<Duration>,
    complete: bool,
) -> Result<Printed, String> {
    let mut kinds: Vec<_> = groups.iter().map(|(kind, _)| *kind).collect();
    kinds.dedup();
    let look = table::Look { kind: kinds.len() > 1, ..get.look.clone() };
    let mut out = String::new();
    for (kind, mut objects) in groups {
        // What cannot be sorted is not printed at all, and kubectl does not say why.
        let sorted =
            get.sort_by.as_deref().is_none_or(|path| objects.len() < 2 || paths::sort(&mut objects, path).is_ok());
        if objects.is_empty() || !sorted {
            continue;
        }
        if !out.is_empty() && !look.no_headers {
            out.push('\n');
        }
        let head = (!look.no_headers).then(|| table::head(kind.name(), &look));
        out += &match watch {
            Some(since) if kind == super::Kind::Pod => watched(life, since..=at, &objects, head, &look),
            _ => {
                let lines = objects.iter().map(|object| table::line(object, &look, time::moment(at)));
                table::set(&head.into_iter().chain(lines).collect::<Vec<_>>())
            }
        };
    }
    if out.is_empty() && complete && !get.ignore_not_found {
        return Err(nothing(&get.what.namespace));
    }
    Ok(Printed::out(out))
}

/// The lines of Pods since a moment, each as it was printed then.
fn watched(
    life: &Life,
    when: std::ops::RangeInclusive<Duration>,
    pods: &[&Value],
    head: Option<Vec<String>>,
    look: &table::Look,
) -> String {
    let since = *when.start();
    let mut lines = Vec::new();
    for pod in pods {
        let text = |field: &str| pod["metadata"][field].as_str().unwrap_or_default();
        let name = joined(text("namespace"), text("name"));
        let changes: Vec<Duration> = life.rows(&name).iter().map(|change| change.at).collect();
        let first = Some(since).filter(|since| !changes.contains(since));
        let moments = first.into_iter().chain(changes).filter(|moment| when.contains(moment));
        for moment in moments {
            if let Some(object) = life.pod(&name, moment) {
                lines.push((moment, table::line(object, look, time::moment(moment))));
            }
        }
    }
    lines.sort_by_key(|(moment, _)| *moment);
    let old = lines.partition_point(|(moment, _)| *moment <= since);
    let mut lines: Vec<Vec<String>> = lines.into_iter().map(|(_, line)| line).collect();
    let later = lines.split_off(old);
    lines.splice(0..0, head);
    let groups: Vec<&[Vec<String>]> =
        std::iter::once(&lines[..]).chain(later.iter().map(std::slice::from_ref)).collect();
    table::set_in_turn(&groups)
}

/// Objects in another form than a table.
fn objects(get: &Get, groups: Vec<Group<'_>>, missing: &str) -> Result<Printed, String> {
    let mut objects: Vec<&Value> = groups.into_iter().flat_map(|(_, objects)| objects).collect();
    let single = get.what.names.len() == 1;
    if objects.is_empty() && single {
        // What is missing is said by who called.
        return Ok(Printed::default());
    }
    let error = |words: String| format!("error: {words}\n{missing}");
    let form = form(&get.output)?;
    if let Some(path) = get.sort_by.as_deref().filter(|_| !single && !objects.is_empty()) {
        paths::sort(&mut objects, path).map_err(error)?;
    }
    let whole = match objects[..] {
        [object] if single => object.clone(),
        _ => json!({"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {"resourceVersion": ""}}),
    };
    let mut refusal = String::new();
    let out = match form {
        Form::Yaml => emit::yaml(&whole),
        Form::Json => emit::json(&whole) + "\n",
        Form::Name => objects.iter().map(|object| name(object)).collect(),
        Form::Columns(columns) => {
            let (printed, words) = paths::print_columns(&columns, &objects, get.look.no_headers);
            refusal = words.map(|words| format!("error: {words}\n")).unwrap_or_default();
            printed
        }
        Form::Path { template, written, as_json } => {
            let printed = if as_json { template.print_as_json(&whole) } else { template.print(&whole) };
            printed.map_err(|words| error(not_executed(&written, &words, &whole)))?
        }
    };
    Ok(Printed { out, refusal, ..Printed::default() })
}

/// `pod/web`
fn name(object: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    format!("{}/{}\n", table::kind(object), text(&object["metadata"]["name"]))
}

/// kubectl tells all that could help to find the mistake.
fn not_executed(template: &str, words: &str, object: &Value) -> String {
    format!(
        "error executing jsonpath {}: Error executing template: {words}. Printing more information for debugging the \
         template:\n\ttemplate was:\n\t\t{template}\n\tobject given to jsonpath engine was:\n\t\t{}\n\n",
        crate::manifest::golang::quote(template),
        gotext::source(object)
    )
}

/// Reads what stands behind `-o`.
fn form(output: &str) -> Result<Form, String> {
    let (kind, argument) = output.split_once('=').map_or((output, None), |(kind, rest)| (kind, Some(rest)));
    match (kind, argument) {
        ("jsonpath" | "jsonpath-as-json", argument) => {
            let written = argument.filter(|text| !text.is_empty());
            let written = written.ok_or("error: template format specified but no template given\n")?.to_owned();
            let template = Template::parse(&written)
                .map_err(|words| format!("error: error parsing jsonpath {written}, {words}\n"))?;
            Ok(Form::Path { template, written, as_json: kind == "jsonpath-as-json" })
        }
        ("custom-columns", argument) => {
            let columns = paths::columns(argument.unwrap_or_default());
            Ok(Form::Columns(columns.map_err(|words| format!("error: {words}\n"))?))
        }
        ("kyaml" | "jsonpath-file" | "custom-columns-file" | "go-template-file" | "templatefile", _) => {
            Err(format!("`-o {kind}` is not part of this trainer.\n"))
        }
        ("go-template" | "template", _) => {
            Err(format!("`-o {kind}` is not part of this trainer; `-o jsonpath='{{…}}'` picks fields, too.\n"))
        }
        _ => match output.to_lowercase().as_str() {
            "yaml" => Ok(Form::Yaml),
            "json" => Ok(Form::Json),
            "name" => Ok(Form::Name),
            _ => Err(format!(
                "error: unable to match a printer suitable for the output format {output:?}, allowed formats are: \
                 custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,\
                 jsonpath-file,kyaml,name,template,templatefile,wide,yaml\n"
            )),
        },
    }
}

/// The Pods that a command means, as the life names them.
pub(super) fn pods(life: &Life, at: Duration, wanted: &Wanted) -> Result<Vec<String>, String> {
    let (groups, missing) = wanted.objects(life, at)?;
    if !missing.is_empty() {
        return Err(missing);
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = |pod: &Value| joined(&text(&pod["metadata"]["namespace"]), &text(&pod["metadata"]["name"]));
    Ok(groups.iter().flat_map(|(_, pods)| pods).map(|pod| name(pod)).collect())
}
