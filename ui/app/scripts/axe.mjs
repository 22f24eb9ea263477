// Checks every screen in both languages and three themes: axe finds nothing, nothing scrolls sideways at 320 px (at
// twice the text too), every target is 48 px high, and the page never complains. Ends with 1 and a list otherwise.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { newPage, withApp } from './browser.mjs'
import { screens, show } from './screens.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const only = process.argv[2] ?? ''
const wanted = screens.filter(({ name }) => name.includes(only))
const found = []
let checks = 0

await withApp(async (base, browser) => {
  for (const theme of ['light', 'dark', 'outdoor']) {
    for (const language of ['vi', 'en']) {
      await each(base, browser, { width: 390, height: 844 }, language, theme, [violations, smallTargets])
    }
  }
  for (const language of ['vi', 'en']) {
    await each(base, browser, { width: 1280, height: 800 }, language, 'light', [violations, sideways])
    await each(base, browser, { width: 320, height: 640 }, language, 'light', [sideways, sidewaysLarge])
  }
})

for (const line of found) console.error(line)
console.log(`${checks} checks of ${wanted.length} screens, ${found.length} findings`)
process.exitCode = found.length > 0 || checks === 0 ? 1 : 0

async function each(base, browser, viewport, language, theme, examine) {
  const { context, page, complaints } = await newPage(browser, { viewport })
  for (const screen of wanted) {
    const where = `${screen.name} ${language} ${theme} ${viewport.width}px`
    try {
      await show(page, base, screen, language, theme)
    } catch (error) {
      found.push(`${where}: cannot be opened: ${error.message}`)
      continue
    }
    for (const check of examine) {
      checks += 1
      for (const finding of await check(page)) found.push(`${where}: ${finding}`)
    }
    for (const complaint of complaints.splice(0)) found.push(`${where}: the page complains: ${complaint}`)
  }
  await context.close()
}

async function violations(page) {
  await page.evaluate(axe)
  // Our own `smallTargets` asks for twice of what target-size does, and is not misled by bars that stay at the bottom.
  const options = { runOnly: rules, rules: { 'target-size': { enabled: false } } }
  const { violations } = await page.evaluate((options) => window.axe.run(options), options)
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`))
}

async function sideways(page) {
  const excess = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main, .frame')]
      .map((element) => element.scrollWidth - element.clientWidth)
      .reduce((most, one) => Math.max(most, one), 0),
  )
  if (excess <= 0) return []
  return [`scrolls ${excess} px sideways: ${await page.evaluate(widest)}`]
}

async function sidewaysLarge(page) {
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '212.5%'))
  return (await sideways(page)).map((finding) => `twice the text ${finding}`)
}

/** Runs in the page: what reaches out of it. */
function widest() {
  const width = document.documentElement.clientWidth
  return [...document.querySelectorAll('main *, nav *, header *')]
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`)
    .slice(0, 4)
    .join(', ')
}

async function smallTargets(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('a, button, input:not([type=checkbox]), textarea')]
      .filter((element) => element.getClientRects().length > 0)
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.height < 48 || box.width < 48)
      .map(({ element, box }) => `${element.outerHTML.slice(0, 90)} is ${box.width.toFixed(0)} × ${box.height.toFixed(0)} px`),
  )
}
