//! File modes as `chmod`, `mkdir -m` and `umask` write them, and as `ls -l` shows them.

use crate::world::Kind;

/// A mode given in octal or symbols (`u+x,go-w`), starting from an old one. `X` looks at `is_dir` and the old mode; where no
/// class is named, the umask's bits are left alone.
#[must_use]
pub fn parse(text: &str, old: u32, is_dir: bool, umask: u32) -> Option<u32> {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return u32::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o7777);
    }
    let mut mode = old;
    for clause in text.split(',') {
        let stop = clause.find(['+', '-', '='])?;
        let (classes, mut actions) = clause.split_at(stop);
        let mut who = 0;
        for class in classes.chars() {
            who |= match class {
                'u' => 0o4700,
                'g' => 0o2070,
                'o' => 0o0007,
                'a' => 0o7777,
                _ => return None,
            };
        }
        let limited = who == 0;
        let who = if limited { 0o7777 } else { who };
        while let Some(op) = actions.chars().next() {
            let rest = &actions[1..];
            let stop = rest.find(['+', '-', '=']).unwrap_or(rest.len());
            let mut bits = 0;
            for letter in rest[..stop].chars() {
                bits |= match letter {
                    'r' => 0o444,
                    'w' => 0o222,
                    'x' => 0o111,
                    'X' if is_dir || mode & 0o111 != 0 => 0o111,
                    'X' => 0,
                    's' => 0o6000,
                    't' => 0o1000,
                    'u' => (mode >> 6 & 7) * 0o111,
                    'g' => (mode >> 3 & 7) * 0o111,
                    'o' => (mode & 7) * 0o111,
                    _ => return None,
                };
            }
            let bits = bits & who & if limited { !umask } else { 0o7777 };
            match op {
                '+' => mode |= bits,
                '-' => mode &= !bits,
                '=' => mode = mode & !who | bits,
                _ => return None,
            }
            actions = &rest[stop..];
        }
    }
    Some(mode)
}

/// A mode as `ls -l` shows it: `drwxr-xr-x`.
#[must_use]
pub fn show(kind: Kind, mode: u32) -> String {
    let first = match kind {
        Kind::File => '-',
        Kind::Dir => 'd',
        Kind::Link => 'l',
        Kind::Fifo => 'p',
        Kind::Device => 'c',
        Kind::Socket => 's',
    };
    let mut text = String::from(first);
    for (shift, special, set, unset) in [(6, 0o4000, 's', 'S'), (3, 0o2000, 's', 'S'), (0, 0o1000, 't', 'T')] {
        let bits = mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (mode & special != 0, bits & 1 != 0) {
            (true, true) => set,
            (true, false) => unset,
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    text
}
