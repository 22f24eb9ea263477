import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Demo } from '../src/backend/demo'
import { DraftState } from '../src/state/draft.svelte'
import { Trouble } from '../src/state/trouble.svelte'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what is typed is saved after a pause, once, with the last letters', async () => {
  const { demo, draft } = await begun()
  const saves = vi.spyOn(demo, 'changeDraft')
  draft.write('Ổ')
  draft.write('Ổ gà')
  expect(saves).not.toHaveBeenCalled()
  await vi.runAllTimersAsync()
  expect(saves.mock.calls).toEqual([[expect.any(String), { category: null, text: 'Ổ gà', commune: null, spot: null, map: null, behalf: null, named: null, forMyself: false, unitHears: null }]])
  expect((await demo.draft()).text).toBe('Ổ gà')
})

test('filing saves what was typed a moment ago first', async () => {
  const { demo, draft } = await begun()
  await draft.categorise('giao-thong')
  await draft.place('19333')
  draft.write('Ổ gà sâu')
  const id = await draft.file()
  expect((await demo.report(id ?? '')).summary.text).toBe('Ổ gà sâu')
  expect(draft.text).toBe('')
  expect(draft.current?.category).toBeNull()
})

test('a refused text stays on the screen, with the reason, and is not filed', async () => {
  const { demo, draft, trouble } = await begun()
  await draft.categorise('giao-thong')
  await draft.place('19333')
  draft.write('dài '.repeat(3_000))
  const filed = vi.spyOn(demo, 'fileDraft')
  expect(await draft.file()).toBeNull()
  expect(trouble.current?.code).toBe('text_too_long')
  expect(trouble.current?.message).toContain('10.000')
  expect(draft.text).toHaveLength(12_000)
  expect(filed).not.toHaveBeenCalled()
})

test('what was refused stays shown when the draft is asked for again by itself, and goes when it is put right', async () => {
  const { draft, trouble } = await begun()
  draft.write('dài '.repeat(3_000))
  await draft.flush()
  await draft.look()
  expect(trouble.current?.code).toBe('text_too_long')
  draft.write('ngắn')
  await draft.flush()
  expect(trouble.current).toBeNull()
})

test('what could not be saved for want of room is saved with whatever is done next', async () => {
  const { demo, draft, trouble } = await begun()
  const full = vi.spyOn(demo, 'changeDraft').mockRejectedValueOnce({ code: 'disk_full', message: 'đầy' })
  draft.write('Cầu treo hỏng')
  await draft.flush()
  expect(trouble.current?.code).toBe('disk_full')
  await draft.categorise('giao-thong')
  expect((await demo.draft()).text).toBe('Cầu treo hỏng')
  expect(trouble.current).toBeNull()
  expect(full).toHaveBeenCalledTimes(3)
})

test('changes reach the backend one after another, in order, a failed one not stopping the next', async () => {
  const { demo, draft, trouble } = await begun()
  const order: string[] = []
  let finishFirst = (): void => undefined
  vi.spyOn(demo, 'changeDraft').mockImplementation(async (_, { category }) => {
    order.push(`begins ${category}`)
    if (category === 'y-te') await new Promise<void>((resolve) => (finishFirst = resolve))
    order.push(`ends ${category}`)
    if (category === 'y-te') throw { code: 'disk_full', message: 'Bộ nhớ đầy' }
    return demo.draft()
  })
  const first = draft.categorise('y-te')
  const second = draft.categorise('khac')
  await vi.waitFor(() => expect(order).toEqual(['begins y-te']))
  finishFirst()
  await Promise.all([first, second])
  expect(order).toEqual(['begins y-te', 'ends y-te', 'begins khac', 'ends khac'])
  expect(trouble.current).toBeNull()
})

test('one bad file among good ones is refused in words and the others are kept', async () => {
  const { draft, trouble } = await begun()
  await draft.addPhotos([photo(1), new File(['<html>'], 'page.jpg'), photo(2)])
  expect(draft.current?.photos).toHaveLength(2)
  expect(trouble.current?.code).toBe('photo_not_a_picture')
  expect(draft.photosComing).toBe(0)
})

test('a sixth photo is refused and five stay', async () => {
  const { draft, trouble } = await begun()
  await draft.addPhotos([1, 2, 3, 4, 5, 6].map(photo))
  expect(draft.current?.photos).toHaveLength(5)
  expect(trouble.current?.code).toBe('too_many_photos')
})

test('the photo tells the place, and the draft says what is still missing', async () => {
  const { draft } = await begun()
  expect(draft.current?.missing).toEqual(['photo_or_text', 'category', 'place'])
  await draft.addPhotos([photo(1)])
  expect(draft.current?.missing).toEqual(['category'])
  expect(draft.current?.place?.commune?.name).toBe('Phường Đông Hà')
})

test('an answer is kept apart from the report that is being written, and found again', async () => {
  const { demo, draft, trouble } = await begun()
  const asked = (await demo.reports('asking', '', 0, 40)).rows.find(({ report }) => report.status === 'awaiting_citizen')?.report.id ?? ''
  draft.write('Phản ánh mới')
  await draft.flush()
  const answer = new DraftState(demo, trouble, () => demo.draftAbout(asked, 'answer'))
  await answer.load()
  answer.write('Gần trường học')
  await answer.flush()
  const again = new DraftState(demo, trouble, () => demo.draftAbout(asked, 'answer'))
  await again.load()
  expect([again.text, draft.text]).toEqual(['Gần trường học', 'Phản ánh mới'])
  expect(await again.file()).not.toBeNull()
  const story = await demo.report(asked)
  expect(story.deeds.map(({ kind, state, text }) => [kind, state, text])).toEqual([['answer', 'queued', 'Gần trường học']])
  expect(story.question).toBeNull()
})

test('a report for somebody else waits for their word', async () => {
  const { draft } = await begun()
  await draft.addPhotos([photo(1)])
  await draft.categorise('giao-thong')
  await draft.behalf({ name: 'Người được giúp', phone: '', agreed: false })
  expect(draft.current?.missing).toEqual(['agreement'])
  await draft.behalf({ name: 'Người được giúp', phone: '', agreed: true })
  expect(draft.current?.missing).toEqual([])
  await draft.behalf(null)
  expect(draft.current?.behalf).toBeNull()
})

test('a recording is kept with the draft for which it was made, and with no other', async () => {
  const { demo, draft, trouble } = await begun()
  const sound = new Blob([new Uint8Array([0x1a, 0x45, 0xdf, 0xa3]), new Uint8Array(8_000)])
  const thrownAway = draft.current?.id
  await draft.discard()
  await draft.setVoice(sound, thrownAway)
  expect(draft.current?.voice).toBeNull()
  await draft.setVoice(sound, draft.current?.id)
  expect(draft.current?.voice?.seconds).toBe(4)

  const asked = (await demo.reports('asking', '', 0, 40)).rows.find(({ report }) => report.status === 'awaiting_citizen')?.report.id ?? ''
  const answer = new DraftState(demo, trouble, () => demo.draftAbout(asked, 'answer'))
  await answer.load()
  const of = answer.current?.id
  await answer.discard()
  await answer.setVoice(sound, of)
  expect(trouble.current).toBeNull()
})

test('a finger on the map goes before the photo and the commune that was picked', async () => {
  const { draft } = await begun()
  await draft.place('18880')
  await draft.point(16.6207, 106.7286)
  expect([draft.current?.place?.source, draft.current?.place?.commune?.name]).toEqual(['map', 'Xã Khe Sanh'])
})

async function begun() {
  const demo = new Demo({ scene: 'offline' })
  const trouble = new Trouble()
  const draft = new DraftState(demo, trouble)
  await draft.load()
  return { demo, draft, trouble }
}

function photo(number: number): File {
  return new File([new Uint8Array([0xff, 0xd8, 0xff, number])], `${number}.jpg`)
}
