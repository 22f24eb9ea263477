//! Covering faces, number plates and whatever else nobody is to see.
//!
//! A mosaic made of what it hides can be undone: of a number plate a few blurred cells are enough to try all plates.
//! So the cells here are mixed from what lies *around* the covered places and from nothing else. What was there is
//! not in the result in any form; that it was covered stays plain to see.
//!
//! A place is covered in whole blocks of the JPEG, and the blocks around it are covered too: what an encoder smears
//! from one pixel into its block, and a decoder from one block into the next, is gone as well.
//!
//! **Invariant.** Two pictures that differ in covered places alone give the same bytes.

use image::{DynamicImage, Rgb, RgbImage};

/// A side of a cell, in pixels: that of the largest block in which a JPEG of 4:2:0 keeps its colours.
const CELL_PX: u32 = 16;

/// How much lighter or darker than its mixture a cell is, in turns, so that nobody takes a cover for a wall.
const CHEQUER: f32 = 14.0;

/// What is mixed where a whole picture is covered.
const GREY: [f32; 3] = [128.0; 3];

/// A rectangle of the upright picture to cover, in ten-thousandths of its width and height, so that it fits a thumbnail as
/// well. What lies beyond the picture is as good as not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Area {
    /// From the left edge, 0–10,000.
    pub left: u16,
    /// From the upper edge, 0–10,000.
    pub top: u16,
    /// To the right of `left`.
    pub width: u16,
    /// Below `top`.
    pub height: u16,
}

impl Area {
    /// What `left`, `top`, `width` and `height` count to.
    pub const WHOLE: u16 = 10_000;

    /// The same place in the picture turned to the right by so many quarters.
    #[must_use]
    pub fn turned(self, turns: u8) -> Self {
        let Self { left, top, width, height } = self;
        match turns % 4 {
            0 => self,
            turns => {
                let bottom = top.saturating_add(height).min(Self::WHOLE);
                let quarter =
                    Self { left: Self::WHOLE - bottom, top: left, width: bottom.saturating_sub(top), height: width };
                quarter.turned(turns - 1)
            }
        }
    }
}

/// Covers the areas of an upright picture of 8-bit RGB.
pub(crate) fn cover(picture: DynamicImage, areas: &[Area]) -> DynamicImage {
    if areas.is_empty() {
        return picture;
    }
    let mut pixels = picture.into_rgb8();
    let grid = Grid::new(&pixels, areas);
    let mixed: Vec<_> = grid.covered().map(|(column, row)| (column, row, grid.mixture(column, row))).collect();
    for (column, row, colour) in mixed {
        for (x, y) in cell(&pixels, column, row) {
            pixels.put_pixel(x, y, colour);
        }
    }
    pixels.into()
}

/// The picture in cells: the mean colour of each that stays, nothing of each that is covered.
struct Grid {
    columns: u32,
    rows: u32,
    kept: Vec<Option<[f32; 3]>>,
}

impl Grid {
    fn new(pixels: &RgbImage, areas: &[Area]) -> Self {
        let (columns, rows) = (pixels.width().div_ceil(CELL_PX), pixels.height().div_ceil(CELL_PX));
        let spans: Vec<_> = areas.iter().filter_map(|area| span(pixels, *area)).collect();
        let is_covered =
            |column: u32, row: u32| spans.iter().any(|(across, down)| across.contains(&column) && down.contains(&row));
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        let kept = cells.map(|(column, row)| (!is_covered(column, row)).then(|| mean(pixels, column, row))).collect();
        Self { columns, rows, kept }
    }

    fn covered(&self) -> impl Iterator<Item = (u32, u32)> {
        (0..)
            .zip(&self.kept)
            .filter(|(_, kept)| kept.is_none())
            .map(|(at, _): (u32, _)| (at % self.columns, at / self.columns))
    }

    fn kept(&self, column: u32, row: u32) -> Option<[f32; 3]> {
        self.kept[(row * self.columns + column) as usize]
    }

    /// The nearest cells that stay, left, right, above and below, the nearer the more.
    fn mixture(&self, column: u32, row: u32) -> Rgb<u8> {
        let left = (0..column).rev().map(|at| (at, row)).collect::<Vec<_>>();
        let right = (column + 1..self.columns).map(|at| (at, row)).collect();
        let above = (0..row).rev().map(|at| (column, at)).collect();
        let below = (row + 1..self.rows).map(|at| (column, at)).collect();
        let (mut sum, mut weights) = ([0.0; 3], 0.0);
        for way in [left, right, above, below] {
            let nearest = (1_u16..).zip(way).find_map(|(steps, (x, y))| Some((steps, self.kept(x, y)?)));
            let Some((steps, colour)) = nearest else { continue };
            let weight = 1.0 / f32::from(steps);
            sum = std::array::from_fn(|channel| sum[channel] + weight * colour[channel]);
            weights += weight;
        }
        let mixed = if weights > 0.0 { sum.map(|channel| channel / weights) } else { GREY };
        let chequer = if (column + row).is_multiple_of(2) { CHEQUER } else { -CHEQUER };
        Rgb(mixed.map(|channel| (channel + chequer).clamp(0.0, 255.0) as u8))
    }
}

/// The columns and rows of cells that an area touches, and those around them; none for an area beside the picture.
fn span(pixels: &RgbImage, area: Area) -> Option<(std::ops::RangeInclusive<u32>, std::ops::RangeInclusive<u32>)> {
    Some((stretch(area.left, area.width, pixels.width())?, stretch(area.top, area.height, pixels.height())?))
}

fn stretch(from: u16, length: u16, side_px: u32) -> Option<std::ops::RangeInclusive<u32>> {
    let pixel = |share: u32| u64::from(share) * u64::from(side_px) / u64::from(Area::WHOLE);
    let (first, last) = (pixel(from.into()), pixel(u32::from(from) + u32::from(length)));
    let cell = |pixel: u64| (pixel.min(u64::from(side_px) - 1) / u64::from(CELL_PX)) as u32;
    (first < u64::from(side_px)).then(|| cell(first).saturating_sub(1)..=cell(last) + 1)
}

fn mean(pixels: &RgbImage, column: u32, row: u32) -> [f32; 3] {
    let (mut sum, mut count) = ([0_u32; 3], 0_u16);
    for (x, y) in cell(pixels, column, row) {
        let Rgb(pixel) = pixels.get_pixel(x, y);
        sum = std::array::from_fn(|channel| sum[channel] + u32::from(pixel[channel]));
        count += 1;
    }
    sum.map(|channel| channel as f32 / f32::from(count))
}

/// The pixels of a cell; fewer at the right and lower edge.
fn cell(pixels: &RgbImage, column: u32, row: u32) -> impl Iterator<Item = (u32, u32)> + use<> {
    let end = |at: u32, side_px: u32| ((at + 1) * CELL_PX).min(side_px);
    let (right, bottom) = (end(column, pixels.width()), end(row, pixels.height()));
    (row * CELL_PX..bottom).flat_map(move |y| (column * CELL_PX..right).map(move |x| (x, y)))
}
