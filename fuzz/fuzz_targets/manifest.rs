//! Any bytes as a manifest: an answer and no panic, and the same answer for the same object as JSON.
//! `cargo +nightly fuzz run manifest`
#![no_main]

mod guarded;

use libfuzzer_sys::fuzz_target;
use podlings::manifest::decode::plain;
use podlings::manifest::judge::{Judgement, judge};
use podlings::manifest::read;
use podlings::manifest::words::{Form, print};

fn verdicts(judgement: &Judgement) -> Vec<bool> {
    judgement.objects.iter().map(|judged| judged.refusals.is_empty()).collect()
}

fuzz_target!(init: guarded::let_guarded_panics_pass(), |bytes: &[u8]| {
    let judgement = judge(bytes, "pod.yaml");
    for form in [Form::Sentence, Form::Json, Form::Yaml] {
        let printed = print(std::slice::from_ref(&judgement), form);
        assert_eq!(printed.code == 0, judgement.accepted());
    }
    let reading = read(bytes);
    if reading.error.is_none() {
        let json: String = reading.documents.iter().map(|document| format!("{}\n", plain(&document.root))).collect();
        if json.starts_with('{') {
            assert_eq!(verdicts(&judgement), verdicts(&judge(json.as_bytes(), "pod.yaml")));
        }
    }
});
