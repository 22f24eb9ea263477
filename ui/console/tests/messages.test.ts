import { flatten, unpaired, uneven, unused } from '@phan-anh/kit/catalogue-check'
import enKit from '@phan-anh/kit/messages/en.json'
import { expect, test } from 'vitest'

import refusals from '../../../crates/portal/problems/vi.json'
import enShared from '../../../crates/report/locales/en.json'
import en from '../src/messages/en.json'
import vi from '../src/messages/vi.json'

const sources = Object.values(
  import.meta.glob<string>('../src/**/*.{svelte,ts}', { query: '?raw', import: 'default', eager: true }),
)

test('every key is in both languages with the same placeholders', () => {
  expect(unpaired(vi, en)).toEqual([])
  expect(uneven(vi, en)).toEqual([])
})

test('every key is used', () => {
  expect(sources.length).toBeGreaterThan(20)
  const whole = sources.join('\n')
  // Keys made from a code: `t(\`role.${…}\`)`, `wordFor('history', …)`, `t(\`${kind}.title\`)`; and plurals, which are asked for by their stem.
  const beginnings = [...whole.matchAll(/t\(`([a-z_.]+)\$\{/g), ...whole.matchAll(/word(?:For)?\('([a-z_]+)',/g)].map(([, start]) => start ?? '')
  const ends = [...whole.matchAll(/t\(`\$\{\w+\}\.([a-z_]+)`/g)].map(([, end]) => end ?? '')
  const left = unused(vi, sources).filter((key) => {
    const stem = key.replace(/_(one|other)$/, '')
    const [group = '', end = ''] = stem.split('.')
    if (ends.includes(end) && whole.includes(`'${group}'`)) return false
    return !whole.includes(`'${stem}'`) && !beginnings.some((start) => key.startsWith(start))
  })
  expect(left).toEqual([])
})

test('no key of the console replaces one of the common words', () => {
  const common = [...Object.keys(enShared), ...Object.keys(enKit)]
  expect(Object.keys(en).filter((group) => common.includes(group))).toEqual([])
})

test('every key that is asked for is there', () => {
  const known = flatten(vi)
  const asked = [...sources.join('\n').matchAll(/\bt\('([a-z_.]+)'/g)].map(([, key]) => key ?? '')
  const missing = asked.filter((key) => !known.has(key) && !known.has(`${key}_other`))
  expect(missing).toEqual([])
})

test('whatever the portal writes into the audit log has words', () => {
  const portal = import.meta.glob<string>('../../../crates/portal/src/**/*.rs', { query: '?raw', import: 'default', eager: true })
  // A change is named by what it is of and what was done: `user_added`.
  const names = /"([a-z_]+_(?:added|begun|changed|confirmed|disabled|enabled|ended|imported|named|over|published|removed|retired|set|taken|withdrawn))"/g
  const source = Object.entries(portal).filter(([path]) => !path.endsWith('casework/event.rs'))
  const written = new Set(source.flatMap(([, text]) => [...text.matchAll(names)].map(([, code]) => code ?? '')))
  expect(written.size).toBeGreaterThan(20)
  const known = flatten(vi)
  expect([...written].filter((code) => !known.has(`audited.${code}`) && !Object.hasOwn(refusals, code))).toEqual([])
})
