import { expect, test } from 'vitest'
import enShared from '../../../crates/report/locales/en.json'
import viShared from '../../../crates/report/locales/vi.json'
import { unpaired, uneven, unused } from '../catalogue-check'
import en from '../messages/en.json'
import vi from '../messages/vi.json'

const sources = import.meta.glob<string>('../*.{svelte,ts}', { query: '?raw', import: 'default', eager: true })

test('every key is in both languages with the same placeholders', () => {
  expect(unpaired(vi, en)).toEqual([])
  expect(uneven(vi, en)).toEqual([])
  expect(unpaired(viShared, enShared)).toEqual([])
  expect(uneven(viShared, enShared)).toEqual([])
})

test('every key of the kit is used', () => {
  expect(unused(vi, Object.values(sources))).toEqual([])
})

test('the check notices a missing, an uneven and an unused key', () => {
  expect(unpaired({ a: { b: 'x' } }, { a: {} })).toEqual(['a.b'])
  expect(uneven({ a: '%{n} ảnh' }, { a: 'photos' })).toEqual(['a'])
  expect(unused({ a: 'x', b: 'y' }, ["t('a')"])).toEqual(['b'])
})
