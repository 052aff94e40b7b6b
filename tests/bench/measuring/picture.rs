//! What a window shows, and when that counts as painted.
//!
//! A picture is divided into tiles of 16 × 16 pixels. *Ink* is a pixel whose brightness is far from the picture's most
//! frequent one; a tile with some ink is *text-like*. A window counts as painted when nearly all tiles are text-like
//! that are so in a picture of the same window when it has come to rest. Placeholders and empty cards are pale: they
//! have no ink.

use std::fs;
use std::path::Path;

const TILE: usize = 16;
/// How far from the background's brightness (0 to 255) ink is.
const CONTRAST: u8 = 96;
/// How many pixels of ink make a tile text-like.
const TEXT_LIKE: u32 = 8;
/// Of the text-like tiles, how many must be so again, in percent: a time of day may change its width.
const ENOUGH: usize = 95;

/// The pixels of a window: blue, green, red and an unused byte each.
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

impl Picture {
    /// Whether it shows nothing but one colour.
    pub(crate) fn is_uniform(&self) -> bool {
        let mut pixels = self.pixels.chunks_exact(4);
        let first = pixels.next();
        pixels.all(|pixel| Some(&pixel[..3]) == first.map(|first| &first[..3]))
    }

    /// How many pixels of ink each tile has, row by row.
    fn ink(&self) -> Vec<u32> {
        let brightness: Vec<u8> = self.pixels.chunks_exact(4).map(brightness).collect();
        let background = most_frequent(&brightness);
        let columns = self.width.div_ceil(TILE);
        let mut ink = vec![0; columns * self.height.div_ceil(TILE)];
        for (y, row) in brightness.chunks_exact(self.width).enumerate() {
            for (x, pixel) in row.iter().enumerate() {
                ink[y / TILE * columns + x / TILE] += u32::from(pixel.abs_diff(background) >= CONTRAST);
            }
        }
        ink
    }

    /// Writes it as a PPM file, for a look at what went wrong.
    pub(crate) fn save(&self, path: &Path) -> Result<(), String> {
        let mut bytes = format!("P6 {} {} 255\n", self.width, self.height).into_bytes();
        for pixel in self.pixels.chunks_exact(4) {
            bytes.extend([pixel[2], pixel[1], pixel[0]]);
        }
        fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
    }
}

fn brightness(pixel: &[u8]) -> u8 {
    let [blue, green, red] = [0, 1, 2].map(|place| u16::from(pixel[place]));
    u8::try_from((blue + 5 * green + 2 * red) / 8).unwrap_or(u8::MAX)
}

fn most_frequent(brightness: &[u8]) -> u8 {
    let mut counts = [0_u32; 256];
    for value in brightness {
        counts[usize::from(*value)] += 1;
    }
    (0..=255)
        .max_by_key(|value| counts[usize::from(*value)])
        .unwrap_or(0)
}

/// What a program's window looks like when it has come to rest.
pub(crate) struct Settled {
    tiles: usize,
    text: Vec<usize>,
    /// Where the balances stand; empty for a program that shows none.
    balances: Vec<usize>,
}

impl Settled {
    pub(crate) fn of(picture: &Picture) -> Self {
        let ink = picture.ink();
        Self {
            tiles: ink.len(),
            text: (0..ink.len()).filter(|tile| ink[*tile] >= TEXT_LIKE).collect(),
            balances: Vec::new(),
        }
    }

    /// The same, and where the balances stand: where `other`, a picture of the same accounts with other balances,
    /// differs from `picture`.
    pub(crate) fn with_balances(picture: &Picture, other: &Picture) -> Self {
        let (ink, other) = (picture.ink(), other.ink());
        let settled = Self::of(picture);
        let changes = |tile: &&usize| {
            let other = other.get(**tile).copied().unwrap_or_default();
            ink[**tile].abs_diff(other) >= TEXT_LIKE
        };
        Self {
            balances: settled.text.iter().filter(changes).copied().collect(),
            ..settled
        }
    }

    /// How many tiles are text-like, and how many of them change with the balances.
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.text.len(), self.balances.len())
    }

    /// Whether `picture` shows nearly all of it, and of the balances in particular.
    pub(crate) fn is_painted_in(&self, picture: &Picture) -> bool {
        let ink = picture.ink();
        let enough = |tiles: &[usize]| {
            let painted = tiles.iter().filter(|tile| ink[**tile] >= TEXT_LIKE).count();
            painted * 100 >= tiles.len() * ENOUGH
        };
        ink.len() == self.tiles && enough(&self.text) && enough(&self.balances)
    }
}

#[cfg(test)]
mod tests {
    use super::{Picture, Settled, TILE};

    const COLUMNS: usize = 4;

    /// White, with a black bar in each of these tiles.
    fn with_text_in(tiles: &[usize]) -> Picture {
        let (width, height) = (COLUMNS * TILE, 5 * TILE);
        let mut pixels = vec![255; width * height * 4];
        for tile in tiles {
            let (x, y) = (tile % COLUMNS * TILE, tile / COLUMNS * TILE);
            let start = (y * width + x) * 4;
            pixels[start..start + 10 * 4].fill(0);
        }
        Picture {
            width,
            height,
            pixels,
        }
    }

    #[test]
    fn one_colour_is_uniform() {
        assert!(with_text_in(&[]).is_uniform());
        assert!(!with_text_in(&[19]).is_uniform());
    }

    #[test]
    fn all_text_has_to_stand_there() {
        let settled = Settled::of(&with_text_in(&[1, 2, 3, 7]));
        assert_eq!(settled.counts(), (4, 0));
        assert!(settled.is_painted_in(&with_text_in(&[0, 1, 2, 3, 7])));
        assert!(!settled.is_painted_in(&with_text_in(&[1, 2, 3])));
        assert!(!settled.is_painted_in(&with_text_in(&[])));
    }

    #[test]
    fn pale_placeholders_are_no_text() {
        let settled = Settled::of(&with_text_in(&[1]));
        let mut pale = with_text_in(&[1]);
        for byte in pale.pixels.iter_mut().filter(|byte| **byte == 0) {
            *byte = 200;
        }
        assert!(!pale.is_uniform());
        assert!(!settled.is_painted_in(&pale));
    }

    #[test]
    fn the_balances_have_to_stand_there_whatever_else_does() {
        let text: Vec<usize> = (0..20).collect();
        let settled = Settled::with_balances(&with_text_in(&text), &with_text_in(&text[1..]));
        assert_eq!(settled.counts(), (20, 1));
        // 19 of 20 are enough of the text, but not without the balance.
        assert!(settled.is_painted_in(&with_text_in(&text[..19])));
        assert!(!settled.is_painted_in(&with_text_in(&text[1..])));
    }
}
