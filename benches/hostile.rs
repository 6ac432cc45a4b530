//! How long hostile scripts keep the program busy until they are stopped. `cargo bench --bench hostile` runs each once, as
//! `podlings sh -c` does, and prints the slowest first; words behind `--` choose scripts that have one of them.

use std::process::{Command, Stdio};
use std::time::Instant;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let chosen = SCRIPTS.iter().filter(|script| words.is_empty() || words.iter().any(|word| script.contains(word)));
    let mut times: Vec<(f64, &str, String)> = chosen.map(|script| time(script)).collect();
    times.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
    for (seconds, script, words) in times {
        println!("{seconds:.2} s  {script}  [{words}]");
    }
}

/// How many seconds a script takes, and the program's last words.
fn time(script: &str) -> (f64, &str, String) {
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_podlings"));
    let ended = command.args(["sh", "-c", script]).stdin(Stdio::null()).output().expect("the program starts");
    let said = String::from_utf8_lossy(&ended.stderr);
    (start.elapsed().as_secs_f64(), script, said.lines().last().unwrap_or("it ended by itself").to_owned())
}

/// What people try, and what they do by mistake.
const SCRIPTS: &[&str] = &[
    r#"f='echo hi'; i=0; while [ $i -lt 10000 ]; do f="eval $f"; i=$((i+1)); done; $f"#,
    r"x=a; while :; do x=$x$x; done",
    r"while :; do tar czf - /etc >/dev/null; done",
    r"while :; do :; done",
    r"f(){ f|f& }; f; wait",
    r":(){ :|:& };:; sleep 100",
    r"yes",
    r"yes > /tmp/x",
    r"f(){ f; }; f",
    r"f(){ echo $(f); }; f",
    r"i=0; while [ $i -lt 1000000 ]; do : > /tmp/f$i; i=$((i+1)); done; ls /tmp | wc -l",
    r"seq 1000000 | xargs touch",
    r"dd if=/dev/zero of=/tmp/x bs=1M count=100000",
    r"cat /dev/zero",
    r"cat /dev/zero | wc -c",
    r#"awk "BEGIN{while(1)i++}""#,
    r#"awk "BEGIN{s="a";while(1)s=s s}""#,
    r#"awk "BEGIN{while(1)a[i++]=i}""#,
    r#"echo a | sed ":a;s/a/aa/;ta""#,
    r#"echo a | sed ":a;ba""#,
    r"yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | grep '\(a*\)*\1c'",
    r"while :; do expr 1 + 1 >/dev/null; done",
    r"while :; do find / >/dev/null; done",
    r"seq 1 1000000000",
    r"yes | sort",
    r"while :; do md5sum /bin/busybox >/dev/null; done",
    r#"printf "%1000000000d" 1"#,
    r"while :; do echo /*/*/* >/dev/null; done",
    r"top -b",
    r"watch -n 0 date",
    r"while :; do nc -z localhost 80; done",
    r"nc -lk -p 80 -e nc localhost 80 & while :; do nc localhost 80 & done",
    r"httpd; while :; do wget -qO- localhost; done",
    r"mkfifo /tmp/p; cat /tmp/p > /tmp/p & while :; do echo a > /tmp/p; done",
    r#"echo "2^1000000" | bc"#,
    r#"echo "while(1) a=a+1" | bc"#,
    r"while :; do sleep 0; done",
    r"while :; do usleep 1; done",
    r#"trap "kill $$" TERM; kill $$"#,
    r#"trap "kill -USR1 \$\$" USR1; kill -USR1 $$; sleep 1000"#,
    r"kill -9 -1",
    r#"echo "exec sh /tmp/a" > /tmp/a; exec sh /tmp/a"#,
    r#"echo "sh /tmp/a" > /tmp/a; sh /tmp/a"#,
    r#"echo "sh /tmp/a & sh /tmp/a" > /tmp/a; sh /tmp/a"#,
    r"i=0; while :; do i=$((i+1)); done",
    r"while :; do mkdir d; cd d; done",
    r"ln -s /tmp/a /tmp/b; ln -s /tmp/b /tmp/a; while :; do cat /tmp/a; done 2>/dev/null",
    r"yes | gzip > /dev/null",
    r"while :; do head -c 10000000 /dev/zero | gzip | gunzip; done >/dev/null",
    r"yes | split -b 1",
    r"yes | tee /tmp/a /tmp/b /tmp/c >/dev/null",
    r"yes | xargs -n 1 echo >/dev/null",
    r"yes | xargs >/dev/null",
    r"tr a b < /dev/zero",
    r#"yes | tr -d "\n" | rev"#,
    r"while :; do head -c 1000000 /dev/urandom >/dev/null; done",
    r"od /dev/zero",
    r"yes | cut -c1 >/dev/null",
    r"yes | uniq",
    r"seq 1000000 | sort -n | tail -1",
    r#"while :; do set -- "$@" a; done"#,
    r#"set -- a; while :; do set -- "$@" "$@"; done"#,
    r"x=$(seq 100000); while :; do x=${x%a*}; y=${x#*1}; done",
    r"for i in $(seq 1000000); do :; done",
    r"x=$(seq 10000); while :; do case $x in *a*b*c*d*) ;; esac; done",
    r#"seq 1000000 | sed "s/1/22/g" | wc"#,
    r#"awk "BEGIN{while(1)split("a b c d",a)}""#,
    r#"awk "BEGIN{s=sprintf("%1000s","");while(1){t=s;gsub(/ /,"ab",t)}}""#,
    r#"awk "BEGIN{while(1)x=sprintf("%100000s",1)}""#,
    r"seq 20000 > /tmp/a; seq 20000 | sort -r > /tmp/b; diff /tmp/a /tmp/b | wc -l",
    r"while :; do date; done >/dev/null",
    r"while :; do export a$i=1; i=$((i+1)); done",
    r"while :; do alias a$i=b; i=$((i+1)); done",
    r#"while :; do eval "f$i(){ :; }"; i=$((i+1)); done"#,
    r"while :; do cat /proc/*/cmdline; done >/dev/null",
    r"while :; do ps; done > /dev/null",
    r"while :; do sleep 1000 & done",
    r"while :; do cp -r /etc /tmp/$i; i=$((i+1)); done",
    r"while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >> /tmp/a; done",
    r"echo a > /tmp/a; while :; do cat /tmp/a /tmp/a > /tmp/b; mv /tmp/b /tmp/a; done",
    r"echo a > /tmp/a; cat /tmp/a >> /tmp/a",
    r"yes | while read x; do :; done",
    r"yes | cat | cat | cat | cat | cat > /dev/null",
    r"yes | base64 > /dev/null",
    r"yes | sha512sum",
    r"dd if=/dev/zero of=/dev/null bs=1",
    r"truncate -s 100G /tmp/a; md5sum /tmp/a",
    r"yes > /tmp/a & tail -f /tmp/a",
    r"dd if=/dev/zero of=/tmp/a bs=1 seek=100G count=1; cat /tmp/a | wc -c",
    r"while :; do timeout 1 true; done",
    r"time yes >/dev/null",
    r#"find / -exec sh -c "while :; do :; done" \;"#,
    r"for i in 1 2 3 4 5 6; do while :; do :; done & done; wait",
    r"for i in 1 2 3 4 5 6; do yes | uniq & done; wait",
    r"i=0; while [ $i -lt 100 ]; do while :; do :; done & i=$((i+1)); done; wait",
    r"i=0; while [ $i -lt 100 ]; do while :; do find / >/dev/null; done & i=$((i+1)); done; wait",
    r"while :; do (:); done",
    r"while :; do x=$(echo a); done",
    r"while :; do x=`cat /etc/passwd`; done",
    r"while :; do unset x; x=${x:-$(id)}; done",
    r"seq 100000 > /tmp/a; while :; do hexdump -C /tmp/a; done >/dev/null",
    r#"seq 100000 > /tmp/a; while :; do awk "END{print NR}" /tmp/a; done >/dev/null"#,
    r"seq 100000 > /tmp/a; while :; do sort -u /tmp/a; done >/dev/null",
    r"seq 100000 > /tmp/a; while :; do tail -n 1 /tmp/a; done >/dev/null",
    r"seq 100000 > /tmp/a; while :; do comm /tmp/a /tmp/a; done >/dev/null",
    r"seq 5000 >/tmp/a; seq 5000 | rev >/tmp/b; while :; do diff /tmp/a /tmp/b; done >/dev/null",
    r#"x=$(seq 20000); while :; do [ "$x" = "$x" ]; done"#,
    r"while :; do dd if=/dev/urandom bs=1M count=10 of=/dev/null; done 2>/dev/null",
    r"while :; do sleep 0.1; echo x > /tmp/x; done",
    r"while :; do sleep 1; seq 100000 | sort -n >/dev/null; done",
];
