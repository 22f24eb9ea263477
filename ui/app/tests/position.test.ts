import { afterEach, expect, test, vi } from 'vitest'
import { findPosition, positionsAreKnown } from '../src/screens/report/position'

const now = Date.parse('2026-11-29T08:00:00Z')
const coords = { latitude: 16.8163, longitude: 107.1003, accuracy: 24.6 }

afterEach(() => void vi.unstubAllGlobals())

/** A web view whose receiver answers so. */
function receiver(answer: (told: (position: unknown) => void, failed: (error: unknown) => void) => void): void {
  vi.stubGlobal('navigator', { geolocation: { getCurrentPosition: answer } })
}

test('a fresh position is taken with its radius', async () => {
  receiver((told) => told({ coords, timestamp: now - 119_000 }))
  expect(await findPosition(() => now)).toEqual({ lat: 16.8163, lon: 107.1003, accuracyM: 24.6 })
})

test('one that the device only remembers is none', async () => {
  receiver((told) => told({ coords, timestamp: now - 121_000 }))
  await expect(findPosition(() => now)).rejects.toBe('stale')
})

test('a refusal is told apart from a device that does not know where it is', async () => {
  receiver((_, failed) => failed({ code: 1 }))
  await expect(findPosition(() => now)).rejects.toBe('refused')
  for (const code of [2, 3]) {
    receiver((_, failed) => failed({ code }))
    await expect(findPosition(() => now)).rejects.toBe('unknown')
  }
})

test('a web view without positions offers none', () => {
  vi.stubGlobal('navigator', {})
  expect(positionsAreKnown()).toBe(false)
})
