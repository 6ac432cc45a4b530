//! SHA-3 as FIPS 202 has it, for `sha3sum`. It must not know files.

/// What is xored into the state in each round.
const ROUNDS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];
/// How far each lane is rotated, and where it goes, along the way of the lanes.
const WAY: [(u32, usize); 24] = [
    (1, 10),
    (3, 7),
    (6, 11),
    (10, 17),
    (15, 18),
    (21, 3),
    (28, 5),
    (36, 16),
    (45, 8),
    (55, 21),
    (2, 24),
    (14, 4),
    (27, 15),
    (41, 23),
    (56, 19),
    (8, 13),
    (25, 12),
    (43, 2),
    (62, 20),
    (18, 14),
    (39, 22),
    (61, 9),
    (20, 6),
    (44, 1),
];

/// A sum that grows.
pub(super) struct Sha3 {
    state: [u64; 25],
    /// Bytes of the state that take input.
    rate: usize,
    /// How many of them have got some.
    filled: usize,
    length: usize,
}

impl Sha3 {
    /// A sum of so many bits: 224, 256, 384 or 512.
    pub(super) fn new(bits: usize) -> Self {
        Sha3 { state: [0; 25], rate: 200 - bits / 4, filled: 0, length: bits / 8 }
    }

    /// Takes bytes in.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.mix(self.filled, *byte);
            self.filled += 1;
            if self.filled == self.rate {
                permute(&mut self.state);
                self.filled = 0;
            }
        }
    }

    /// The sum.
    pub(super) fn sum(mut self) -> Vec<u8> {
        self.mix(self.filled, 0x06);
        self.mix(self.rate - 1, 0x80);
        permute(&mut self.state);
        self.state.iter().flat_map(|lane| lane.to_le_bytes()).take(self.length).collect()
    }

    fn mix(&mut self, at: usize, byte: u8) {
        self.state[at / 8] ^= u64::from(byte) << (at % 8 * 8);
    }
}

fn permute(state: &mut [u64; 25]) {
    for constant in ROUNDS {
        let columns: [u64; 5] = std::array::from_fn(|x| (0..5).fold(0, |sum, y| sum ^ state[x + 5 * y]));
        for (at, lane) in state.iter_mut().enumerate() {
            *lane ^= columns[(at + 4) % 5] ^ columns[(at % 5 + 1) % 5].rotate_left(1);
        }
        let mut carried = state[1];
        for (turn, place) in WAY {
            carried = std::mem::replace(&mut state[place], carried.rotate_left(turn));
        }
        for row in state.chunks_exact_mut(5) {
            let old: [u64; 5] = std::array::from_fn(|x| row[x]);
            for (x, lane) in row.iter_mut().enumerate() {
                *lane = old[x] ^ (!old[(x + 1) % 5] & old[(x + 2) % 5]);
            }
        }
        state[0] ^= constant;
    }
}
