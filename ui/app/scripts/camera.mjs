// The camera of a computer, pretended by the browser: a picture is taken; a camera that is missing or refused is told, and
// files still work. Ends with 1 and the step that failed.
import { newPage, withApp } from './browser.mjs'

const at = (name) => `[data-test="${name}"]`
const pretended = '--use-fake-device-for-media-stream'

await within([pretended], ['camera'], async (page) => {
  await page.click(at('camera-open'))
  await page.click(`${at('camera-take')}:not([disabled])`)
  await page.waitForSelector(at('photo-item'))
  await page.waitForSelector(at('camera'), { state: 'detached' })
  const live = await page.evaluate(() => document.querySelectorAll('video').length)
  if (live !== 0) throw new Error('the camera is still looked through')
})
await within([`${pretended}=device-count=0`], ['camera'], (page) => told(page, 'missing'))
await within([pretended], [], (page) => told(page, 'refused'))
console.log('the camera takes a picture, and says when it cannot')

async function told(page, trouble) {
  await page.click(at('camera-open'))
  await page.waitForSelector(`${at('camera-trouble')}[data-trouble="${trouble}"]`)
  await page.click(at('camera-leave'))
  const picture = await page.screenshot({ type: 'jpeg' })
  await page.setInputFiles(at('photo-input'), { name: 'a.jpg', mimeType: 'image/jpeg', buffer: picture })
  await page.waitForSelector(at('photo-item'))
}

async function within(flags, permissions, work) {
  await withApp(async (base, browser) => {
    const { page, complaints } = await newPage(browser, { viewport: { width: 1280, height: 800 }, permissions })
    page.setDefaultTimeout(15_000)
    await page.goto(`${base}?demo&still&lang=vi#/report`)
    await page.waitForSelector(at('send'))
    await work(page)
    if (complaints.length > 0) throw new Error(`the page complains: ${complaints.join('; ')}`)
  }, flags)
}
