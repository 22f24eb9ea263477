// A story for somebody who cannot read: every word is a row of blocks, and nothing is pressed that has no picture of its own.
// From filing to hearing the answer and asking for reworking, on the demo device. Ends with 1 and the step that failed.
import { newPage, withApp } from './browser.mjs'

const at = (name) => `[data-test="${name}"]`

await withApp(async (base, browser) => {
  const { page, complaints } = await newPage(browser, { viewport: { width: 390, height: 844 } })
  page.setDefaultTimeout(15_000)
  await page.addInitScript(blocks)
  await page.addInitScript(countHeard)
  await page.goto(`${base}?demo&lang=vi&spoken=bru#/report`)
  await page.waitForSelector(at('send'))

  const picture = await page.screenshot({ type: 'jpeg' })
  await pictured(page, `label:has(${at('photo-input')})`)
  await page.setInputFiles(at('photo-input'), { name: 'a.jpg', mimeType: 'image/jpeg', buffer: picture })
  await page.waitForSelector(at('photo-item'))
  await hear(page, '[data-says="category:cap-thoat-nuoc"]')
  await press(page, at('category-cap-thoat-nuoc'))
  await press(page, `${at('send')}:not([disabled])`)
  await pictured(page, at('sent-state'))
  await press(page, at('nav-mine'))

  const answered = `${at('report-row')}[data-status="answered"]`
  await pictured(page, answered)
  await press(page, answered)
  await pictured(page, at('answer'))
  await hear(page, `${at('answer')} [data-says="outcome:fixed template:1"]`)
  await press(page, 'label:has(input[name="stars"][value="1"])')
  await press(page, at('rate-send'))
  await press(page, at('to-rework'))
  await press(page, at('phrase-0'))
  await page.setInputFiles(at('photo-input'), { name: 'b.jpg', mimeType: 'image/jpeg', buffer: picture })
  await page.waitForSelector(at('photo-item'))
  await press(page, `${at('send')}:not([disabled])`)
  await page.waitForSelector(at('deed'))
  await unread(page)
  if (complaints.length > 0) throw new Error(`the page complains: ${complaints.join('; ')}`)
})
console.log('pictures and sounds were enough')

async function press(page, selector) {
  await pictured(page, selector)
  await page.locator(selector).first().click()
}

/** What stands beside the loudspeaker is played to its end. */
async function hear(page, selector) {
  await page.evaluate(() => (window.heard = 0))
  await press(page, selector)
  await page.waitForSelector(`${selector}[aria-pressed="true"]`)
  await page.waitForSelector(`${selector}[aria-pressed="false"]`)
  const said = (await page.getAttribute(selector, 'data-says')).split(' ').length
  const heard = await page.evaluate(() => window.heard)
  if (heard !== said) throw new Error(`${selector}: ${heard} of ${said} recordings were heard to their end`)
}

/** What is shown here can be told without its words, and its words cannot be read. */
async function pictured(page, selector) {
  await page.waitForSelector(selector)
  await unread(page)
  const shown = await page.locator(selector).first().locator('svg, img, canvas').count()
  if (shown === 0) throw new Error(`${selector} has no picture`)
}

async function unread(page) {
  const words = await page.evaluate(() => document.body.innerText.match(/[\p{L}\p{N}]+/gu) ?? [])
  if (words.length > 0) throw new Error(`words can be read: ${words.slice(0, 5).join(' ')}`)
}

/** Runs in the page, before anything else: counts what was played to its end. */
function countHeard() {
  const play = HTMLMediaElement.prototype.play
  HTMLMediaElement.prototype.play = function () {
    this.addEventListener('ended', () => (window.heard += 1))
    return play.call(this)
  }
}

/** Runs in the page, before anything else: letters and digits become blocks as soon as they come. */
function blocks() {
  const hide = (node) => {
    if (node.nodeType !== Node.TEXT_NODE) return node.childNodes.forEach(hide)
    const hidden = node.nodeValue.replace(/[\p{L}\p{N}\p{M}]/gu, '█')
    if (hidden !== node.nodeValue) node.nodeValue = hidden
  }
  const watch = (changes) => changes.forEach(({ target, addedNodes }) => (target.nodeType === Node.TEXT_NODE ? hide(target) : addedNodes.forEach(hide)))
  new MutationObserver(watch).observe(document, { subtree: true, childList: true, characterData: true })
}
