//! `dd`.

use super::reading::number_with_suffix;
use crate::shell::applet::{Applet, Call};
use crate::world::{OpenHow, Seek};

pub(super) const APPLETS: &[Applet] = &[Applet {
    name: "dd",
    usage: "[if=FILE] [of=FILE] [ibs=N obs=N/bs=N] [count=N] [skip=N] [seek=N]\n	[conv=notrunc|noerror|sync|fsync]\n	[iflag=skip_bytes|count_bytes|fullblock|direct] [oflag=seek_bytes|append|direct]",
    run: |call| Box::pin(dd(call)),
}];

/// The biggest block that dd holds.
const BIGGEST_BLOCK: i64 = 256 << 20;

async fn dd(mut call: Call) -> u8 {
    let args = std::mem::take(&mut call.args);
    let (mut input, mut output, mut count) = (None, None, i64::MAX);
    let (mut read_size, mut write_size, mut skip, mut seek) = (512, 512, 0, 0);
    let (mut truncates, mut full, mut quiet) = (true, false, false);
    for arg in &args {
        let Some((key, value)) = arg.split_once('=') else {
            return call.show_usage().await;
        };
        let number = number_with_suffix(value).filter(|number| *number >= 0);
        let slot = match key {
            "if" => {
                input = Some(value.to_owned());
                continue;
            }
            "of" => {
                output = Some(value.to_owned());
                continue;
            }
            "conv" => {
                truncates &= !value.split(',').any(|word| word == "notrunc");
                continue;
            }
            "iflag" => {
                full |= value.split(',').any(|word| word == "fullblock");
                continue;
            }
            "oflag" => continue,
            "status" => {
                quiet = value == "none" || value == "noxfer";
                continue;
            }
            "bs" => {
                write_size = number.unwrap_or(0);
                &mut read_size
            }
            "ibs" => &mut read_size,
            "obs" => &mut write_size,
            "count" => &mut count,
            "skip" => &mut skip,
            "seek" => &mut seek,
            _ => return call.show_usage().await,
        };
        match number {
            Some(number) => *slot = number,
            None => {
                call.error(&format!("invalid number '{value}'")).await;
                return 1;
            }
        }
    }
    if !(1..=BIGGEST_BLOCK).contains(&read_size) || !(1..=BIGGEST_BLOCK).contains(&write_size) {
        call.error("number is not in range").await;
        return 1;
    }
    let from = match &input {
        Some(path) => match call.sys.open(path, OpenHow::READ).await {
            Ok(fd) => fd,
            Err(errno) => {
                call.error(&format!("can't open '{path}': {errno}")).await;
                return 1;
            }
        },
        None => 0,
    };
    let how = OpenHow { truncate: truncates && seek == 0, ..OpenHow::WRITE };
    let to = match &output {
        Some(path) => match call.sys.open(path, how).await {
            Ok(fd) => fd,
            Err(errno) => {
                call.error(&format!("can't open '{path}': {errno}")).await;
                return 1;
            }
        },
        None => 1,
    };
    if skip > 0 && call.sys.seek(from, Seek::To((skip * read_size).cast_unsigned())).is_err() {
        let _ = call.sys.read_all(from, usize::try_from(skip * read_size).unwrap_or(0)).await;
    }
    if seek > 0 && call.sys.seek(to, Seek::To((seek * write_size).cast_unsigned())).is_err() {
        call.error(&format!("{}: cannot seek", output.as_deref().unwrap_or("stdout"))).await;
        return 1;
    }
    let started = call.sys.now();
    let copied =
        Copied::run(&mut call, from, to, usize::try_from(read_size).unwrap_or(512), count, full, output.as_deref())
            .await;
    if !quiet {
        let took = call.sys.now().since(started).as_secs_f64().max(0.000_001);
        copied.report(&mut call, took).await;
    }
    copied.code
}

#[derive(Default)]
struct Copied {
    read: [u64; 2],
    wrote: [u64; 2],
    bytes: u64,
    code: u8,
}

impl Copied {
    async fn run(
        call: &mut Call,
        from: i32,
        to: i32,
        size: usize,
        count: i64,
        full: bool,
        output: Option<&str>,
    ) -> Copied {
        let mut copied = Copied::default();
        call.sys.hold_memory(i64::try_from(size).unwrap_or(i64::MAX));
        for _ in 0..count {
            let mut block = match call.sys.read(from, size).await {
                Ok(block) => block,
                Err(errno) => {
                    call.fail("read error", errno).await;
                    copied.code = 1;
                    break;
                }
            };
            // A device gives as much as is asked for; a pipe what it has.
            while (full || size > 1 << 20) && !block.is_empty() && block.len() < size {
                match call.sys.read(from, size - block.len()).await {
                    Ok(more) if !more.is_empty() => block.extend(more),
                    _ => break,
                }
            }
            if block.is_empty() {
                break;
            }
            copied.read[usize::from(block.len() < size)] += 1;
            call.sys.step(1 + block.len() as u64 / 16_384).await;
            let mut rest = block.as_slice();
            let mut failed = None;
            while !rest.is_empty() {
                match call.sys.write_some(to, rest).await {
                    Ok(count) => {
                        copied.bytes += count as u64;
                        rest = &rest[count..];
                    }
                    Err(errno) => {
                        failed = Some(errno);
                        break;
                    }
                }
            }
            if let Some(errno) = failed {
                if rest.len() < block.len() {
                    copied.wrote[1] += 1;
                }
                let name = output.map_or("stdout".to_owned(), |path| format!("'{path}'"));
                call.error(&format!("error writing {name}: {errno}")).await;
                copied.code = 1;
                break;
            }
            copied.wrote[usize::from(block.len() < size)] += 1;
        }
        call.sys.hold_memory(-i64::try_from(size).unwrap_or(i64::MAX));
        copied
    }

    async fn report(&self, call: &mut Call, seconds: f64) {
        #[expect(clippy::cast_precision_loss, reason = "a speed is shown with one digit")]
        let speed = self.bytes as f64 / seconds;
        call.complain(&format!(
            "{}+{} records in\n{}+{} records out\n{} bytes ({}B) copied, {seconds:.6} seconds, {}B/s\n",
            self.read[0],
            self.read[1],
            self.wrote[0],
            self.wrote[1],
            self.bytes,
            short(self.bytes),
            short_float(speed),
        ))
        .await;
    }
}

fn short(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a size is shown with one digit")]
    short_float(bytes as f64)
}

/// A size with one digit and its unit: `64.0M`.
fn short_float(mut value: f64) -> String {
    for unit in ["", "K", "M", "G", "T"] {
        if value < 1024.0 || unit == "T" {
            return if unit.is_empty() { format!("{value:.0}") } else { format!("{value:.1}{unit}") };
        }
        value /= 1024.0;
    }
    String::new()
}
