import { expect, test, vi } from 'vitest'
import { Demo } from '../src/backend/demo'
import { answerOf } from '../src/screens/story/answer'
import { Outbox } from '../src/state/outbox.svelte'
import { Trouble } from '../src/state/trouble.svelte'

test('a burst of changes makes one more question, not one each', async () => {
  const demo = new Demo()
  const asked = vi.spyOn(demo, 'syncState')
  const outbox = new Outbox(demo, new Trouble())
  await Promise.all(Array.from({ length: 50 }, () => outbox.refresh()))
  await vi.waitFor(() => expect(asked.mock.calls.length).toBe(2))
  expect(outbox.sync.waitingReports).toBe(2)
})

test('a backend that fails says so and what was known stays', async () => {
  const demo = new Demo()
  const trouble = new Trouble()
  const outbox = new Outbox(demo, trouble)
  await outbox.refresh()
  const before = outbox.sync
  vi.spyOn(demo, 'syncState').mockRejectedValueOnce(new Error('secret path'))
  await outbox.refresh()
  expect(outbox.sync).toBe(before)
  expect(trouble.current?.code).toBe('unexpected')
  expect(trouble.current?.message).not.toContain('secret')
})

test('the answer is the latest result in words, or the question that waits', async () => {
  const demo = new Demo()
  const answers = new Map<string, string | null | undefined>()
  for (const { id, category } of (await demo.reports('all', '', 0, 40)).rows.map((row) => row.report)) answers.set(category, answerOf(await demo.report(id))?.text)
  expect(answers.get('giao-thong')).toContain('vá xong')
  expect(answers.get('bom-min-vat-no')).toContain('an toàn')
  expect(answers.get('thien-tai')).toContain('đoạn nào')
  expect(answers.get('moi-truong')).toBeUndefined()
})

test('a filed report waits without a network, and with one is accepted, then complete', async () => {
  const demo = new Demo({ scene: 'new' })
  const { id } = await demo.draft()
  await demo.changeDraft(id, { category: 'khac', text: 'Thử', commune: '19333', spot: null, map: null, behalf: null, forMyself: false })
  await demo.addPhoto(id, new Uint8Array([0xff, 0xd8]))
  await demo.fileDraft(id)
  const state = async (): Promise<string> => (await demo.report(id)).summary.state
  expect(await state()).toBe('queued')
  demo.tick()
  expect(await state()).toBe('accepted')
  for (let beat = 0; beat < 5; beat += 1) demo.tick()
  expect(await state()).toBe('complete')
  expect((await demo.syncState()).waitingReports).toBe(0)
})
