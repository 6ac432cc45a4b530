//! The volumes of a description. It must not know the rest of the page.

use serde_json::Value;

use crate::sim::quantity;

use super::{Page, list, text};

/// A list of volumes.
pub(super) fn write(page: &mut Page, volumes: &[Value]) {
    if volumes.is_empty() {
        page.line(0, "Volumes:\t<none>");
        return;
    }
    page.line(0, "Volumes:");
    for volume in volumes {
        page.line(1, &format!("{}:", text(&volume["name"])));
        one(page, volume);
    }
}

fn one(page: &mut Page, volume: &Value) {
    let mut field = |label: &str, value: &str| page.line(2, &format!("{label}:\t{value}"));
    let yes = |value: &Value| (value == true).to_string();
    let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    if volume["emptyDir"].is_object() {
        let empty = &volume["emptyDir"];
        field("Type", "EmptyDir (a temporary directory that shares a pod's lifetime)");
        field("Medium", text(&empty["medium"]));
        let limit = Some(&empty["sizeLimit"]).filter(|limit| quantity::milli(limit).is_some_and(|size| size > 0));
        let limit = limit.map_or_else(|| "<unset>".to_owned(), shown);
        field("SizeLimit", &limit);
    } else if volume["hostPath"].is_object() {
        field("Type", "HostPath (bare host directory volume)");
        field("Path", text(&volume["hostPath"]["path"]));
        field("HostPathType", text(&volume["hostPath"]["type"]));
    } else if volume["secret"].is_object() {
        field("Type", "Secret (a volume populated by a Secret)");
        field("SecretName", text(&volume["secret"]["secretName"]));
        field("Optional", &yes(&volume["secret"]["optional"]));
    } else if volume["configMap"].is_object() {
        field("Type", "ConfigMap (a volume populated by a ConfigMap)");
        field("Name", text(&volume["configMap"]["name"]));
        field("Optional", &yes(&volume["configMap"]["optional"]));
    } else if volume["persistentVolumeClaim"].is_object() {
        let claim = &volume["persistentVolumeClaim"];
        field("Type", "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)");
        field("ClaimName", text(&claim["claimName"]));
        field("ReadOnly", &yes(&claim["readOnly"]));
    } else if volume["downwardAPI"].is_object() {
        field("Type", "DownwardAPI (a volume populated by information about the pod)");
        page.line(2, "Items:");
        for item in list(&volume["downwardAPI"]["items"]) {
            let source = item["fieldRef"]["fieldPath"].as_str().or(item["resourceFieldRef"]["resource"].as_str());
            page.line(3, &format!("{} -> {}", source.unwrap_or(""), text(&item["path"])));
        }
    } else if volume["projected"].is_object() {
        field("Type", "Projected (a volume that contains injected data from multiple sources)");
        for source in list(&volume["projected"]["sources"]) {
            if source["secret"].is_object() {
                field("SecretName", text(&source["secret"]["name"]));
                field("Optional", &yes(&source["secret"]["optional"]));
            } else if source["downwardAPI"].is_object() {
                field("DownwardAPI", "true");
            } else if source["configMap"].is_object() {
                field("ConfigMapName", text(&source["configMap"]["name"]));
                field("Optional", &yes(&source["configMap"]["optional"]));
            } else if source["serviceAccountToken"].is_object() {
                let seconds = source["serviceAccountToken"]["expirationSeconds"].as_i64().unwrap_or(3600);
                field("TokenExpirationSeconds", &seconds.to_string());
            }
        }
    } else if volume["ephemeral"].is_object() {
        field(
            "Type",
            "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)",
        );
    } else if volume["image"].is_object() {
        field("Type", "Image (a container image or OCI artifact)");
        field("Reference", text(&volume["image"]["reference"]));
        field("PullPolicy", text(&volume["image"]["pullPolicy"]));
    } else if volume["nfs"].is_object() {
        field("Type", "NFS (an NFS mount that lasts the lifetime of a pod)");
        field("Server", text(&volume["nfs"]["server"]));
        field("Path", text(&volume["nfs"]["path"]));
        field("ReadOnly", &yes(&volume["nfs"]["readOnly"]));
    } else {
        page.line(1, "<unknown>");
    }
}
