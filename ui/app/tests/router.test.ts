import { expect, test } from 'vitest'
import { href, parse, type Route } from '../src/router.svelte'

const routes: Route[] = [
  { screen: 'report' },
  { screen: 'sent', id: '019ab000-0000-7000-8000-000000000001' },
  { screen: 'mine' },
  { screen: 'story', id: 'a/b c' },
  { screen: 'deed', id: 'a/b c', kind: 'answer' },
  { screen: 'deed', id: '1', kind: 'report' },
  { screen: 'claim' },
  { screen: 'following' },
  { screen: 'settings' },
  { screen: 'data' },
]

test('every route is found again from its address', () => {
  for (const route of routes) expect(parse(href(route))).toEqual(route)
})

test('an address that means nothing opens the home screen', () => {
  for (const address of ['', '#', '#/', '#/nowhere', '#/sent', '#/sent/']) expect(parse(address)).toEqual({ screen: 'report' })
})
