import { expect, test } from 'vitest'
import tokens from '../tokens.css?raw'

const blocks = [...tokens.matchAll(/([^{}]*)\{([^{}]*)\}/g)].map(([, selector, body]) => ({
  selector: (selector ?? '').trim(),
  colours: Object.fromEntries([...(body ?? '').matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex])),
}))

function theme(selector: string): Record<string, string> {
  const found = blocks.find((block) => block.selector.endsWith(selector))
  if (!found) throw new Error(`no block ${selector}`)
  return found.colours as Record<string, string>
}

const themes = { light: theme(':root'), dark: theme("[data-theme='dark']"), outdoor: theme("[data-theme='outdoor']") }

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const tones = ['info', 'progress', 'good', 'stop', 'muted']
const papers = ['paper', 'surface', 'surface-sunk', 'brand-soft', ...tones.map((tone) => `${tone}-paper`)]

for (const [name, colour] of Object.entries(themes)) {
  const ratio = (ink: string, paper: string): number => contrast(colour[ink] ?? '', colour[paper] ?? '')

  test(`body text is at least 7:1 on every paper (${name})`, () => {
    for (const paper of papers) expect(ratio('ink', paper), `ink on ${paper}`).toBeGreaterThanOrEqual(7)
  })

  test(`every other text is at least 4.5:1 (${name})`, () => {
    for (const paper of papers) expect(ratio('ink-soft', paper), `soft on ${paper}`).toBeGreaterThanOrEqual(4.5)
    for (const paper of ['paper', 'surface', 'surface-sunk', 'brand-soft']) expect(ratio('brand', paper), `brand on ${paper}`).toBeGreaterThanOrEqual(4.5)
    for (const tone of tones) expect(ratio(`${tone}-ink`, `${tone}-paper`), tone).toBeGreaterThanOrEqual(4.5)
    expect(ratio('on-brand', 'brand')).toBeGreaterThanOrEqual(4.5)
  })

  test(`lines that mean something and the focus ring are at least 3:1 (${name})`, () => {
    for (const paper of ['paper', 'surface']) {
      expect(ratio('line-strong', paper), `line on ${paper}`).toBeGreaterThanOrEqual(3)
      expect(ratio('focus', paper), `focus on ${paper}`).toBeGreaterThanOrEqual(3)
    }
  })
}

test('dark is the same whether the system or the reader chose it', () => {
  expect(theme(':root:not([data-theme])')).toEqual(themes.dark)
})
