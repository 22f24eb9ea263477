import { beforeEach, expect, test, vi } from 'vitest'

import { belongTo, copy, draft, forgetCopies, keepCopy, keepDraft, lastOwner } from '../src/own'
import { storage } from './storage'

const AT = '2026-11-25T02:00:00Z'

beforeEach(() => {
  vi.stubGlobal('localStorage', storage())
  belongTo('can-bo', { username: 'can-bo' })
})

test('nobody else on the same device sees drafts or copies', () => {
  keepDraft('QT-2026-000001.answer', 'Đã vá')
  keepCopy('case.QT-2026-000001', { text: 'Ổ gà' }, AT)
  belongTo('truc-ioc', {})
  expect([draft('QT-2026-000001.answer'), copy('case.QT-2026-000001')]).toEqual([null, null])
})

test('copies go with signing out, drafts stay', () => {
  keepDraft('QT-2026-000001.answer', 'Đã vá')
  keepCopy('inbox.mine', [1], AT)
  expect(copy('inbox.mine')).toEqual({ at: AT, value: [1] })
  forgetCopies()
  expect([copy('inbox.mine'), lastOwner()]).toEqual([null, null])
  expect(draft('QT-2026-000001.answer')).toBe('Đã vá')
})

test('the oldest copies make room for new ones', () => {
  for (let index = 0; index < 60; index += 1) keepCopy(`case.${index}`, index, AT)
  expect(copy('case.0')).toBeNull()
  expect(copy<number>('case.59')?.value).toBe(59)
  expect(lastOwner()).toEqual({ username: 'can-bo' })
})

test('where there is no room left, what was typed goes before what can be fetched again', () => {
  vi.stubGlobal('localStorage', storage(400))
  belongTo('can-bo', {})
  keepCopy('case.1', 'x'.repeat(250), AT)
  keepDraft('QT-2026-000001.answer', 'y'.repeat(200))
  expect(draft('QT-2026-000001.answer')).toBe('y'.repeat(200))
  expect(copy('case.1')).toBeNull()
})
