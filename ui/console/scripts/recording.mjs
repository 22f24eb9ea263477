// Recording for spoken help on a real portal, with a microphone that the browser pretends: recorded, listened to, kept, heard
// again from the portal, replaced by a file, taken away; what is no sound, and a microphone that may not be used, are told.
// Ends with 1 and the step that failed.
import { browse, open } from './browser.mjs'
import { PASSWORD, withPortal } from './portal.mjs'

const at = (name) => `[data-test="${name}"]`
const card = `${at('subject')}[data-says="status:received"]`
const pretended = '--use-fake-device-for-media-stream'

await withPortal(async ({ url }) => {
  await browse(null, async (browser) => {
    const { page, complaints } = await signedIn(browser, url, ['microphone'])
    await page.selectOption(at('recording-language'), 'bru')
    await page.click(`${card} ${at('record')}`)
    await page.waitForSelector(at('record-stop'))
    await page.waitForTimeout(700)
    await page.click(at('record-stop'))
    await heard(page, `${card} ${at('fresh')} ${at('listen')}`)
    await page.click(at('recording-keep'))
    await page.waitForSelector(`${card}[data-recorded="yes"]`)
    await heard(page, `${card} ${at('listen')}`)

    await page.setInputFiles(`${card} ${at('recording-file')}`, { name: 'a.wav', mimeType: 'audio/wav', buffer: silence() })
    await page.waitForSelector(`${card} ${at('recording-file')}:not([disabled])`)
    await heard(page, `${card} ${at('listen')}`)
    await page.setInputFiles(`${card} ${at('recording-file')}`, { name: 'a.wav', mimeType: 'audio/wav', buffer: Buffer.from('<html>') })
    await page.waitForSelector(`${card} ${at('error')}`)
    await page.click(`${card} ${at('recording-remove')}`)
    await page.waitForSelector(`${card}[data-recorded="no"]`)
    // The file that was no sound was refused, which the browser writes down.
    const others = complaints.filter((line) => !line.includes('422'))
    if (others.length > 0) throw new Error(`the page complains: ${others.join('; ')}`)
  }, 100, [pretended])
  await browse(null, async (browser) => {
    const { page } = await signedIn(browser, url, [])
    await page.click(`${card} ${at('record')}`)
    await page.waitForSelector(at('no-microphone'))
    await page.waitForSelector(`${card} ${at('record')}:not([disabled])`)
  }, 100, [pretended])
})
console.log('recordings are made, heard, replaced and taken away')

async function signedIn(browser, url, permissions) {
  const page = await open(browser, { viewport: { width: 1280, height: 800 }, permissions })
  const complaints = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.setDefaultTimeout(15_000)
  await page.addInitScript(countHeard)
  await page.goto(new URL('/console/', url).href)
  await page.fill(at('username'), 'quan-tri')
  await page.fill(at('password'), PASSWORD)
  await page.click(at('sign-in'))
  await page.waitForSelector(at('pages'))
  complaints.length = 0
  await page.evaluate(() => (location.hash = '#/recordings'))
  await page.waitForSelector(card)
  return { page, complaints }
}

/** It is played to its end, and the button says so. */
async function heard(page, selector) {
  await page.evaluate(() => (window.heard = 0))
  await page.locator(selector).first().click()
  await page.waitForFunction(() => window.heard === 1)
  await page.waitForFunction((selector) => document.querySelector(selector)?.getAttribute('aria-pressed') === 'false', selector)
}

/** Runs in the page, before anything else: counts what was played to its end. */
function countHeard() {
  const play = HTMLMediaElement.prototype.play
  HTMLMediaElement.prototype.play = function () {
    this.addEventListener('ended', () => (window.heard += 1))
    return play.call(this)
  }
}

/** A tenth of a second of WAV. */
function silence() {
  const samples = Buffer.alloc(1600)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(16000, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}
