//! Packing as gzip 1.2.4 does it at its level 6, with the small tables that busybox has: the same bytes come out. It must
//! not know files.

use super::inflate::{DISTANCES, LENGTHS, ORDER, fixed_lengths};

const WINDOW: usize = 0x8000;
const HASH_BITS: u32 = 13;
const HASH_SHIFT: u32 = 5;
const SHORTEST: usize = 3;
const LONGEST: usize = 258;
/// How far back a match may lie.
const FARTHEST: usize = WINDOW - (LONGEST + SHORTEST + 1);
/// A match of three bytes that lies farther back is none.
const TOO_FAR: usize = 4096;
/// What a block holds.
const BLOCK: usize = 0x2000;
const CHAIN: u32 = 128;
const LAZY: usize = 16;
const GOOD: usize = 8;
const NICE: usize = 128;
/// No place: the first byte is never matched.
const NOWHERE: usize = 0;

/// A byte, or a match by length and distance.
#[derive(Clone, Copy)]
enum Item {
    Byte(u8),
    Match(usize, usize),
}

/// Packs data.
pub fn deflate(data: &[u8]) -> Vec<u8> {
    let mut packer = Packer {
        data,
        head: vec![NOWHERE; 1 << HASH_BITS],
        previous: vec![NOWHERE; WINDOW],
        hash: 0,
        match_start: 0,
        items: Vec::new(),
        matches: 0,
        block_start: 0,
        out: Writer::default(),
    };
    packer.pack();
    packer.out.bytes
}

struct Packer<'d> {
    data: &'d [u8],
    head: Vec<usize>,
    previous: Vec<usize>,
    hash: usize,
    match_start: usize,
    items: Vec<Item>,
    matches: usize,
    block_start: usize,
    out: Writer,
}

impl Packer<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.data.get(at).copied().unwrap_or(0)
    }

    fn update(&mut self, at: usize) {
        self.hash = ((self.hash << HASH_SHIFT) ^ usize::from(self.byte(at))) & ((1 << HASH_BITS) - 1);
    }

    /// Enters the three bytes at a place; where the same may have stood before.
    fn insert(&mut self, at: usize) -> usize {
        self.update(at + SHORTEST - 1);
        let before = std::mem::replace(&mut self.head[self.hash], at);
        self.previous[at % WINDOW] = before;
        before
    }

    fn pack(&mut self) {
        self.update(0);
        self.update(1);
        let (mut at, mut length, mut available) = (0, SHORTEST - 1, false);
        while at < self.data.len() {
            let left = self.data.len() - at;
            let found = self.insert(at);
            let (before, before_start) = (length, self.match_start);
            length = SHORTEST - 1;
            if found != NOWHERE && before < LAZY && at - found <= FARTHEST {
                length = self.longest(at, found, before).min(left);
                if length == SHORTEST && at - self.match_start > TOO_FAR {
                    length -= 1;
                }
            }
            if before >= SHORTEST && length <= before {
                let full = self.add(Item::Match(before, at - 1 - before_start), at);
                for _ in 0..before - 2 {
                    at += 1;
                    self.insert(at);
                }
                available = false;
                length = SHORTEST - 1;
                at += 1;
                if full {
                    self.flush(at, false);
                }
            } else {
                if available && self.add(Item::Byte(self.byte(at - 1)), at) {
                    self.flush(at, false);
                }
                available = true;
                at += 1;
            }
        }
        if available {
            self.add(Item::Byte(self.byte(at - 1)), at);
        }
        self.flush(at, true);
    }

    /// The longest match for a place among those that may be one.
    fn longest(&mut self, at: usize, mut candidate: usize, before: usize) -> usize {
        let mut chain = if before >= GOOD { CHAIN >> 2 } else { CHAIN };
        let limit = at.saturating_sub(FARTHEST);
        let mut best = before;
        loop {
            if self.byte(candidate + best) == self.byte(at + best) && self.byte(candidate) == self.byte(at) {
                let length =
                    (0..LONGEST).take_while(|step| self.byte(candidate + step) == self.byte(at + step)).count();
                if length > best {
                    self.match_start = candidate;
                    best = length;
                    if length >= NICE {
                        break;
                    }
                }
            }
            candidate = self.previous[candidate % WINDOW];
            chain -= 1;
            if candidate <= limit || chain == 0 {
                break;
            }
        }
        best
    }

    /// Adds an item; whether the block should end here.
    fn add(&mut self, item: Item, at: usize) -> bool {
        self.items.push(item);
        self.matches += usize::from(matches!(item, Item::Match(..)));
        if self.items.len().is_multiple_of(0x1000) {
            // Where hardly anything matches and it still gets smaller, other codes may do better from here on.
            let mut bits = self.items.len() * 8;
            for item in &self.items {
                if let Item::Match(_, distance) = item {
                    bits += 5 + usize::try_from(DISTANCES[distance_symbol(*distance)].1).unwrap_or(0);
                }
            }
            if self.matches < self.items.len() / 2 && bits / 8 < (at - self.block_start) / 2 {
                return true;
            }
        }
        self.items.len() == BLOCK - 1 || self.matches == BLOCK
    }

    fn flush(&mut self, end: usize, last: bool) {
        let items = std::mem::take(&mut self.items);
        self.matches = 0;
        let start = std::mem::replace(&mut self.block_start, end);
        let stored = self.data.get(start..end.min(self.data.len())).unwrap_or_default();
        self.out.block(&items, stored, last);
        if last {
            self.out.fill_byte();
        }
    }
}

fn length_symbol(length: usize) -> usize {
    // 258 has a symbol of its own.
    LENGTHS.iter().rposition(|(base, _)| usize::from(*base) <= length).unwrap_or(0)
}

fn distance_symbol(distance: usize) -> usize {
    DISTANCES.iter().rposition(|(base, _)| usize::from(*base) <= distance).unwrap_or(0)
}

/// Bits on their way out.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl Writer {
    fn put(&mut self, value: u32, count: u32) {
        self.held |= u64::from(value) << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push((self.held & 0xff) as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    fn fill_byte(&mut self) {
        if self.count > 0 {
            self.put(0, 8 - self.count);
        }
    }

    /// Writes a block in whichever of the three ways is shortest.
    fn block(&mut self, items: &[Item], stored: &[u8], last: bool) {
        let mut letters = vec![0_u32; 286];
        let mut distances = vec![0_u32; 30];
        letters[256] = 1;
        for item in items {
            match item {
                Item::Byte(byte) => letters[usize::from(*byte)] += 1,
                Item::Match(length, distance) => {
                    letters[257 + length_symbol(*length)] += 1;
                    distances[distance_symbol(*distance)] += 1;
                }
            }
        }
        let letter_code = Code::new(&letters, 15);
        let distance_code = Code::new(&distances, 15);
        let runs = runs(&letter_code, &distance_code);
        let mut run_counts = vec![0_u32; 19];
        for (symbol, _, _) in &runs {
            run_counts[*symbol] += 1;
        }
        let run_code = Code::new(&run_counts, 7);
        let given = ORDER.iter().rposition(|place| run_code.lengths[*place] > 0).map_or(4, |last| (last + 1).max(4));
        let extra: u32 = items.iter().map(extra_bits).sum();
        let cost = |counts: &[u32], lengths: &[u8]| -> u32 {
            counts.iter().zip(lengths).map(|(count, length)| count * u32::from(*length)).sum()
        };
        let run_bits: u32 = runs.iter().map(|(_, _, bits)| *bits).sum();
        let own = extra
            + cost(&letters, &letter_code.lengths)
            + cost(&distances, &distance_code.lengths)
            + cost(&run_counts, &run_code.lengths)
            + run_bits
            + 3 * u32::try_from(given).unwrap_or(19)
            + 14;
        let fixed = extra + cost(&letters, &fixed_lengths()) + 5 * distances.iter().sum::<u32>();
        let (own, fixed) = ((own + 3 + 7) >> 3, (fixed + 3 + 7) >> 3);
        let shorter = own.min(fixed);
        if stored.len() + 4 <= usize::try_from(shorter).unwrap_or(usize::MAX) && stored.len() < 0x10000 {
            self.put(u32::from(last), 3);
            self.fill_byte();
            let length = u32::try_from(stored.len()).unwrap_or(0);
            self.put(length, 16);
            self.put(!length & 0xffff, 16);
            self.bytes.extend_from_slice(stored);
        } else if fixed == shorter {
            self.put(2 + u32::from(last), 3);
            self.items(items, &Code::of(fixed_lengths()), &Code::of(vec![5; 30]));
        } else {
            self.put(4 + u32::from(last), 3);
            self.put(u32::try_from(letter_code.used - 257).unwrap_or(0), 5);
            self.put(u32::try_from(distance_code.used - 1).unwrap_or(0), 5);
            self.put(u32::try_from(given - 4).unwrap_or(0), 4);
            for place in &ORDER[..given] {
                self.put(u32::from(run_code.lengths[*place]), 3);
            }
            for (symbol, value, bits) in runs {
                self.put(run_code.codes[symbol], u32::from(run_code.lengths[symbol]));
                self.put(value, bits);
            }
            self.items(items, &letter_code, &distance_code);
        }
    }

    fn items(&mut self, items: &[Item], letters: &Code, distances: &Code) {
        for item in items {
            match item {
                Item::Byte(byte) => self.symbol(letters, usize::from(*byte)),
                Item::Match(length, distance) => {
                    for (code, add, number, table) in
                        [(letters, 257, *length, &LENGTHS[..]), (distances, 0, *distance, &DISTANCES[..])]
                    {
                        let symbol = table.iter().rposition(|(base, _)| usize::from(*base) <= number).unwrap_or(0);
                        self.symbol(code, add + symbol);
                        let (base, bits) = table[symbol];
                        self.put(u32::try_from(number - usize::from(base)).unwrap_or(0), bits);
                    }
                }
            }
        }
        self.symbol(letters, 256);
    }

    fn symbol(&mut self, code: &Code, symbol: usize) {
        self.put(code.codes[symbol], u32::from(code.lengths[symbol]));
    }
}

fn extra_bits(item: &Item) -> u32 {
    match item {
        Item::Byte(_) => 0,
        Item::Match(length, distance) => LENGTHS[length_symbol(*length)].1 + DISTANCES[distance_symbol(*distance)].1,
    }
}

/// The lengths of both codes as runs: a symbol, a number that follows it, and the bits of that.
fn runs(letters: &Code, distances: &Code) -> Vec<(usize, u32, u32)> {
    let mut all = Vec::new();
    for code in [letters, distances] {
        let lengths = &code.lengths[..code.used];
        let (mut at, mut before) = (0, None);
        while at < lengths.len() {
            let length = lengths[at];
            let (most, least) = match length {
                0 => (138, 3),
                _ if before == Some(length) => (6, 3),
                _ => (7, 4),
            };
            let same = lengths[at..].iter().take(most).take_while(|other| **other == length).count();
            let count = |less: usize| u32::try_from(same - less).unwrap_or(0);
            if same < least {
                all.extend(std::iter::repeat_n((usize::from(length), 0, 0), same));
            } else if length != 0 {
                let mut rest = 3;
                if before != Some(length) {
                    all.push((usize::from(length), 0, 0));
                    rest = 4;
                }
                all.push((16, count(rest), 2));
            } else if same <= 10 {
                all.push((17, count(3), 3));
            } else {
                all.push((18, count(11), 7));
            }
            before = Some(length);
            at += same;
        }
    }
    all
}

/// A prefix code: the length of each symbol, its bits in the order in which they go out, and how many symbols are written.
struct Code {
    lengths: Vec<u8>,
    codes: Vec<u32>,
    used: usize,
}

/// A heap of nodes, the lightest first; of two as heavy the flatter one.
struct Heap {
    nodes: Vec<usize>,
    weights: Vec<u32>,
    depths: Vec<u32>,
}

impl Heap {
    fn is_lighter(&self, one: usize, other: usize) -> bool {
        (self.weights[one], self.depths[one]) <= (self.weights[other], self.depths[other])
    }

    fn sift(&mut self, mut place: usize) {
        let node = self.nodes[place];
        let mut child = 2 * place + 1;
        while child < self.nodes.len() {
            if child + 1 < self.nodes.len() && self.is_lighter(self.nodes[child + 1], self.nodes[child]) {
                child += 1;
            }
            if self.is_lighter(node, self.nodes[child]) {
                break;
            }
            self.nodes[place] = self.nodes[child];
            place = child;
            child = 2 * place + 1;
        }
        self.nodes[place] = node;
    }

    fn take(&mut self) -> usize {
        let top = self.nodes[0];
        if let Some(last) = self.nodes.pop()
            && let Some(first) = self.nodes.first_mut()
        {
            *first = last;
            self.sift(0);
        }
        top
    }
}

impl Code {
    /// The code of lengths that are known.
    fn of(lengths: Vec<u8>) -> Code {
        let codes = codes(&lengths);
        let used = lengths.len();
        Code { lengths, codes, used }
    }

    /// The best code for symbols that occur so often, none longer than a number of bits.
    fn new(counts: &[u32], most: u8) -> Code {
        let size = counts.len();
        let mut weights = counts.to_vec();
        let mut nodes: Vec<usize> = (0..size).filter(|symbol| counts[*symbol] > 0).collect();
        let mut highest = nodes.last().copied();
        // A code has two symbols at least.
        while nodes.len() < 2 {
            let symbol = match highest {
                Some(symbol) if symbol >= 2 => 0,
                Some(symbol) => symbol + 1,
                None => 0,
            };
            if highest.is_none_or(|highest| highest < 2) {
                highest = Some(symbol);
            }
            weights[symbol] = 1;
            nodes.push(symbol);
        }
        let leaves = nodes.len();
        weights.resize(size + leaves, 0);
        let mut heap = Heap { nodes, weights, depths: vec![0; size + leaves] };
        for place in (0..leaves / 2).rev() {
            heap.sift(place);
        }
        let mut parents = vec![0; size + leaves];
        let mut order = Vec::with_capacity(2 * leaves);
        let mut next = size;
        while heap.nodes.len() >= 2 {
            let one = heap.take();
            let other = heap.nodes[0];
            order.extend([one, other]);
            heap.weights[next] = heap.weights[one] + heap.weights[other];
            heap.depths[next] = heap.depths[one].max(heap.depths[other]) + 1;
            parents[one] = next;
            parents[other] = next;
            heap.nodes[0] = next;
            heap.sift(0);
            next += 1;
        }
        order.push(next - 1);
        order.reverse();
        let lengths = lengths(&order, &parents, size, most);
        let codes = codes(&lengths);
        Code { lengths, codes, used: highest.unwrap_or(0) + 1 }
    }
}

/// The lengths of symbols in a tree whose nodes come with the root first; those that are too deep are brought up.
fn lengths(order: &[usize], parents: &[usize], size: usize, most: u8) -> Vec<u8> {
    let mut depths = vec![0_u8; parents.len()];
    let mut counts = [0_i32; 17];
    let mut overflow = 0;
    for node in &order[1..] {
        let deep = depths[parents[*node]] + 1;
        let depth = deep.min(most);
        overflow += i32::from(deep > most);
        depths[*node] = depth;
        if *node < size {
            counts[usize::from(depth)] += 1;
        }
    }
    if overflow > 0 {
        while overflow > 0 {
            let mut bits = usize::from(most) - 1;
            while counts[bits] == 0 {
                bits -= 1;
            }
            counts[bits] -= 1;
            counts[bits + 1] += 2;
            counts[usize::from(most)] -= 1;
            overflow -= 2;
        }
        // The lightest get the longest.
        let mut leaves = order.iter().rev().filter(|node| **node < size);
        for bits in (1..=most).rev() {
            for leaf in leaves.by_ref().take(usize::try_from(counts[usize::from(bits)]).unwrap_or(0)) {
                depths[*leaf] = bits;
            }
        }
    }
    depths.truncate(size);
    depths
}

/// The bits of each symbol, reversed as they go out.
fn codes(lengths: &[u8]) -> Vec<u32> {
    let mut counts = [0_u32; 17];
    for length in lengths.iter().filter(|length| **length > 0) {
        counts[usize::from(*length)] += 1;
    }
    let mut next = [0_u32; 17];
    for bits in 1..17 {
        next[bits] = (next[bits - 1] + counts[bits - 1]) << 1;
    }
    let code = |length: &u8| match *length {
        0 => 0,
        bits => {
            let code = next[usize::from(bits)];
            next[usize::from(bits)] += 1;
            code.reverse_bits() >> (32 - u32::from(bits))
        }
    };
    lengths.iter().map(code).collect()
}
