import { expect, test } from 'vitest'

import { differences } from '../src/pages/audit/differences'

test('only what changed is shown, with what it was', () => {
  const was = { role: 'unit_officer', contact: { phone: '0912', email: null } }
  const became = { role: 'unit_leader', contact: { phone: '0912', email: 'a@b.vn' } }
  expect(differences(was, became)).toEqual([
    { field: 'role', before: 'unit_officer', after: 'unit_leader' },
    { field: 'contact.email', before: null, after: 'a@b.vn' },
  ])
})

test('what is new has nothing before, what is gone nothing after', () => {
  expect(differences(null, { a: 1 })).toEqual([{ field: 'a', before: null, after: '1' }])
  expect(differences({ a: 1 }, null)).toEqual([{ field: 'a', before: '1', after: null }])
})
