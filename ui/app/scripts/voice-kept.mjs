// A voice note that is still being recorded, with the pretended microphone: nothing is sent before it is over, and whoever leaves
// the screen, or puts the app away, finds what was said until then. Only what was thrown away is gone. Ends with 1 and the step
// that failed.
import { newPage, withApp } from './browser.mjs'

const at = (name) => `[data-test="${name}"]`
const asked = '#/mine/00000000-0000-7000-8000-000000000004'

await withApp(async (base, browser) => {
  await within(base, browser, '#/report', sendWaits)
  await within(base, browser, '#/report', leaving)
  await within(base, browser, '#/report', puttingAway)
  await within(base, browser, '#/report', throwingAway)
  await within(base, browser, '#/report', sendGoesFirst)
  await within(base, browser, `${asked}/answer`, leavingAnAnswer)
  await within(base, browser, `${asked}/answer`, throwingAnAnswerAway)
}, ['--use-fake-device-for-media-stream'])
console.log('nothing of a voice note that is being recorded is lost unasked')

/** «Gửi» says why it does nothing yet, and takes the whole of the recording once it is over. */
async function sendWaits(page) {
  await complete(page)
  await record(page)
  await page.waitForSelector(at('still-recording'))
  await page.click(at('send'), { force: true })
  await runs(page, /^[3-9]/)
  await page.click(at('voice-stop'))
  const seconds = await kept(page)
  await page.click(`${at('send')}:not([disabled])`)
  await page.waitForURL(/#\/sent/)
  const id = new URL(page.url()).hash.split('/').pop()
  await page.evaluate((id) => (location.hash = `#/mine/${id}`), id)
  await page.waitForSelector(at('voice-player'))
  if ((await length(page)) < seconds) throw new Error('a part of it was sent')
}

async function leaving(page) {
  await record(page)
  await page.click(at('nav-mine'))
  await page.waitForSelector(at('mine-search'))
  await silent(page)
  await page.click(at('nav-report'))
  await kept(page)
}

async function puttingAway(page) {
  await record(page)
  await page.evaluate(() => {
    Object.defineProperty(Document.prototype, 'visibilityState', { configurable: true, get: () => 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await silent(page)
  await kept(page)
}

async function throwingAway(page) {
  await page.fill(at('text'), 'Ổ gà trước chợ')
  await record(page)
  await page.click(at('discard'))
  await page.click(at('discard-yes'))
  await page.waitForFunction(() => document.querySelector('[data-test="text"]').value === '')
  await silent(page)
  await nothingKept(page)
}

/** Whoever sends while the system still asks whether the microphone may be used meant to send without it. */
async function sendGoesFirst(page) {
  await complete(page)
  await page.evaluate(() => {
    const real = MediaDevices.prototype.getUserMedia
    MediaDevices.prototype.getUserMedia = async function (...wanted) {
      await new Promise((agree) => (window.agree = agree))
      return real.apply(this, wanted)
    }
  })
  await page.click(at('voice-record'))
  await page.waitForFunction(() => window.agree)
  await page.click(at('send'))
  await page.waitForURL(/#\/sent/)
  await page.evaluate(() => window.agree())
  await silent(page)
  await page.click(at('nav-report'))
  await nothingKept(page)
}

async function leavingAnAnswer(page) {
  await record(page)
  await page.evaluate((story) => (location.hash = story), asked)
  await page.waitForSelector(at('to-answer'))
  await silent(page)
  await page.click(at('to-answer'))
  await kept(page)
}

async function throwingAnAnswerAway(page) {
  await page.fill(at('text'), 'Gần trường học')
  await record(page)
  await page.click(at('discard'))
  await page.click(at('discard-yes'))
  await page.waitForSelector(at('to-answer'))
  await silent(page)
  if ((await page.locator(at('error')).count()) > 0) throw new Error('what was thrown away is asked for')
  await page.click(at('to-answer'))
  await nothingKept(page)
}

async function complete(page) {
  await page.fill(at('text'), 'Ổ gà trước chợ')
  await page.click('input[name="category"] >> nth=1', { force: true })
  await page.fill(at('place-search'), 'khe sanh')
  await page.click(at('place-choice-19429'))
  await page.waitForSelector(`${at('send')}:not([disabled])`)
}

/** Two seconds of it. */
async function record(page) {
  await page.click(at('voice-record'))
  await runs(page, /^[2-9]/)
}

/** So many seconds of it, as the screen counts them. */
async function runs(page, seconds) {
  await page.waitForFunction((seconds) => seconds.test(document.querySelector('[data-test="voice-left"]')?.textContent?.trim() ?? ''), seconds)
}

/** The recording is there, about as long as what was said; its seconds. */
async function kept(page) {
  const seconds = await length(page)
  if (!(seconds > 1.5)) throw new Error(`${seconds} seconds were kept`)
  return seconds
}

/** Played to its end: a browser's recording does not say how long it is. */
async function length(page) {
  await page.waitForSelector(`${at('voice-player')}[src]`)
  return page.evaluate(async () => {
    const audio = document.querySelector('[data-test="voice-player"]')
    const ended = new Promise((resolve) => (audio.onended = resolve))
    await audio.play()
    await ended
    return audio.currentTime
  })
}

async function nothingKept(page) {
  await page.waitForSelector(at('voice-record'))
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  if ((await page.locator(at('voice-player')).count()) > 0) throw new Error('a recording is with a draft for which it was not made')
}

/** No microphone listens any more, one had been lent, and what it heard was handed over. */
async function silent(page) {
  await page.waitForFunction(() => window.running === 0 && window.lent.length > 0 && window.lent.every((track) => track.readyState === 'ended'))
}

/** Runs in the page, before anything else: remembers every microphone that was lent, and counts the recorders that run. */
function remember() {
  window.lent = []
  window.running = 0
  const start = MediaRecorder.prototype.start
  MediaRecorder.prototype.start = function () {
    window.running += 1
    this.addEventListener('stop', () => (window.running -= 1))
    start.call(this)
  }
  const real = MediaDevices.prototype.getUserMedia
  MediaDevices.prototype.getUserMedia = async function (...wanted) {
    const stream = await real.apply(this, wanted)
    window.lent.push(...stream.getTracks())
    return stream
  }
}

async function within(base, browser, fragment, work) {
  const { context, page, complaints } = await newPage(browser, { viewport: { width: 390, height: 844 }, permissions: ['microphone'] })
  page.setDefaultTimeout(15_000)
  await page.addInitScript(remember)
  await page.goto(`${base}?demo&still&lang=vi${fragment}`)
  await page.waitForSelector(at('voice-record'))
  try {
    await work(page)
  } catch (cause) {
    throw new Error(work.name, { cause })
  }
  if (complaints.length > 0) throw new Error(`${work.name}: the page complains: ${complaints.join('; ')}`)
  await context.close()
}
