// Checks every page and every dialogue of the console on a real portal, in both languages: axe finds nothing, nothing
// scrolls sideways at 320 px (at twice the text too), and the page never complains. Ends with 1 and a list otherwise.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { browse, open, SIZES } from './browser.mjs'
import { PASSWORD, withPortal } from './portal.mjs'
import { dialogs, pages } from './screens.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const found = []
let checks = 0

await withPortal(async ({ url }) => {
  await browse(null, async (browser) => {
    for (const language of ['vi', 'en']) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        for (const user of new Set(pages.map((page) => page.user))) await visit(browser, url, user, language, size, viewport)
      }
    }
  })
})
for (const line of found) console.error(line)
console.log(`${checks} checks, ${found.length} findings`)
process.exitCode = found.length > 0 || checks === 0 ? 1 : 0

async function visit(browser, url, user, language, size, viewport) {
  const page = await open(browser, { viewport, bypassCSP: true })
  page.on('pageerror', (error) => found.push(`${user} ${language} ${size}: ${error}`))
  await page.addInitScript((language) => localStorage.setItem('console.language', language), language)
  await page.goto(new URL('/console/', url).href)
  await page.locator('[data-test=username]').waitFor()
  await check(page, `sign-in ${language} ${size}`)
  await page.locator('[data-test=username]').fill(user)
  await page.locator('[data-test=password]').fill(PASSWORD)
  await page.locator('[data-test=sign-in]').click()
  await page.locator('[data-test=pages]').waitFor()
  for (const screen of pages.filter((screen) => screen.user === user)) {
    const where = `${screen.name} ${user} ${language} ${size}`
    try {
      await screen.show(page)
    } catch (error) {
      found.push(`${where}: cannot be opened: ${String(error).split('\n')[0]}`)
      continue
    }
    await check(page, where)
    for (const dialog of dialogs.filter((dialog) => dialog.on === screen.name)) {
      const button = page.locator(`[data-test=${dialog.press}]`)
      if ((await button.count()) === 0) continue
      await button.first().click()
      await page.locator('dialog').waitFor()
      await check(page, `${dialog.press} in ${where}`)
      await page.keyboard.press('Escape')
      await page.locator('dialog').waitFor({ state: 'detached' })
    }
  }
  await page.context().close()
}

async function check(page, where) {
  checks += 1
  await page.evaluate(axe)
  const { violations } = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules, resultTypes: ['violations'] }), rules)
  for (const { id, nodes } of violations) {
    for (const { target, failureSummary } of nodes) found.push(`${where}: ${id}: ${target} ${failureSummary}`)
  }
  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  await sideways(page, where)
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '212.5%'))
  await sideways(page, `${where} at twice the text`)
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
  await page.setViewportSize(size)
}

async function sideways(page, where) {
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return null
    const beyond = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
    return `${scrollWidth - clientWidth} px: ${beyond.slice(0, 4).map((one) => `${one.tagName.toLowerCase()}.${one.className}`).join(', ')}`
  })
  if (wide) found.push(`${where}: scrolls sideways at 320 px by ${wide}`)
}
