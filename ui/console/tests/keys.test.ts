import { beforeEach, expect, test, vi } from 'vitest'

import { shortcutOf, turn } from '../src/keys'

class FakeElement {
  constructor(readonly inside: boolean) {}
  closest(): FakeElement | null {
    return this.inside ? this : null
  }
}

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('Element', FakeElement)
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
})

test('a key goes by its position, whatever the input method makes of it', () => {
  expect(shortcutOf(press('KeyJ', { key: 'ơ' }))).toBe('next')
  expect(shortcutOf(press('Slash', { shiftKey: true }))).toBe('help')
  expect(shortcutOf(press('Slash'))).toBe('search')
})

test('keys sleep while somebody types', () => {
  expect(shortcutOf(press('KeyX', { target: new FakeElement(true) }))).toBeNull()
  expect(shortcutOf(press('KeyX', { isComposing: true }))).toBeNull()
  expect(shortcutOf(press('KeyX', { ctrlKey: true }))).toBeNull()
  expect(shortcutOf(press('KeyX', { target: new FakeElement(false) }))).toBe('reject')
})

test('keys can be switched off and on', () => {
  turn(false)
  expect(shortcutOf(press('KeyA'))).toBeNull()
  turn(true)
  expect(shortcutOf(press('KeyA'))).toBe('accept')
})

function press(code: string, more: object = {}): KeyboardEvent {
  const idle = { isComposing: false, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, target: null }
  return { ...idle, code, ...more } as unknown as KeyboardEvent
}
