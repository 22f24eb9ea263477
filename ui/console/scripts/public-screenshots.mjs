// Takes the public pages from a running portal, in both languages, on a phone and on a desk, light and dark.
//
//   node scripts/public-screenshots.mjs URL TRACKING-CODE FOLDER
//
// With AXE=1 every page is checked too.
import { browse, open, shot, SIZES } from './browser.mjs'

const [url, code, folder] = process.argv.slice(2)
if (!folder) {
  console.error('usage: public-screenshots.mjs URL TRACKING-CODE FOLDER')
  process.exit(2)
}

await browse(folder, async (browser) => {
  for (const language of ['vi', 'en']) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      for (const colorScheme of ['light', 'dark']) await visit(browser, language, size, { viewport, colorScheme })
    }
  }
})

async function visit(browser, language, size, options) {
  const page = await open(browser, options)
  const keep = (name) => shot(page, folder, `${name}-${language}-${size}${options.colorScheme === 'light' ? '' : '-dark'}`, true)
  const go = (path) => page.goto(new URL(`${path}?lang=${language}`, url).href)
  await go('/')
  await keep('front')
  await page.locator('#code').fill('12345')
  await page.locator('form.track button').click()
  await keep('track-wrong')
  await page.locator('#code').fill(code)
  await page.locator('form.track button').click()
  await page.locator('.timeline').waitFor()
  await keep('track')
  await go('/phan-anh')
  await keep('list')
  await page.locator('.card a').last().click()
  await page.locator('.timeline').waitFor()
  await keep('case')
  await go('/ban-do')
  await keep('map')
  await page.locator('.zoom button').first().click()
  await page.waitForTimeout(400)
  await keep('map-closer')
  await go('/no-such-page')
  await keep('missing')
  await page.context().close()
}
