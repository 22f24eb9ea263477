import { expect, test } from 'vitest'
import { areasOf, cellsOf, gridOf, touched } from '../src/screens/report/cover'

test('cells become areas that cover the same cells, in any shape of picture', () => {
  for (const [width, height] of [[1600, 1200], [1200, 1600], [1600, 70], [1, 1]] as const) {
    const grid = gridOf(width, height)
    const cells = new Set(Array.from({ length: grid.columns * grid.rows }, (_, cell) => cell).filter((cell) => cell % 7 < 4 && cell % 3 > 0))
    expect(cellsOf(grid, areasOf(grid, cells))).toEqual(cells)
  }
})

test('cells side by side are one area, within the picture', () => {
  const grid = gridOf(1600, 1200)
  expect(areasOf(grid, new Set([20, 21, 22]))).toEqual([{ left: 0, top: 667, width: 1500, height: 666 }])
  const all = areasOf(grid, new Set(Array.from({ length: grid.columns * grid.rows }, (_, cell) => cell)))
  expect(all.every(({ left, width }) => left === 0 && width === 10_000)).toBe(true)
  expect(all.reduce((sum, { height }) => sum + height, 0)).toBe(10_000)
})

test('a finger at the corner covers what is there and nothing at the other side', () => {
  const grid = gridOf(1600, 1200)
  expect(touched(grid, 0, true)).toEqual([0, 1, 20, 21])
  expect(touched(grid, 19, false)).toEqual([19])
})
