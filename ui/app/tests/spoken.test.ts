import { expect, test, vi } from 'vitest'
import { Demo } from '../src/backend/demo'
import { Spoken, type Player } from '../src/state/spoken.svelte'
import { Trouble } from '../src/state/trouble.svelte'
import './words'

/** Plays until it is told that the end has come. */
class Tape implements Player {
  heard: string[] = []
  #end: (() => void) | null = null
  readonly play = vi.fn(async (bytes: ArrayBuffer, mediaType: string): Promise<void> => {
    this.heard.push(`${mediaType} ${bytes.byteLength > 44}`)
    await new Promise<void>((resolve) => (this.#end = resolve))
  })
  readonly stop = vi.fn(() => this.end())
  end(): void {
    this.#end?.()
    this.#end = null
  }
}

async function listening(spoken: string | null = 'bru'): Promise<{ demo: Demo; tape: Tape; trouble: Trouble; help: Spoken }> {
  const [demo, tape, trouble] = [new Demo({ settings: { spoken } }), new Tape(), new Trouble()]
  const help = new Spoken(demo, trouble, tape)
  await help.load()
  return { demo, tape, trouble, help }
}

test('what stands beside a button is played one behind the other, and then it is quiet', async () => {
  const { tape, help } = await listening()
  const played = help.toggle('answer', ['outcome:fixed', 'no-such', 'template:1'])
  expect(help.playing).toBe('answer')
  await vi.waitFor(() => expect(tape.heard).toHaveLength(1))
  tape.end()
  await vi.waitFor(() => expect(tape.heard).toHaveLength(2))
  tape.end()
  await played
  expect(help.playing).toBeNull()
  expect(tape.heard).toEqual(['audio/wav true', 'audio/wav true'])
})

test('one is heard at a time, and the same button stops it', async () => {
  const { tape, help } = await listening()
  const first = help.toggle('one', ['status:received', 'status:closed'])
  await vi.waitFor(() => expect(tape.heard).toHaveLength(1))
  const second = help.toggle('other', ['status:closed'])
  await vi.waitFor(() => expect(tape.heard).toHaveLength(2))
  await first
  expect(help.playing).toBe('other')
  await help.toggle('other', ['status:closed'])
  await second
  expect([help.playing, tape.heard.length]).toEqual([null, 2])
})

test('a recording that cannot be played says so once and leaves the button free', async () => {
  const { tape, trouble, help } = await listening()
  tape.play.mockRejectedValueOnce(new Error('no codec'))
  await help.toggle('one', ['status:received', 'status:closed'])
  expect([help.playing, trouble.current?.code, tape.heard.length]).toEqual([null, 'unexpected', 0])
})

test('without a language nothing can be heard, and what has no recording has no button', async () => {
  const { help } = await listening(null)
  expect([help.ready, help.heard(['status:received'])]).toEqual([false, []])
  expect(help.languages.map(({ code }) => code)).toEqual(['vi', 'bru'])
  const { help: other } = await listening()
  expect(other.heard(['status:received', 'status:of-a-newer-portal'])).toEqual(['status:received'])
  expect(other.standing('answered', 'fixed')).toEqual(['outcome:fixed'])
  expect(other.standing('answered', 'of-a-newer-portal')).toEqual(['status:answered'])
})

test('a question and an answer whose words were recorded can be heard, others as far as their status', async () => {
  const { demo } = await listening()
  const answered = (await demo.report('00000000-0000-7000-8000-000000000002')).timeline.at(-1)
  expect(answered?.spoken).toEqual(['outcome:fixed', 'template:1'])
  const asked = (await demo.report('00000000-0000-7000-8000-000000000004')).question
  expect(asked?.spoken).toEqual(['status:awaiting_citizen', 'template:2'])
  const planned = (await demo.report('00000000-0000-7000-8000-000000000003')).timeline.at(-1)
  expect(planned?.spoken).toEqual(['status:planned'])
})
