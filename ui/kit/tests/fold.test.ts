import { expect, test } from 'vitest'
import { fold, matches } from '../fold'

test('names are found without diacritics, in any case and either tone placement', () => {
  expect(fold('Phường  ĐÔNG HÀ')).toBe('phuong dong ha')
  expect(fold('Lệ Thuỷ')).toBe(fold('Lệ Thủy'))
  expect(fold('Lệ Thủy'.normalize('NFD'))).toBe('le thuy')
})

test('every word of a query has to be there, in any order', () => {
  const name = fold('Phường Đông Hà')
  expect(matches(name, 'ha dong')).toBe(true)
  expect(matches(name, 'đong')).toBe(true)
  expect(matches(name, '')).toBe(true)
  expect(matches(name, 'dong hoi')).toBe(false)
})
