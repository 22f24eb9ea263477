import { expect, test } from 'vitest'
import { bytes, clock, date, day, groups, time, whole } from '../format'

test('a time is shown as in Ho Chi Minh City, whatever zone it came in', () => {
  expect(time('2026-11-24T07:05:00Z')).toBe('24/11/2026 14:05')
  expect(time('2026-11-24T23:30:00+00:00')).toBe('25/11/2026 06:30')
  expect(time('2026-12-31T17:00:00Z')).toBe('01/01/2027 00:00')
})

test('what is not a time is shown as it came', () => {
  expect(time('soon')).toBe('soon')
})

test('a day is told with its weekday, that of Ho Chi Minh City', () => {
  expect(day('2026-12-03T07:05:00Z', 'vi')).toBe('Thứ Năm, 03/12/2026')
  expect(day('2026-12-02T17:00:00Z', 'en')).toBe('Thursday, 03/12/2026')
  expect(day('soon', 'vi')).toBe('soon')
})

test('a moment of today needs no date, today being the day there', () => {
  const now = new Date('2026-11-24T16:30:00Z')
  expect(clock('2026-11-24T16:40:00Z', now)).toBe('23:40')
  expect(clock('2026-11-24T17:10:00Z', now)).toBe('25/11/2026 00:10')
})

test('before seven in the morning there it is not yesterday any more', () => {
  expect(date(new Date('2026-11-24T16:59:00Z'))).toBe('2026-11-24')
  expect(date(new Date('2026-11-24T17:00:00Z'))).toBe('2026-11-25')
})

test('numbers have the points and commas of their language', () => {
  expect(whole(10000, 'vi')).toBe('10.000')
  expect(whole(10000, 'en')).toBe('10,000')
  expect(bytes(1_234_567, 'vi')).toBe('1,2 MB')
  expect(bytes(240_400, 'en')).toBe('240 KB')
  expect(bytes(12, 'en')).toBe('12 B')
})

test('a tracking code is shown in groups of five', () => {
  expect(groups('4F7K29QXM3A1B7')).toBe('4F7K2-9QXM3-A1B7')
  expect(groups('4F7K2-9QXM3-A1B7')).toBe('4F7K2-9QXM3-A1B7')
})
