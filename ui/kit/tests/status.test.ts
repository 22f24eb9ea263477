import { expect, test } from 'vitest'
import vi from '../../../crates/report/locales/vi.json'
import { icons, categoryIcon } from '../icons'
import { startWords } from '../i18n.svelte'
import { look, statusWord } from '../status'
import { catalogue } from '../words'

startWords(catalogue({ vi: {}, en: {} }), 'vi')

test('every status of the shared catalogue has a look of its own', () => {
  for (const status of Object.keys(vi.status)) expect(look(status, null).tone, status).not.toBeUndefined()
  const unknown = Object.keys(vi.status).filter((status) => look(status, null).icon === 'waiting')
  expect(unknown).toEqual([])
})

test('an answered case looks and reads like its outcome', () => {
  expect(statusWord('answered', 'fixed')).toBe(vi.outcome.fixed)
  expect(look('answered', 'referred').icon).toBe('elsewhere')
  expect(look('answered', 'referred').step).toBe('result')
})

test('a status of a newer portal is shown, not dropped', () => {
  expect(statusWord('on_the_moon', null)).toBe('Trạng thái mới')
  expect(look('on_the_moon', null).icon).toBe('waiting')
})

test('every category of the shared catalogue has a picture, an added one that of «khác»', () => {
  for (const code of Object.keys(vi.category)) expect(categoryIcon(code)).toBe(code)
  expect(categoryIcon('duong-sat')).toBe('khac')
  expect(Object.values(icons).every((path) => path.startsWith('M'))).toBe(true)
})
