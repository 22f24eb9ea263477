// Takes the console's screens from a running portal, in both languages, on a phone and on a desk.
//
//   node scripts/screenshots.mjs URL USER PASSWORD FOLDER
//
// With AXE=1 every screen is checked for accessibility too, at 320 px also for sideways scrolling; what is found fails.
// Nothing on the portal is changed: dialogues are opened, never confirmed.
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { chromium } from 'playwright-core'

const [url, user, password, folder] = process.argv.slice(2)
if (!folder) {
  console.error('usage: screenshots.mjs URL USER PASSWORD FOLDER')
  process.exit(2)
}
const axe = process.env.AXE ? await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8') : null
const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } }
const found = []

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
await mkdir(folder, { recursive: true })
for (const language of ['vi', 'en']) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const theme of size === 'desk' ? ['light', 'dark', 'outdoor'] : ['light']) await visit(language, size, viewport, theme)
  }
}
await browser.close()
if (found.length > 0) {
  console.error(found.join('\n'))
  process.exit(1)
}

async function visit(language, size, viewport, theme) {
  const context = await browser.newContext({ viewport, bypassCSP: axe !== null })
  const page = await context.newPage()
  page.on('pageerror', (error) => found.push(`${language} ${size}: ${error}`))
  await page.addInitScript(
    ([language, theme]) => {
      localStorage.setItem('console.language', language)
      localStorage.setItem('console.theme', theme)
    },
    [language, theme],
  )
  const keep = (name) => shot(page, `${name}-${language}-${size}${theme === 'light' ? '' : `-${theme}`}`)
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
  for (const deed of ['dispatch', 'reject', 'publish', 'answer']) await ask(page, deed, keep)
  await context.close()
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

async function shot(page, name) {
  await page.screenshot({ path: join(folder, `${name}.png`) })
  if (!axe) return
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  for (const { id, nodes } of violations) found.push(`${name}: ${id} ${nodes.map((node) => `${node.target}: ${node.any[0]?.message ?? node.failureSummary}`).join(' | ')}`)
  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  if (wide) found.push(`${name}: scrolls sideways at 320 px`)
  await page.setViewportSize(size)
}
