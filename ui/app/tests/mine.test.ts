import { expect, test, vi } from 'vitest'
import { Demo } from '../src/backend/demo'
import { MineState } from '../src/state/mine.svelte'
import { Trouble } from '../src/state/trouble.svelte'

test('of ten thousand reports as many are asked for as were scrolled to', async () => {
  const demo = new Demo({ scene: 'many' })
  const mine = await opened(demo)
  const asked = vi.spyOn(demo, 'reports')
  expect([mine.rows.length, mine.found, mine.all]).toEqual([40, 10_000, 10_000])
  await Promise.all([mine.more(), mine.more()])
  await mine.more()
  expect(asked.mock.calls).toEqual([['all', '', 40, 40], ['all', '', 80, 40]])
  expect(new Set(mine.rows.map(({ report }) => report.id)).size).toBe(120)
})

test('a report that is filed while the next page comes stands there once, and none is missing', async () => {
  const demo = new Demo({ scene: 'many' })
  const mine = await opened(demo)
  const newest = (await demo.reports('all', '', 0, 1)).rows[0]!
  const plain = demo.reports
  const moved = { ...newest, report: { ...newest.report, id: 'filed-meanwhile' } }
  vi.spyOn(demo, 'reports').mockImplementation(async (which, query, from, most) => {
    const { rows, found, all, asking } = await plain(which, query, Math.max(0, from - 1), most)
    return { rows: from === 0 ? [moved, ...rows.slice(0, most - 1)] : rows, found: found + 1, all: all + 1, asking }
  })
  await mine.more()
  const ids = mine.rows.map(({ report }) => report.id)
  expect(new Set(ids).size).toBe(ids.length)
  await mine.refresh()
  expect(mine.rows[0]?.report.id).toBe('filed-meanwhile')
  expect(new Set(mine.rows.map(({ report }) => report.id)).size).toBe(mine.rows.length)
})

test('what is typed while an answer is on its way makes one more question, with the last letters', async () => {
  const demo = new Demo({ scene: 'many' })
  const mine = await opened(demo)
  await mine.more()
  const asked = vi.spyOn(demo, 'reports')
  await Promise.all(['r', 'ra', 'rac'].map((query) => mine.refresh('all', query)))
  expect(mine.found).toBeLessThan(10_000)
  expect(asked.mock.calls).toEqual([['all', 'r', 0, 40], ['all', 'rac', 0, 40]])
  expect(mine.rows.every(({ report }) => report.text.startsWith('Rác'))).toBe(true)
})

test('reports are found by text, category, place and status without diacritics', async () => {
  const demo = new Demo()
  const found = async (query: string): Promise<string[]> => (await demo.reports('all', query, 0, 40)).rows.map(({ report }) => report.category)
  expect(await found('o ga')).toEqual(['giao-thong'])
  expect(await found('cua viet rac')).toEqual(['moi-truong'])
  expect(await found('da xu ly xong')).toContain('giao-thong')
  expect(await found('không có')).toEqual([])
})

async function opened(demo: Demo): Promise<MineState> {
  const mine = new MineState(demo, new Trouble())
  await mine.refresh()
  return mine
}
