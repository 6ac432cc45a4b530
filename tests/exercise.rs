//! Exercise files, packs and their proof.

use podlings::exercise;

#[test]
fn measure() {
    let text = include_str!("../exercises/init-containers/config-loader.toml");
    let loaded = exercise::load("config-loader.toml", "init-containers", "config-loader", text);
    if let Err(problems) = &loaded {
        for problem in problems {
            println!("{problem}");
        }
    }
    assert!(loaded.is_ok());
    let start = std::time::Instant::now();
    for _ in 0..100 {
        let _ = exercise::load("config-loader.toml", "init-containers", "config-loader", text);
    }
    println!("load {:?}", start.elapsed() / 100);
    let start = std::time::Instant::now();
    for _ in 0..100 {
        let _: exercise::file::File = toml::from_str(text).unwrap();
    }
    println!("parse {:?}", start.elapsed() / 100);
    let start = std::time::Instant::now();
    let head = text.split("[[hints]]").next().unwrap();
    for _ in 0..100 {
        let _: toml::Table = toml::from_str(head).unwrap();
    }
    println!("head {:?}", start.elapsed() / 100);
}
