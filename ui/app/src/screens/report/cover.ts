// A picture as cells that a finger covers: which cells an area covers, and which areas a set of cells makes.
import type { Area } from '../../backend'

const whole = 10_000
/** Cells along the longer side: a finger's width on a phone, a face that is some steps away. */
const long = 20

export interface Grid {
  columns: number
  rows: number
}

/** A cell is its number, row by row. */
export type Cells = ReadonlySet<number>

export function gridOf(width: number, height: number): Grid {
  const other = (long_: number, short: number): number => Math.max(1, Math.round((long * short) / Math.max(1, long_)))
  return width >= height ? { columns: long, rows: other(width, height) } : { columns: other(height, width), rows: long }
}

/** The cells whose middle is covered. */
export function cellsOf({ columns, rows }: Grid, areas: Area[]): Set<number> {
  const covered = new Set<number>()
  for (let cell = 0; cell < columns * rows; cell += 1) {
    const x = (((cell % columns) + 0.5) / columns) * whole
    const y = ((Math.floor(cell / columns) + 0.5) / rows) * whole
    const inside = ({ left, top, width, height }: Area): boolean => x >= left && x < left + width && y >= top && y < top + height
    if (areas.some(inside)) covered.add(cell)
  }
  return covered
}

/** Areas that cover these cells and no others: what lies side by side in a row is one. */
export function areasOf({ columns, rows }: Grid, cells: Cells): Area[] {
  const at = (index: number, count: number): number => Math.round((index / count) * whole)
  const areas: Area[] = []
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      if (!cells.has(row * columns + column)) continue
      const first = column
      while (column + 1 < columns && cells.has(row * columns + column + 1)) column += 1
      const [left, top] = [at(first, columns), at(row, rows)]
      areas.push({ left, top, width: at(column + 1, columns) - left, height: at(row + 1, rows) - top })
    }
  }
  return areas
}

/** The cells under a finger: one, or with those around it. */
export function touched({ columns, rows }: Grid, cell: number, wide: boolean): number[] {
  const reach = wide ? [-1, 0, 1] : [0]
  const [column, row] = [cell % columns, Math.floor(cell / columns)]
  const near = reach.flatMap((down) => reach.map((right) => [column + right, row + down] as const))
  return near.filter(([x, y]) => x >= 0 && y >= 0 && x < columns && y < rows).map(([x, y]) => y * columns + x)
}
