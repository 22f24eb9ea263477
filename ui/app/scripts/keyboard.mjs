// A report filed, corrected, heard and rated with the keyboard alone, on the demo device. Ends with 1 and the step that failed.
import { newPage, withApp } from './browser.mjs'

const at = (name) => `[data-test="${name}"]`
const mostTabs = 120

await withApp(async (base, browser) => {
  const { page, complaints } = await newPage(browser, { viewport: { width: 390, height: 844 } })
  await page.goto(`${base}?demo&lang=vi&spoken=vi#/report`)
  await page.waitForSelector(at('send'))

  await step('a category is chosen', async () => {
    await tabTo(page, 'input[name="category"]')
    await page.keyboard.press('ArrowDown')
    await page.waitForSelector('input[name="category"]:checked')
  })
  await step('words are written', async () => {
    await tabTo(page, at('text'))
    await page.keyboard.type('Nước tràn qua đường')
  })
  await step('the map is moved, its point taken, and the focus comes back', async () => {
    await tabTo(page, at('place-map'))
    await page.keyboard.press('Enter')
    await page.waitForSelector(`${at('map')}[data-drawn]`)
    await tabTo(page, 'canvas')
    await page.keyboard.press('ArrowRight')
    await page.waitForSelector(`${at('map-take')}:not([disabled])`)
    await tabTo(page, at('map-take'))
    await page.keyboard.press('Enter')
    await page.waitForSelector(at('map-picker'), { state: 'detached' })
  })
  await step('a place is found by its name', async () => {
    await tabTo(page, at('place-change'))
    await page.keyboard.press('Enter')
    await tabTo(page, at('place-search'))
    await page.keyboard.type('khe sanh')
    await page.waitForSelector(at('place-choice-19429'))
    await tabTo(page, at('place-choice-19429'))
    await page.keyboard.press('Enter')
    await page.waitForSelector(`${at('place-summary')}[data-method="chosen"]`)
  })
  await step('places of a photo are covered, and the editor is left', async () => {
    await page.setInputFiles(at('photo-input'), { name: 'a.jpg', mimeType: 'image/jpeg', buffer: await photo(page) })
    await page.waitForSelector(at('photo-edit'))
    await tabTo(page, at('photo-edit'))
    await page.keyboard.press('Enter')
    await tabTo(page, at('cover-surface'))
    for (const key of ['ArrowRight', 'ArrowDown', ' ']) await page.keyboard.press(key)
    await page.waitForSelector(at('uncover-all'))
    await page.keyboard.press('Escape')
    await page.waitForSelector(at('photo-editor'), { state: 'detached' })
  })
  await step('it is sent, and the next screen says so', async () => {
    await tabTo(page, at('send'))
    await page.keyboard.press('Enter')
    await page.waitForSelector(at('sent-state'))
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  })
  await step('an answered report is heard and rated', async () => {
    await tabTo(page, at('nav-mine'))
    await page.keyboard.press('Enter')
    await page.waitForSelector(at('report-row'))
    await tabTo(page, `${at('report-row')}[data-status="answered"]`)
    await page.keyboard.press('Enter')
    await page.waitForSelector(at('rate'))
    await tabTo(page, `${at('answer')} ${at('hear')}`)
    await page.keyboard.press('Enter')
    await page.waitForSelector(`${at('hear')}[aria-pressed="true"]`)
    await page.keyboard.press(' ')
    await page.waitForSelector(`${at('hear')}[aria-pressed="true"]`, { state: 'detached' })
    await tabTo(page, 'input[name="stars"]')
    await page.keyboard.press('ArrowRight')
    await page.waitForSelector(at('rate-send'))
    await tabTo(page, at('rate-send'))
    await page.keyboard.press('Enter')
    await page.waitForSelector(`${at('deed')}[data-kind="rate"]`)
  })
  if (complaints.length > 0) throw new Error(`the page complains: ${complaints.join('; ')}`)
})
console.log('the keyboard alone was enough')

async function step(what, work) {
  try {
    await work()
  } catch (error) {
    throw new Error(`${what}: ${error.message}`, { cause: error })
  }
}

/** Goes on with Tab until the focus is on what fits; the focus is always somewhere that can be seen. */
async function tabTo(page, selector) {
  for (let pressed = 0; pressed < mostTabs; pressed += 1) {
    await page.keyboard.press('Tab')
    const { fits, seen, what } = await page.evaluate((wanted) => {
      const element = document.activeElement
      const box = element?.getBoundingClientRect()
      const seen = box !== undefined && box.width > 0 && box.height > 0
      return { fits: element?.matches(wanted) ?? false, seen, what: element?.outerHTML.slice(0, 90) ?? '' }
    }, selector)
    if (fits) return
    if (!seen) throw new Error(`the focus went out of sight: ${what}`)
  }
  throw new Error(`${selector} is not reached by ${mostTabs} presses of Tab`)
}

async function photo(page) {
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(400, 300)
    canvas.getContext('2d').fillRect(0, 0, 400, 300)
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())]
  })
  return Buffer.from(bytes)
}
