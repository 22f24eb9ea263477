import { expect, test } from 'vitest'

import { between, moved, resized, spot } from '../src/pages/publish/areas'

const BOX = { left: 100, top: 50, width: 400, height: 200 }

test('a rectangle is the same whichever way it was dragged', () => {
  const [a, b] = [spot({ clientX: 200, clientY: 100 }, BOX), spot({ clientX: 300, clientY: 150 }, BOX)]
  expect(between(a, b)).toEqual({ left: 2500, top: 2500, width: 2500, height: 2500 })
  expect(between(b, a)).toEqual(between(a, b))
})

test('a click covers nothing', () => {
  expect(between({ x: 10, y: 10 }, { x: 12, y: 900 })).toBeNull()
})

test('a pointer that left the photo counts as at its edge', () => {
  expect(spot({ clientX: 9000, clientY: -5 }, BOX)).toEqual({ x: 10_000, y: 0 })
})

test('a rectangle stays whole within the photo wherever it is moved and however it grows', () => {
  const area = { left: 9000, top: 100, width: 900, height: 500 }
  expect(moved(area, 500, -500)).toEqual({ left: 9100, top: 0, width: 900, height: 500 })
  expect(resized(area, 5000, -5000)).toEqual({ left: 9000, top: 100, width: 1000, height: 100 })
})
