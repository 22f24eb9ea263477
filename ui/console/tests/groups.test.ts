import { expect, test } from 'vitest'

import { groupOf } from '../src/pages/unit/groups'

/** 25 November 2026, 09:00 in Việt Nam. */
const NOW = Date.parse('2026-11-25T02:00:00Z')

test('what is due today is a matter of the day in Việt Nam, wherever the phone thinks it is', () => {
  expect(groupOf({ at: '2026-11-25T16:59:00Z', late: false }, NOW)).toBe('today')
  expect(groupOf({ at: '2026-11-25T17:00:00Z', late: false }, NOW)).toBe('later')
})

test('what the portal calls late is late, whatever this clock says', () => {
  expect(groupOf({ at: '2026-11-25T09:00:00Z', late: true }, NOW)).toBe('late')
  expect(groupOf({ at: '2026-11-24T09:00:00Z', late: false }, NOW)).not.toBe('late')
})

test('a case whose clocks stand still has no date', () => {
  expect(groupOf(null, NOW)).toBe('undated')
})
