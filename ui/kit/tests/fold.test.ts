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

test('a word is found by its beginning, not by what it holds', () => {
  expect(matches(fold('Ổ gà sâu'), 'o g')).toBe(true)
  expect(matches(fold('giao thông, ngã tư'), 'o ga')).toBe(false)
  expect(matches(fold('QT-2026-001203'), '001203')).toBe(true)
  expect(matches(fold('QT-2026-001203'), 'qt-2026')).toBe(true)
})
