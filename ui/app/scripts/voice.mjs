// The microphone, pretended by the browser: a story is told, listened to, thrown away and told again, stopped by itself at a
// minute, and filed without a word in writing; a microphone that is missing or refused, and a browser that cannot record, are told
// and writing still works. Ends with 1 and the step that failed.
import { newPage, withApp } from './browser.mjs'

const at = (name) => `[data-test="${name}"]`
const pretended = '--use-fake-device-for-media-stream'

await within([pretended], ['microphone'], async (page) => {
  await page.click(at('voice-record'))
  await page.waitForFunction(() => /^[1-9].* còn 5\d giây$/.test(document.querySelector('[data-test="voice-left"]')?.textContent?.trim() ?? ''))
  const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-test'))
  if (focused !== 'voice-stop') throw new Error(`the focus is at ${focused}`)
  await page.keyboard.press('Enter')
  await heard(page)
  if (await page.isChecked(at('voice-for-unit'))) throw new Error('nobody agreed yet')
  await page.check(at('voice-for-unit'))
  await page.click(at('voice-remove'))
  await page.waitForSelector(at('voice-player'), { state: 'detached' })

  await page.click(at('voice-record'))
  await page.waitForSelector(at('voice-stop'))
  await page.waitForTimeout(1_200)
  await page.click(at('voice-stop'))
  await heard(page)
  await page.click('input[name="category"] >> nth=1', { force: true })
  await page.fill(at('place-search'), 'khe sanh')
  await page.click(at('place-choice-19429'))
  await page.waitForSelector(`${at('place-summary')}[data-method="chosen"]`)
  await page.click(at('send'))
  await page.waitForURL(/#\/sent/)
  const id = new URL(page.url()).hash.split('/').pop()
  await page.evaluate((id) => (location.hash = `#/mine/${id}`), id)
  await heard(page)
})
await within([pretended], ['microphone'], async (page) => {
  await page.click(at('voice-record'))
  await page.waitForSelector(at('voice-stop'))
  await page.waitForTimeout(1_200)
  await page.clock.fastForward(61_000)
  await heard(page)
}, (page) => page.clock.install())
await within([], ['microphone'], (page) => told(page, 'missing'))
await within([pretended], [], (page) => told(page, 'refused'))
await within([pretended], ['microphone'], (page) => told(page, 'unsupported'), (page) => page.addInitScript(() => delete window.MediaRecorder))
console.log('a voice note is recorded, heard and filed, and the app says when it cannot be')

/** It is there, and is played to its end. */
async function heard(page) {
  await page.waitForSelector(`${at('voice-player')}[src]`)
  await page.evaluate(async () => {
    const audio = document.querySelector('[data-test="voice-player"]')
    const ended = new Promise((resolve) => (audio.onended = resolve))
    await audio.play()
    await ended
  })
}

async function told(page, trouble) {
  await page.fill(at('text'), 'Ổ gà trước chợ')
  await page.click(at('voice-record'))
  await page.waitForSelector(`${at('voice-trouble')}[data-trouble="${trouble}"]`)
  await page.waitForSelector(`${at('voice-record')}:not([disabled])`)
  if ((await page.inputValue(at('text'))) !== 'Ổ gà trước chợ') throw new Error('what was written is gone')
}

async function within(flags, permissions, work, before = async () => {}) {
  await withApp(async (base, browser) => {
    const { page, complaints } = await newPage(browser, { viewport: { width: 390, height: 844 }, permissions })
    page.setDefaultTimeout(15_000)
    await before(page)
    await page.goto(`${base}?demo&still&lang=vi#/report`)
    await page.waitForSelector(at('send'))
    await work(page)
    if (complaints.length > 0) throw new Error(`the page complains: ${complaints.join('; ')}`)
  }, flags)
}
