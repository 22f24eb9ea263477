// A browser that keeps screenshots and, with AXE=1, checks every screen for accessibility and for sideways scrolling at
// 320 px. What it finds is printed at the end and fails the run.
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { chromium } from 'playwright-core'

export const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } }

const axe = process.env.AXE ? await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8') : null
const found = []

/** Runs `work` with a browser whose user has set the text to `text` per cent, and with `more` flags, then reports. */
export async function browse(folder, work, text = 100, more = []) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--enable-unsafe-swiftshader',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--blink-settings=defaultFontSize=${(16 * text) / 100}`,
      ...more,
    ],
  })
  if (folder) await mkdir(folder, { recursive: true })
  await work(browser).finally(() => browser.close())
  if (found.length > 0) {
    console.error(found.join('\n'))
    process.exit(1)
  }
}

/** A fresh page; an error in its script is a finding. axe has to be injected, which the pages' policy rightly refuses. */
export async function open(browser, options) {
  const context = await browser.newContext({ bypassCSP: axe !== null, ...options })
  const page = await context.newPage()
  page.on('pageerror', (error) => found.push(`${page.url()}: ${error}`))
  return page
}

/** Keeps the screen as `name`.png in `folder`, and checks it. */
export async function shot(page, folder, name, fullPage = false) {
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage })
  if (!axe) return
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  for (const { id, nodes } of violations) {
    found.push(`${name}: ${id} ${nodes.map((node) => `${node.target}: ${node.failureSummary}`).join(' | ')}`)
  }
  const size = page.viewportSize()
  await page.setViewportSize({ width: 320, height: 640 })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
  if (wide) found.push(`${name}: scrolls sideways at 320 px`)
  await page.setViewportSize(size)
}
