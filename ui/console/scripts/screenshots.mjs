// Takes the console's screens from a running portal, in both languages, on a phone and on a desk.
//
//   node scripts/screenshots.mjs URL USER PASSWORD FOLDER
//
// Nothing on the portal is changed: dialogues are opened, never confirmed. With AXE=1 every screen is checked too.
import { browse, open, shot, SIZES } from './browser.mjs'

const [url, user, password, folder] = process.argv.slice(2)
if (!folder) {
  console.error('usage: screenshots.mjs URL USER PASSWORD FOLDER')
  process.exit(2)
}

for (const text of [100, 200]) {
  await browse(folder, (browser) => tour(browser, text), text)
}

/** `text` is the browser's own size of text, in per cent. */
async function tour(browser, text) {
  for (const language of ['vi', 'en']) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      for (const theme of size === 'desk' && text === 100 ? ['light', 'dark', 'outdoor'] : ['light']) {
        await visit(browser, language, size, viewport, theme, text)
      }
    }
  }
}

async function visit(browser, language, size, viewport, theme, text) {
  const page = await open(browser, { viewport })
  await page.addInitScript(
    ([language, theme]) => {
      localStorage.setItem('console.language', language)
      localStorage.setItem('console.theme', theme)
    },
    [language, theme],
  )
  const variant = [language, size, theme !== 'light' && theme, text !== 100 && `text${text}`].filter(Boolean).join('-')
  const keep = (name) => shot(page, folder, `${name}-${variant}`)
  await page.goto(new URL('/console/', url).href)
  await page.locator('[data-test=username]').waitFor()
  await keep('sign-in')
  await page.locator('[data-test=username]').fill(user)
  await page.locator('[data-test=password]').fill(password)
  await page.locator('[data-test=sign-in]').click()
  await page.locator('[data-test=inbox-row]').first().waitFor()
  await keep('inbox')
  await page.locator('[data-test=filter-all]').click()
  await page.locator('[data-test=inbox-row]').first().click()
  await page.locator('[data-test=case-number]').waitFor()
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined)
  await keep('case')
  for (const deed of ['dispatch', 'reject', 'answer']) await ask(page, deed, keep)
  for (const name of ['roster', 'users', 'categories', 'region', 'audit']) {
    await page.evaluate((name) => (location.hash = `#/${name}`), name)
    await page.locator('main h1').waitFor()
    await page.waitForTimeout(300)
    await keep(name)
  }
  await page.context().close()
}

/** Opens the dialogue of a deed on the first case that offers it. */
async function ask(page, deed, keep) {
  const rows = await page.locator('[data-test=inbox-row]').evaluateAll((rows) => rows.map((row) => row.dataset.number))
  for (const number of rows) {
    await page.evaluate((number) => (location.hash = `#/${number}`), number)
    await page.locator('[data-test=case-number]', { hasText: number }).waitFor()
    const button = page.locator(`[data-test=${deed}]`)
    if ((await button.count()) === 0) continue
    await button.click()
    await page.locator('dialog').waitFor()
    await page.waitForTimeout(300)
    await keep(deed)
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    return
  }
}
