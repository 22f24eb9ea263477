// A voice note from a browser's recorder to the ears of the desk, with the real programs: filed by the device as it was recorded,
// heard and written down by the duty officer; the unit reads and does not hear, unless whoever reported agreed. Ends with 1 and the
// step that failed.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { browse, open } from './browser.mjs'
import { PASSWORD, withPortal } from './portal.mjs'

const at = (name) => `[data-test="${name}"]`
const KINDS = ['audio/webm;codecs=opus', 'audio/mp4']
const words = 'Ống nước vỡ ở đầu ngõ từ tối qua.'

const folder = await mkdtemp(join(tmpdir(), 'voices-'))
try {
  await withPortal(async ({ url, portal, file }) => {
    await browse(null, async (browser) => {
      const recorded = await record(browser, url)
      const [kept, shared] = recorded.map((voice, index) => {
        const agreed = index === 0 ? [] : ['--voice-for-unit']
        return file(url, '--category', 'cap-thoat-nuoc', '--at', '16.8163,107.096,8', '--voice', voice, ...agreed)
      })
      for (const number of [kept, shared]) portal('case', 'dispatch', number)

      const desk = await signedIn(browser, url, 'truc-ioc')
      for (const number of [kept, shared]) {
        await show(desk, number)
        await heard(desk)
      }
      await show(desk, kept)
      await desk.click(at('voice-write'))
      await desk.fill(at('voice-text'), words)
      await desk.click(at('voice-keep'))
      await desk.waitForSelector(at('voice-transcript'))
      await desk.close()

      const unit = await signedIn(browser, url, 'can-bo')
      await show(unit, kept)
      const read = await unit.textContent(at('voice-transcript'))
      if (read !== words) throw new Error(`the unit reads ${read}`)
      if ((await unit.locator(at('voice-hear')).count()) > 0) throw new Error('the unit may hear what it must not')
      await show(unit, shared)
      await unit.waitForSelector(at('voice-waits'))
      await heard(unit)
    }, 100, ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'])
  }, { demo: false })
} finally {
  await rm(folder, { recursive: true, force: true })
}
console.log('a voice note is heard by whom it may be, and read by the others')

/** What this browser's recorder makes of the pretended microphone, of each kind that it knows, as files. */
async function record(browser, url) {
  const page = await open(browser, { viewport: { width: 1280, height: 800 }, permissions: ['microphone'] })
  await page.goto(new URL('/console/', url).href)
  const files = []
  for (const kind of KINDS) {
    const bytes = await page.evaluate(async (mimeType) => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } })
      const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 16_000 })
      const pieces = []
      recorder.ondataavailable = ({ data }) => pieces.push(data)
      const stopped = new Promise((resolve) => (recorder.onstop = resolve))
      recorder.start()
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      recorder.stop()
      await stopped
      return [...new Uint8Array(await new Blob(pieces).arrayBuffer())]
    }, kind)
    files.push(join(folder, `${files.length}.sound`))
    await writeFile(files.at(-1), Buffer.from(bytes))
  }
  await page.close()
  return files
}

async function signedIn(browser, url, user) {
  const page = await open(browser, { viewport: { width: 1280, height: 800 } })
  page.setDefaultTimeout(15_000)
  await page.goto(new URL('/console/', url).href)
  await page.fill(at('username'), user)
  await page.fill(at('password'), PASSWORD)
  await page.click(at('sign-in'))
  await page.waitForSelector(at('pages'))
  return page
}

async function show(page, number) {
  await page.evaluate((number) => (location.hash = `#/${number}`), number)
  await page.waitForFunction((number) => document.querySelector('[data-test="case-number"]')?.textContent === number, number)
  await page.waitForSelector(at('voice-note'))
}

/** It is asked for by hand, played to its end, and stands in the history. */
async function heard(page) {
  await page.click(at('voice-hear'))
  await page.waitForSelector(at('voice-sound'))
  await page.waitForFunction(() => document.querySelector('[data-test="voice-sound"]').ended)
}
