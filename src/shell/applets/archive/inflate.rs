//! Unpacking of deflated data (RFC 1951). Data are hostile: whatever they say, it ends, within a limit of bytes.

/// Why data cannot be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// They end too early.
    Short,
    /// They are none that a packer makes.
    Wrong,
    /// They are more than the limit.
    Large,
}

/// Bits in the order in which they were packed.
struct Bits<'d> {
    data: &'d [u8],
    at: usize,
    held: u32,
    count: u32,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Result<u32, Broken> {
        while self.count < count {
            let byte = *self.data.get(self.at).ok_or(Broken::Short)?;
            self.at += 1;
            self.held |= u32::from(byte) << self.count;
            self.count += 8;
        }
        let value = self.held & ((1 << count) - 1);
        self.held >>= count;
        self.count -= count;
        Ok(value)
    }

    fn skip_to_byte(&mut self) {
        self.held = 0;
        self.count = 0;
    }
}

/// A prefix code: how many codes there are of each length, and their symbols in order.
struct Code {
    counts: [u16; 16],
    symbols: Vec<u16>,
}

impl Code {
    fn new(lengths: &[u8]) -> Result<Code, Broken> {
        let mut counts = [0_u16; 16];
        for length in lengths {
            counts[usize::from(*length)] += 1;
        }
        counts[0] = 0;
        let mut left = 1_i32;
        let mut offsets = [0_usize; 16];
        for length in 1..16 {
            left = (left << 1) - i32::from(counts[length]);
            if left < 0 {
                return Err(Broken::Wrong);
            }
            offsets[length] = offsets[length - 1] + usize::from(counts[length - 1]);
        }
        let mut symbols = vec![0; lengths.len()];
        for (symbol, length) in (0_u16..).zip(lengths) {
            if *length > 0 {
                let offset = &mut offsets[usize::from(*length)];
                symbols[*offset] = symbol;
                *offset += 1;
            }
        }
        Ok(Code { counts, symbols })
    }

    fn symbol(&self, bits: &mut Bits<'_>) -> Result<usize, Broken> {
        let (mut code, mut first, mut index) = (0_i32, 0_i32, 0_i32);
        for length in 1..16 {
            code |= i32::try_from(bits.take(1)?).unwrap_or(0);
            let count = i32::from(self.counts[length]);
            if code - count < first {
                let at = usize::try_from(index + (code - first)).map_err(|_| Broken::Wrong)?;
                return self.symbols.get(at).map(|symbol| usize::from(*symbol)).ok_or(Broken::Wrong);
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        Err(Broken::Wrong)
    }
}

/// The first length that each symbol from 257 on stands for, and how many bits follow it.
pub const LENGTHS: [(u16, u32); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];

/// The same of distances.
pub const DISTANCES: [(u16, u32); 30] = [
    (1, 0),
    (2, 0),
    (3, 0),
    (4, 0),
    (5, 1),
    (7, 1),
    (9, 2),
    (13, 2),
    (17, 3),
    (25, 3),
    (33, 4),
    (49, 4),
    (65, 5),
    (97, 5),
    (129, 6),
    (193, 6),
    (257, 7),
    (385, 7),
    (513, 8),
    (769, 8),
    (1025, 9),
    (1537, 9),
    (2049, 10),
    (3073, 10),
    (4097, 11),
    (6145, 11),
    (8193, 12),
    (12289, 12),
    (16385, 13),
    (24577, 13),
];

/// The order in which the lengths of the code of lengths are written.
pub const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// The lengths of the fixed code of letters and lengths.
pub fn fixed_lengths() -> Vec<u8> {
    (0..288)
        .map(|symbol| match symbol {
            144..=255 => 9,
            256..=279 => 7,
            _ => 8,
        })
        .collect()
}

/// Unpacks data: what they hold, and how many bytes they were.
///
/// # Errors
/// What is wrong with them.
pub fn inflate(data: &[u8], most: usize) -> Result<(Vec<u8>, usize), Broken> {
    let mut bits = Bits { data, at: 0, held: 0, count: 0 };
    let mut out = Vec::new();
    loop {
        let last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(&mut bits, &mut out, most)?,
            1 => {
                let (letters, distances) = (Code::new(&fixed_lengths())?, Code::new(&[5; 30])?);
                block(&mut bits, &mut out, &letters, &distances, most)?;
            }
            2 => {
                let (letters, distances) = codes(&mut bits)?;
                block(&mut bits, &mut out, &letters, &distances, most)?;
            }
            _ => return Err(Broken::Wrong),
        }
        if last {
            return Ok((out, bits.at));
        }
    }
}

fn stored(bits: &mut Bits<'_>, out: &mut Vec<u8>, most: usize) -> Result<(), Broken> {
    bits.skip_to_byte();
    let (length, check) = (bits.take(16)?, bits.take(16)?);
    if length != !check & 0xffff {
        return Err(Broken::Wrong);
    }
    let end = bits.at + usize::try_from(length).unwrap_or(0);
    let part = bits.data.get(bits.at..end).ok_or(Broken::Short)?;
    if out.len() + part.len() > most {
        return Err(Broken::Large);
    }
    out.extend_from_slice(part);
    bits.at = end;
    Ok(())
}

fn codes(bits: &mut Bits<'_>) -> Result<(Code, Code), Broken> {
    let mut number = |count, add: usize| bits.take(count).map(|value| usize::try_from(value).unwrap_or(0) + add);
    let (letters, distances, given) = (number(5, 257)?, number(5, 1)?, number(4, 4)?);
    let mut lengths = [0; 19];
    for place in &ORDER[..given] {
        lengths[*place] = u8::try_from(bits.take(3)?).unwrap_or(0);
    }
    let code = Code::new(&lengths)?;
    let mut lengths: Vec<u8> = Vec::new();
    while lengths.len() < letters + distances {
        let (value, times) = match code.symbol(bits)? {
            16 => (*lengths.last().ok_or(Broken::Wrong)?, 3 + bits.take(2)?),
            17 => (0, 3 + bits.take(3)?),
            18 => (0, 11 + bits.take(7)?),
            length => (u8::try_from(length).unwrap_or(0), 1),
        };
        lengths.extend(std::iter::repeat_n(value, usize::try_from(times).unwrap_or(0)));
    }
    if lengths.len() > letters + distances {
        return Err(Broken::Wrong);
    }
    Ok((Code::new(&lengths[..letters])?, Code::new(&lengths[letters..])?))
}

fn block(bits: &mut Bits<'_>, out: &mut Vec<u8>, letters: &Code, distances: &Code, most: usize) -> Result<(), Broken> {
    loop {
        match letters.symbol(bits)? {
            256 => return Ok(()),
            letter if letter < 256 => out.push(u8::try_from(letter).unwrap_or(0)),
            symbol => {
                let (base, extra) = *LENGTHS.get(symbol - 257).ok_or(Broken::Wrong)?;
                let length = u32::from(base) + bits.take(extra)?;
                let (base, extra) = *DISTANCES.get(distances.symbol(bits)?).ok_or(Broken::Wrong)?;
                let distance = usize::try_from(u32::from(base) + bits.take(extra)?).unwrap_or(0);
                let start = out.len().checked_sub(distance).ok_or(Broken::Wrong)?;
                for at in start..start + usize::try_from(length).unwrap_or(0) {
                    out.push(out[at]);
                }
            }
        }
        if out.len() > most {
            return Err(Broken::Large);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::deflate::deflate;
    use super::*;

    #[test]
    fn what_was_packed_is_unpacked() {
        let mut text = Vec::new();
        for number in 0..40_000_u32 {
            text.extend_from_slice(
                format!("{} {}\n", number % 97, number.wrapping_mul(2_654_435_761) % 1000).as_bytes(),
            );
        }
        for length in [0, 1, 2, 3, 10, 300, 5000, 70_000, text.len()] {
            let packed = deflate(&text[..length]);
            assert_eq!(inflate(&packed, usize::MAX).unwrap(), (text[..length].to_vec(), packed.len()));
        }
        let noise: Vec<u8> = (0..50_000_u64).map(|n| (n.wrapping_mul(6_364_136_223_846_793_005) >> 56) as u8).collect();
        assert_eq!(inflate(&deflate(&noise), usize::MAX).unwrap().0, noise);
    }

    #[test]
    fn broken_data_are_refused() {
        assert_eq!(inflate(&[], 10), Err(Broken::Short));
        assert_eq!(inflate(&[7], 10), Err(Broken::Wrong));
        assert_eq!(inflate(&deflate(&vec![b'x'; 100_000]), 1000), Err(Broken::Large));
        for seed in 0..2000_u32 {
            let data: Vec<u8> =
                (0..64).map(|at| (seed.wrapping_mul(40_503).wrapping_add(at * 7919) >> 5).to_le_bytes()[0]).collect();
            let _ = inflate(&data, 10_000);
        }
    }
}
