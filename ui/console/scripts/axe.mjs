// Checks every page and every dialogue of the console on a real portal, in both languages: axe finds nothing, nothing
// scrolls sideways at 320 px (at twice the text too), and the page never complains. Ends with 1 and a list otherwise.
//
//   node scripts/axe.mjs [PART-OF-A-NAME [LANGUAGE…]]
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { browse, open, SIZES } from './browser.mjs'
import { PASSWORD, withPortal } from './portal.mjs'
import { dialogs, pages } from './screens.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const [only = '', ...languages] = process.argv.slice(2)
const wanted = pages.filter(({ name }) => name.includes(only))
let findings = 0
let checks = 0

await withPortal(async ({ url }) => {
  await browse(null, async (browser) => {
    for (const language of languages.length > 0 ? languages : ['vi', 'en']) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        for (const user of new Set(wanted.map((page) => page.user))) await visit(browser, url, user, language, size, viewport)
      }
    }
  })
})
console.log(`${checks} checks, ${findings} findings`)
process.exitCode = findings > 0 || checks === 0 ? 1 : 0

function found(line) {
  findings += 1
  console.error(line)
}

async function visit(browser, url, user, language, size, viewport) {
  const page = await open(browser, { viewport, bypassCSP: true })
  await page.addInitScript((language) => localStorage.setItem('console.language', language), language)
  await page.goto(new URL('/console/', url).href)
  await page.locator('[data-test=username]').waitFor()
  await check(page, `sign-in ${language} ${size}`)
  await page.locator('[data-test=username]').fill(user)
  await page.locator('[data-test=password]').fill(PASSWORD)
  await page.locator('[data-test=sign-in]').click()
  await page.locator('[data-test=pages]').waitFor()
  for (const screen of wanted.filter((screen) => screen.user === user)) {
    const where = `${screen.name} ${user} ${language} ${size}`
    try {
      await screen.show(page)
    } catch (error) {
      found(`${where}: cannot be opened: ${String(error).split('\n')[0]}`)
      continue
    }
    await check(page, where)
    for (const dialog of dialogs.filter((dialog) => dialog.on === screen.name)) {
      const asked = () => inDialog(page, dialog.press, `${dialog.press} in ${where}`)
      // A browser that stopped drawing is no finding about the page: the screen is loaded anew, once, and says so.
      await asked().catch(async (error) => {
        console.warn(`${dialog.press} in ${where}: once more, for ${String(error).split('\n')[0]}`)
        await page.reload()
        await screen.show(page)
        await asked().catch((error) => found(`${dialog.press} in ${where}: cannot be opened: ${String(error).split('\n')[0]}`))
      })
    }
  }
  await page.context().close()
}

/** Opens a dialogue by its button, where the page has it; by the keyboard, which does not wait for the map to be drawn. */
async function inDialog(page, press, where) {
  const button = page.locator(`[data-test=${press}]`)
  if ((await button.count()) === 0) return
  await button.first().press('Enter')
  await page.locator('dialog').waitFor()
  await check(page, where)
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
}

async function check(page, where) {
  checks += 1
  await page.evaluate(axe)
  const { violations } = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules, resultTypes: ['violations'] }), rules)
  for (const { id, nodes } of violations) {
    for (const { target, failureSummary } of nodes) found(`${where}: ${id}: ${target} ${failureSummary}`)
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
  if (wide) found(`${where}: scrolls sideways at 320 px by ${wide}`)
}
