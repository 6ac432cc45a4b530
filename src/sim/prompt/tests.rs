//! The prompt: kubectl's words for what it shows and refuses, plain ones for what it does not know.

use serde_json::json;

use super::*;
use crate::sim::{Images, Limits, play, read_objects};

fn objects() -> Vec<serde_json::Value> {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  initContainers:\n  - name: fetch\n    \
                image: busybox:1.36\n    command: [sh, -c, 'echo fetched']\n  containers:\n  - name: app\n    image: \
                busybox:1.36\n    command: [sh, -c, 'echo up; sleep 3600']\n  - name: bad\n    image: \
                busybox:1.36\n    command: [sh, -c, 'echo oops; exit 3']\n";
    read_objects(text.as_bytes(), "pod.yaml").unwrap()
}

fn ask(line: &str, seconds: u64) -> String {
    let at = Duration::from_secs(seconds);
    let record = play(&objects(), &[], Duration::from_secs(30), Images::default(), Limits::default());
    match parse(line).map(|command| answer(&record, at, &command)) {
        Err(text) | Ok(Reply::Text(text)) => text,
        Ok(Reply::Clear) => "(cleared)".to_owned(),
        Ok(Reply::Leave) => "(left)".to_owned(),
        Ok(Reply::Converse(words, session)) => words + &session.prompt(),
        Ok(Reply::Do(words, deed)) => {
            let mut simulation = Simulation::new(Images::default(), Limits::default());
            for object in objects() {
                simulation.apply(object);
            }
            simulation.run_until(at);
            words + &perform(&mut simulation, &deed)
        }
    }
}

#[test]
fn it_prints_what_kubectl_prints() {
    assert_eq!(ask("kubectl logs web -c fetch", 20), "fetched\n");
    assert_eq!(ask("k logs web", 20), "Defaulted container \"app\" out of: app, bad, fetch (init)\nup\n");
    assert_eq!(ask("logs web -c bad --previous", 20), "oops\n");
    assert_eq!(ask("kubectl logs pod/web -cbad --tail=0", 20), "");
    assert_eq!(
        ask("kubectl exec web -c app -- sh -c 'echo hi; exit 4'", 20),
        "hi\ncommand terminated with exit code 4\n"
    );
    assert_eq!(ask("kubectl get po -o name", 20), "pod/web\n");
    assert!(ask("kubectl get pods", 20).contains("web    1/2     "), "{}", ask("kubectl get pods", 20));
    assert!(ask("kubectl get pod web -o yaml", 20).contains("\nkind: Pod\n"));
    assert!(ask("kubectl describe pod web", 20).starts_with("Name:             web\n"));
    assert!(ask("kubectl events --for pod/web", 20).starts_with("LAST SEEN"));
}

#[test]
fn it_shows_what_is_beside_the_pod() {
    let service: serde_json::Value = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "db",
        "namespace": "default"}, "spec": {"ports": [{"port": 5432, "protocol": "TCP", "targetPort": 5432}], "clusterIP": "10.96.7.7"}});
    let late = crate::sim::Change { at: Duration::from_secs(5), what: crate::sim::What::Apply(service) };
    let life = play(&objects(), &[late], Duration::from_secs(30), Images::default(), Limits::default());
    let ask = |line: &str, seconds| match answer(&life, Duration::from_secs(seconds), &parse(line).unwrap()) {
        Reply::Text(text) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(ask("kubectl get svc -o name | grep -c .", 9), ask("k get svc -o name | wc -l | tr -d ' '", 9));
    assert_eq!(ask("kubectl get svc db | wc -l", 4), ask("kubectl get svc db", 4) + "0\n", "a refusal is not filtered");
    assert_eq!(
        ask("k logs web | wc -l", 20),
        "Defaulted container \"app\" out of: app, bad, fetch (init)\n1\n",
        "the notice is not filtered"
    );
    assert_eq!(ask("kubectl get pods | nosuch", 4), "sh: nosuch: not found\n");
    assert_eq!(ask("kubectl get svc db", 4), "Error from server (NotFound): services \"db\" not found\n");
    assert_eq!(
        ask("kubectl get svc db", 8),
        "NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)    AGE\ndb     ClusterIP   10.96.7.7    <none>        5432/TCP   3s\n"
    );
    assert!(ask("kubectl get service/db -o yaml", 8).contains("\nkind: Service\n"));
    assert_eq!(
        ask("kubectl describe svc db", 8),
        "Name:                     db\nNamespace:                default\nLabels:                   <none>\n\
         Annotations:              <none>\nSelector:                 <none>\nType:                     ClusterIP\n\
         IP Family Policy:         SingleStack\nIP Families:              IPv4\nIP:                       10.96.7.7\n\
         IPs:                      10.96.7.7\nPort:                     <unset>  5432/TCP\n\
         TargetPort:               5432/TCP\nEndpoints:                <none>\nSession Affinity:         None\n\
         Internal Traffic Policy:  Cluster\nEvents:                   <none>\n"
    );
}

#[test]
fn endpoints_are_those_of_services_and_their_ready_pods() {
    let text = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [{port: 80, targetPort: 8080}]\n---\n\
                apiVersion: v1\nkind: Service\nmetadata: {name: lone}\nspec:\n  selector: {app: nobody}\n  ports: [{port: 80}]\n---\n\
                apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec:\n  containers:\n  - name: app\n    image: \
                busybox:1.36\n    command: [sh, -c, 'sleep 10; touch /ok; sleep 3600']\n    readinessProbe: {exec: {command: [cat, \
                /ok]}, periodSeconds: 1}\n";
    let objects = read_objects(text.as_bytes(), "all.yaml").unwrap();
    let life = play(&objects, &[], Duration::from_secs(30), Images::default(), Limits::default());
    let ask = |line: &str, seconds| match answer(&life, Duration::from_secs(seconds), &parse(line).unwrap()) {
        Reply::Text(text) => text,
        other => panic!("{other:?}"),
    };
    let ip = ask("get pod web -o jsonpath={.status.podIP}", 20);
    let warning = "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n";
    assert_eq!(
        ask("get ep lone web", 8),
        format!("{warning}NAME   ENDPOINTS   AGE\nlone   <none>      8s\nweb                8s\n")
    );
    let wide = ip.len() + ":8080".len() + 3;
    let lines =
        [("NAME   ", "ENDPOINTS", "AGE"), ("lone   ", "<none>", "20s"), ("web    ", &*format!("{ip}:8080"), "20s")];
    let table: String = lines.iter().map(|(name, all, age)| format!("{name}{all:wide$}{age}\n")).collect();
    assert_eq!(ask("get endpoints lone web", 20), warning.to_owned() + &table);
    assert_eq!(
        ask("get ep nope", 20),
        format!("{warning}Error from server (NotFound): endpoints \"nope\" not found\n")
    );
    // A slice names those that are not ready, too; its condition says so.
    for (at, ready) in [(8, "false"), (20, "true")] {
        let of_web = "-l kubernetes.io/service-name=web";
        let table = ask(&format!("get endpointslices {of_web} --no-headers"), at);
        let cells: Vec<&str> = table.split_whitespace().skip(1).take(3).collect();
        assert_eq!(cells, ["IPv4", "8080", ip.as_str()], "{table}");
        let path = "-o jsonpath='{.items[*].endpoints[*].conditions.ready}'";
        assert_eq!(ask(&format!("get endpointslices {of_web} {path}"), at), ready);
    }
    let lone = ask("get endpointslices -l kubernetes.io/service-name=lone --no-headers", 20);
    assert_eq!(lone.split_whitespace().skip(1).collect::<Vec<_>>(), ["IPv4", "<unset>", "<unset>", "20s"], "{lone}");
    assert!(ask("get endpointslices kubernetes -o name", 20) == "endpointslice.discovery.k8s.io/kubernetes\n");
    assert_eq!(ask("get ep kubernetes -o jsonpath='{.subsets[0].ports[0].port}'", 20), format!("{warning}6443"));
}

#[test]
fn it_refuses_in_kubectls_words() {
    let cases = [
        ("kubectl logs wbe", "error: error from server (NotFound): pods \"wbe\" not found in namespace \"default\"\n"),
        ("kubectl logs web -c nope", "error: container nope is not valid for pod web out of: app, bad, fetch (init)\n"),
        (
            "kubectl logs web -c app -p",
            "Error from server (BadRequest): previous terminated container \"app\" in pod \"web\" not found\n",
        ),
        (
            "kubectl exec web -c nope -- ls",
            "error: container nope is not valid for pod web out of: app, bad, fetch (init)\n",
        ),
        (
            "kubectl exec web ls",
            "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec \
             -h' for help and examples\n",
        ),
        ("kubectl get pods -n kube-system", "No resources found in kube-system namespace.\n"),
        ("kubectl logs web -c", "error: flag needs an argument: 'c' in -c\nSee 'kubectl logs --help' for usage.\n"),
    ];
    for (line, wanted) in cases {
        assert_eq!(ask(line, 20), wanted, "{line}");
    }
}

#[test]
fn what_it_does_not_know_is_said_plainly() {
    let cases = [
        (
            "kubectl cordon node01",
            "This prompt does not know \"cordon\". It knows get, describe, logs, events, exec, delete, explain and top; `help` lists them.\n",
        ),
        (
            "kubectl get deploy",
            "This prompt shows pods, events, services, endpoints, endpointslices, configmaps and secrets; \"deploy\" is not part of this trainer.\n",
        ),
        ("kubectl logs 'web", "A ' is opened and never closed.\n"),
        ("kubctl get pods", "sh: kubctl: not found. Did you mean \"kubectl\"?\n"),
        ("vi pod.yaml", "This prompt has no vi: leave it (Esc), press `e` and edit pod.yaml in your editor.\n"),
        ("kubectl cp web:/x x", "`kubectl cp` is not simulated. `kubectl exec POD -- cat FILE` shows a file.\n"),
        (
            "kubectl get pod web -o go-template='{{.status.phase}}'",
            "`-o go-template` is not part of this trainer; `-o jsonpath='{…}'` picks fields, too.\n",
        ),
        ("kubectl get pods -f x.yaml", "`-f` of `kubectl get` is not part of this trainer.\n"),
        ("kubectl get pods --context=a", "`--context` of `kubectl get` is not part of this trainer.\n"),
        (
            "kubectl delete pod web --now --grace-period=3",
            "error: --now and --grace-period cannot be specified together\n",
        ),
        (
            "kubectl delete pod web --force --grace-period=3",
            "error: --force and --grace-period greater than 0 cannot be specified together\n",
        ),
    ];
    for (line, wanted) in cases {
        assert_eq!(ask(line, 20), wanted, "{line}");
    }
    assert!(ask("kubectl logs web > x", 20).contains("it has no '>'"));
}

#[test]
fn words_are_split_as_a_shell_splits_them() {
    let command = parse(r#"exec web -- sh -c "echo \"a b\" 'c'" \x"#).unwrap();
    let Command::Exec { argv, .. } = command else { panic!("{command:?}") };
    assert_eq!(json!(argv), json!(["sh", "-c", "echo \"a b\" 'c'", "x"]));
}

#[test]
fn logs_have_kubectls_options() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: app\n    image: busybox:1.36\n    \
                command: [sh, -c, 'n=0; while true; do n=$((n+1)); echo line $n; sleep 2; done']\n  - name: b\n    image: \
                busybox:1.36\n    command: [sh, -c, 'echo b; sleep 99']\n";
    let objects = read_objects(text.as_bytes(), "pod.yaml").unwrap();
    let life = play(&objects, &[], Duration::from_secs(30), Images::default(), Limits::default());
    let at = Duration::from_secs(8);
    let ask = |line: &str| match parse(line).map(|command| answer(&life, at, &command)) {
        Err(text) | Ok(Reply::Text(text)) => text,
        Ok(other) => panic!("{other:?}"),
    };
    assert_eq!(ask("kubectl logs web -c app --tail=2"), "line 3\nline 4\n");
    assert_eq!(ask("kubectl logs web -c app --since=3s"), "line 4\n");
    assert_eq!(ask("kubectl logs web app --limit-bytes=4"), "line");
    let stamped = ask("kubectl logs web -c app --tail 1 --timestamps");
    let moment = stamped.split(' ').next().unwrap_or_default();
    assert!(
        moment.starts_with("2026-01-01T09:00:06.") && moment.len() == "2026-01-01T09:00:06.123456789Z".len(),
        "{stamped}"
    );
    assert_eq!(ask("k logs web --all-containers --prefix --tail=1"), "[pod/web/app] line 4\n[pod/web/b] b\n");
    for (line, words) in [
        (
            "logs web -c app --since=soon",
            "error: invalid argument \"soon\" for \"--since\" flag: time: invalid duration \"soon\"\nSee 'kubectl logs --help' for \
             usage.\n",
        ),
        ("logs web --tail=-2", "error: --tail must be greater than or equal to -1\n"),
        (
            "logs web --all-containers -c b",
            "error: --all-containers=true should not be specified with container name b\n",
        ),
        ("logs web b -c app", "error: only one of -c or an inline [CONTAINER] arg is allowed\n"),
        ("logs nope", "error: error from server (NotFound): pods \"nope\" not found in namespace \"default\"\n"),
        ("logs web -c c", "error: container c is not valid for pod web out of: app, b\n"),
    ] {
        assert_eq!(ask(line), words);
    }
    let follows = parse("kubectl logs -f web -c app --tail=1 | grep -v 5").unwrap();
    assert_eq!(follow(&life, at, at, &follows).unwrap(), "line 4\n");
    assert_eq!(follow(&life, at, Duration::from_secs(13), &follows).unwrap(), "line 4\nline 6\nline 7\n");
    assert_eq!(follow(&life, at, at, &parse("logs web").unwrap()), None, "it ends at once");
    let watch = parse("kubectl get pods -w").unwrap();
    assert_eq!(follow(&life, Duration::ZERO, at, &watch).unwrap().lines().count(), 4);
    assert_eq!(follow(&life, at, at, &watch).unwrap().lines().count(), 2);
}

proptest::proptest! {
    #[test]
    fn no_line_is_too_strange(line in "[ a-z'\"/=\\\\|-]{0,60}") {
        _ = parse(&line);
    }
}

#[test]
fn a_pod_is_deleted_with_the_grace_that_is_asked_for() {
    for (flags, grace) in [
        ("", None),
        ("--grace-period=5", Some(5)),
        ("--now", Some(1)),
        // Only force makes it none.
        ("--grace-period=0", Some(1)),
        ("--force", Some(0)),
        ("--grace-period=0 --force", Some(0)),
    ] {
        let command = parse(&format!("kubectl delete pod web {flags}")).unwrap();
        let wanted = Command::Delete { pod: "web".to_owned(), namespace: Namespace::One("default".to_owned()), grace };
        assert_eq!(command, wanted, "{flags}");
    }
}

/// Two Pods with labels of their own, of which one finds no node.
fn two() -> Life {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web, tier: front}}\nspec:\n  containers:\n  - name: \
                app\n    image: busybox:1.36\n    command: [sh, -c, 'for n in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $n; done; sleep \
                99']\n  - {name: side, image: 'nginx:1.27'}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: db, labels: {app: \
                db}}\nspec:\n  containers:\n  - {name: pg, image: 'nginx:1.27', resources: {requests: {cpu: '64'}}}\n---\n\
                apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cfg}\ndata: {mode: fast}\n---\napiVersion: v1\nkind: Secret\n\
                metadata: {name: key}\nstringData: {password: secret}\n";
    let objects = read_objects(text.as_bytes(), "pod.yaml").unwrap();
    play(&objects, &[], Duration::from_secs(30), Images::default(), Limits::default())
}

fn ask_two(line: &str) -> String {
    match parse(line).map(|command| answer(&two(), Duration::from_secs(20), &command)) {
        Err(text) | Ok(Reply::Text(text)) => text,
        Ok(other) => panic!("{other:?}"),
    }
}

#[test]
fn get_picks_and_orders() {
    for (line, printed) in [
        ("kubectl get pods -l app=web -o name", "pod/web\n"),
        ("kubectl get pods -l 'app in (web,db)' -o name", "pod/db\npod/web\n"),
        ("kubectl get pods -l app!=web -o name", "pod/db\n"),
        ("kubectl get pods -l app=none", "No resources found in default namespace.\n"),
        ("kubectl get pods --field-selector=status.phase=Running -o name", "pod/web\n"),
        ("kubectl get pods --field-selector status.phase!=Running,metadata.name=db -o name", "pod/db\n"),
        ("kubectl get pods --field-selector=spec.nodeName=node01 -o name", "pod/web\n"),
        (
            "kubectl get events --field-selector involvedObject.name=db,type=Warning -o jsonpath='{.items[*].reason}'",
            "FailedScheduling",
        ),
        ("kubectl get pods --sort-by=.status.phase -o name", "pod/db\npod/web\n"),
        ("kubectl get pods --sort-by=.spec.nodeName -o name", "pod/db\npod/web\n"),
        ("kubectl get pods -A -o name", "pod/db\npod/web\n"),
        ("kubectl -n kube-system get pods", "No resources found in kube-system namespace.\n"),
        ("kubectl get po web -o jsonpath='{.spec.containers[*].name}'", "app side"),
        (
            "kubectl get pods -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName,IMAGES:.spec.containers[*].image",
            "NAME   NODE     IMAGES\ndb     <none>   nginx:1.27\nweb    node01   busybox:1.36,nginx:1.27\n",
        ),
        (
            "kubectl get pods -o custom-columns=A:.metadata.labels --no-headers",
            "map[app:db]\nmap[app:web tier:front]\n",
        ),
        ("kubectl get pod web db -o name", "pod/web\npod/db\n"),
        ("kubectl get pod/web cm/cfg -o name", "pod/web\nconfigmap/cfg\n"),
        ("kubectl get pod nope --ignore-not-found", ""),
        ("kubectl get cm,svc -o name", "configmap/cfg\nconfigmap/kube-root-ca.crt\nservice/kubernetes\n"),
    ] {
        assert_eq!(ask_two(line), printed, "{line}");
    }
}

#[test]
fn tables_have_what_is_asked_for() {
    for (line, printed) in [
        (
            "kubectl get pods -L app,tier",
            "NAME   READY   STATUS    RESTARTS   AGE   APP   TIER\ndb     0/1     Pending   0          20s   db    \nweb    2/2     \
             Running   0          20s   web   front\n",
        ),
        (
            "kubectl get pods --show-labels -l app=web",
            "NAME   READY   STATUS    RESTARTS   AGE   LABELS\nweb    2/2     Running   0          20s   app=web,tier=front\n",
        ),
        (
            "kubectl get svc -o wide",
            "NAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE   SELECTOR\nkubernetes   ClusterIP   10.96.0.1    \
             <none>        443/TCP   20s   <none>\n",
        ),
        ("kubectl get pod db --no-headers", "db    0/1   Pending   0     20s\n"),
        ("kubectl get pod db -A", "error: a resource cannot be retrieved by name across all namespaces\n"),
        (
            "kubectl get pods -A -l app=db",
            "NAMESPACE   NAME   READY   STATUS    RESTARTS   AGE\ndefault     db     0/1     Pending   0          20s\n",
        ),
        (
            "kubectl get pod/db secret/key",
            "NAME     READY   STATUS    RESTARTS   AGE\npod/db   0/1     Pending   0          20s\n\nNAME         TYPE     DATA   \
             AGE\nsecret/key   Opaque   1      20s\n",
        ),
        (
            "kubectl get pod db nope",
            "NAME   READY   STATUS    RESTARTS   AGE\ndb     0/1     Pending   0          20s\nError from server (NotFound): pods \
             \"nope\" not found\n",
        ),
        (
            "kubectl get pod db -o wide",
            "NAME   READY   STATUS    RESTARTS   AGE   IP       NODE     NOMINATED NODE   READINESS GATES\ndb     0/1     Pending   \
             0          20s   <none>   <none>   <none>           <none>\n",
        ),
    ] {
        assert_eq!(ask_two(line), printed, "{line}");
    }
    let wide = ask_two("kubectl get events -o wide --field-selector involvedObject.name=db");
    assert!(
        wide.starts_with("LAST SEEN   TYPE      REASON             OBJECT   SUBOBJECT   SOURCE              MESSAGE"),
        "{wide}"
    );
    let last = ask_two("kubectl get events --sort-by=.lastTimestamp | tail -1");
    assert!(last.contains("pod/web"), "{last}");
}

#[test]
fn what_get_cannot_do_is_said_in_kubectls_words() {
    let pods = "Unable to find \"/v1, Resource=pods\" that match label selector";
    for (line, words) in [
        ("get pods --foo", "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n".to_owned()),
        ("get pods -Az", "error: unknown shorthand flag: 'z' in -z\nSee 'kubectl get --help' for usage.\n".to_owned()),
        ("get pods -o", "error: flag needs an argument: 'o' in -o\nSee 'kubectl get --help' for usage.\n".to_owned()),
        (
            "get pods -w=maybe",
            "error: invalid argument \"maybe\" for \"-w, --watch\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax\nSee \
             'kubectl get --help' for usage.\n"
                .to_owned(),
        ),
        ("get pds", "error: the server doesn't have a resource type \"pds\"\n".to_owned()),
        ("get pod web -l app=web", "error: name cannot be provided when a selector is specified\n".to_owned()),
        (
            "get pods -l 'app web'",
            format!(
                "Error from server (BadRequest): {pods} \"app web\", field selector \"\": unable to parse requirement: found \
                 'web', expected: in, notin, =, ==, !=, gt, lt\n"
            ),
        ),
        (
            "get pods --field-selector=spec.image=x",
            format!(
                "Error from server (BadRequest): {pods} \"\", field selector \"spec.image=x\": field label not supported: \
                 spec.image\n"
            ),
        ),
        ("get pods --show-labels -o json", "error: --show-labels option cannot be used with json printer\n".to_owned()),
        ("get pod web -o jsonpath='{.a'", "error: error parsing jsonpath {.a, unclosed action\n".to_owned()),
        ("get pod nope -o jsonpath='{.a'", "Error from server (NotFound): pods \"nope\" not found\n".to_owned()),
        ("get pods -o custom-columns=A", "error: unexpected custom-columns spec: A, expected <header>:<json-path-expr>\n".to_owned()),
        (
            "get pods -o custom-columns=A:.spec.containers[1].name",
            "A\nerror: array index out of bounds: index 1, length 1\n".to_owned(),
        ),
        (
            "get pods -o name --sort-by=.x",
            "error: couldn't find any field with path \"{.x}\" in the list of objects\n".to_owned(),
        ),
        ("top pod", "error: Metrics API not available\n".to_owned()),
        ("events --for web", "error: --for must be in resource/name form\n".to_owned()),
        ("events --for pod/none", "No events found in default namespace.\n".to_owned()),
    ] {
        assert_eq!(ask_two(line), words, "{line}");
    }
    let words = ask_two("get pod web -o jsonpath='{.spec.containers[7]}'");
    let told = "error: error executing jsonpath \"{.spec.containers[7]}\": Error executing template: array index out of bounds: index \
                7, length 2. Printing more information for debugging the template:\n\ttemplate was:\n\t\t{.spec.containers[7]}\n\tobject \
                given to jsonpath engine was:\n\t\tmap[string]interface {}{\"apiVersion\":\"v1\", \"kind\":\"Pod\", ";
    assert!(words.starts_with(told), "{words}");
}

#[test]
fn logs_of_all_pods_with_a_label() {
    let ten = "3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
    assert_eq!(ask_two("logs -l app=web"), format!("Defaulted container \"app\" out of: app, side\n{ten}"));
    assert_eq!(ask_two("logs -l app=web --tail=1 -c app --prefix"), "[pod/web/app] 12\n");
    assert_eq!(ask_two("logs -l app=none"), "No resources found in default namespace.\n");
    assert_eq!(
        ask_two("logs web -l app=web"),
        "error: only a selector (-l) or a POD name is allowed\nSee 'kubectl logs -h' for help and examples\n"
    );
}

#[test]
fn describe_knows_what_a_pod_reads() {
    assert_eq!(
        ask_two("describe cm cfg"),
        "Name:         cfg\nNamespace:    default\nLabels:       <none>\nAnnotations:  \
         <none>\n\nData\n====\nmode:\n----\nfast\n\n\nBinaryData\n====\n\nEvents:  <none>\n"
    );
    assert_eq!(
        ask_two("describe secret key"),
        "Name:         key\nNamespace:    default\nLabels:       <none>\nAnnotations:  <none>\n\nType:  \
         Opaque\n\nData\n====\npassword:  6 bytes\n"
    );
    assert!(ask_two("describe pod we").starts_with("Name:             web\n"), "the beginning of a name is enough");
    assert_eq!(ask_two("describe pod x"), "Error from server (NotFound): pods \"x\" not found\n");
}
