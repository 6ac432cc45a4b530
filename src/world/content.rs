//! The bytes of a file. Zeros at its end are only counted, so that a script that fills its memory from `/dev/zero` costs none
//! of ours. It must not know inodes.

/// The bytes of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    written: Vec<u8>,
    /// So many zeros follow.
    zeros: usize,
}

impl Content {
    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.written.len() + self.zeros
    }

    /// The bytes as far as they are kept: what follows, if anything, are zeros.
    #[must_use]
    pub fn beginning(&self) -> &[u8] {
        &self.written
    }

    /// The bytes from `start` on, at most `most`; none behind the end.
    #[must_use]
    pub fn part(&self, start: usize, most: usize) -> Vec<u8> {
        let end = start.saturating_add(most).min(self.len());
        let kept = self.written.len();
        let mut part = self.written.get(start.min(kept)..end.min(kept)).unwrap_or_default().to_vec();
        part.resize(end.saturating_sub(start), 0);
        part
    }

    /// All bytes.
    #[must_use]
    pub fn whole(&self) -> Vec<u8> {
        self.part(0, usize::MAX)
    }

    /// Writes bytes at a place, with zeros before them where the file was shorter.
    pub fn write(&mut self, start: usize, bytes: &[u8]) {
        let end = start + bytes.len();
        let length = self.len().max(end);
        if start < self.written.len() || !are_zeros(bytes) {
            if self.written.len() < start {
                self.written.resize(start, 0);
            }
            let (over, behind) = bytes.split_at(bytes.len().min(self.written.len() - start));
            self.written[start..start + over.len()].copy_from_slice(over);
            self.written.extend_from_slice(behind);
        }
        self.zeros = length - self.written.len();
    }

    /// Cuts the file, or lengthens it with zeros.
    pub fn resize(&mut self, length: usize) {
        self.written.truncate(length);
        self.zeros = length - self.written.len();
    }
}

impl From<Vec<u8>> for Content {
    fn from(written: Vec<u8>) -> Self {
        Self { written, zeros: 0 }
    }
}

fn are_zeros(bytes: &[u8]) -> bool {
    bytes.chunks(ZEROS.len()).all(|chunk| ZEROS.get(..chunk.len()) == Some(chunk))
}

static ZEROS: [u8; 4096] = [0; 4096];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn zeros_at_the_end_are_not_kept() {
        let mut content = Content::from(b"ab".to_vec());
        content.write(2, &[0; 10_000]);
        content.write(20_000, &[0; 5]);
        assert_eq!((content.len(), content.beginning()), (20_005, &b"ab"[..]));
        content.write(20_004, b"c");
        assert_eq!((content.len(), content.part(20_003, 9)), (20_005, vec![0, b'c']));
        assert_eq!(content.part(20_005, 9), Vec::<u8>::new());
        assert_eq!(content.part(30_000, 9), Vec::<u8>::new());
    }

    proptest! {
        #[test]
        fn it_is_what_plain_bytes_are(
            steps in prop::collection::vec((0..40_usize, prop::collection::vec(0..2_u8, 0..20), any::<bool>()), 0..12),
            start in 0..60_usize, most in 0..60_usize,
        ) {
            let (mut content, mut plain) = (Content::default(), Vec::new());
            for (at, bytes, cut) in steps {
                if cut {
                    content.resize(at);
                    plain.resize(at, 0);
                } else {
                    content.write(at, &bytes);
                    plain.resize(plain.len().max(at + bytes.len()), 0);
                    plain[at..at + bytes.len()].copy_from_slice(&bytes);
                }
            }
            prop_assert_eq!(content.len(), plain.len());
            prop_assert_eq!(&content.whole(), &plain);
            let wanted: Vec<u8> = plain.iter().skip(start).take(most).copied().collect();
            prop_assert_eq!(content.part(start, most), wanted);
        }
    }
}
