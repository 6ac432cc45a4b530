//! A pack and a file that mean harm: what a terminal could obey is never printed.

use super::machine::Machine;

/// Clears the screen, sets the title, rings, turns the direction of writing, as TOML and YAML write it.
const EVIL: &str = "\\u001b[2J\\u001b]0;title\\u0007\\u009b31m\\u202e\\u0008";

fn exercise() -> String {
    include_str!("../tui/small.toml")
        .replace("TITLE", &format!("Title {EVIL}"))
        .replace("KIND", "build")
        .replace("\"LEVEL\"", "1")
        .replace("PAR", "4m")
        .replace("TASK", &format!("Do `this {EVIL}` and **that {EVIL}**"))
        .replace("kubectl run", &format!("hint {EVIL}"))
        .replace("A Pod needs", &format!("{EVIL} A Pod needs"))
        .replace("the Pod is called", &format!("{EVIL} the Pod is called"))
        .replace("People look", &format!("{EVIL} People look"))
}

#[test]
fn no_command_prints_what_a_terminal_would_obey() {
    let machine = Machine::new();
    machine.write("pack/evil/small.toml", &exercise());
    machine.write("pack/evil/broken\u{1b}[31m.toml", &format!("format = 1\ntitle = \"{EVIL}\"\nkind = \"{EVIL}\"\n"));
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"small{EVIL}\"\nspec:\n  containers:\n  - name: app\n    image: \
         \"busybox:{EVIL}\"\n    \"x{EVIL}\": 1\n"
    );
    machine.write("pod.yaml", &pod);
    let path = machine.home().join("pod.yaml").display().to_string();
    let lines = [
        "list --pack pack".to_owned(),
        "list -o json --pack pack".to_owned(),
        "show small --pack pack".to_owned(),
        "show small -o json --pack pack".to_owned(),
        "start small --pack pack".to_owned(),
        "hint small --pack pack".to_owned(),
        format!("grade small {path} --pack pack"),
        format!("grade small {path} --reveal --pack pack"),
        format!("grade small {path} -o json --pack pack"),
        format!("validate {path}"),
        format!("simulate {path}"),
        "solution small --pack pack".to_owned(),
        "reset small --pack pack".to_owned(),
        "stats --pack pack".to_owned(),
        "pack check pack".to_owned(),
        "show small\u{1b}[31m --pack pack".to_owned(),
    ];
    for line in lines {
        let said = machine.run(&line, "");
        let harmful = |letter: char| letter.is_control() && letter != '\n' || matches!(letter, '\u{202a}'..='\u{202e}');
        assert!(!said.contains(harmful), "{line}: {said:?}");
        assert!(!said.trim().is_empty(), "{line}");
    }
}
