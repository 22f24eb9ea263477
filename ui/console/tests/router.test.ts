import { expect, test } from 'vitest'

import { href, parse } from '../src/router.svelte'

test('what a link says is what is opened', () => {
  for (const fragment of ['#/', '#/QT-2026-000123', '#/QT-2026-000123/publish', '#/QT-2026-000123/clocks', '#/roster']) {
    expect(href(parse(fragment))).toBe(fragment)
  }
})

test('a fragment that means nothing opens the desk', () => {
  for (const fragment of ['', '#', '#/nowhere', '#/qt-2026-1', '#/QT-2026-000001/nothing', '#/<script>']) {
    expect(parse(fragment).page).toBe('desk')
  }
  expect(parse('#/QT-2026-000001/nothing')).toEqual({ page: 'desk', number: 'QT-2026-000001' })
})
