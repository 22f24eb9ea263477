// The built app in a real browser: served on loopback with its content security policy, the demo device behind it.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { preview } from 'vite'

const root = new URL('..', import.meta.url).pathname
export const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--enable-unsafe-swiftshader', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
]

/** Calls `work` with the address of the app and a browser; both are closed afterwards. A copy of the build is served: a
 * build that is made anew meanwhile would take the files away under the browser. */
export async function withApp(work, more = []) {
  if (!existsSync(`${root}/dist/index.html`)) throw new Error('build the app first: npm run build')
  const outDir = mkdtempSync(join(tmpdir(), 'app-'))
  cpSync(`${root}/dist`, outDir, { recursive: true })
  const server = await preview({ root, build: { outDir }, preview: { port: 0 }, logLevel: 'error' })
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...flags, ...more] })
  try {
    await work(server.resolvedUrls.local[0], browser)
  } finally {
    await browser.close()
    await server.close()
    rmSync(outDir, { recursive: true })
  }
}

/** A page whose complaints (errors, refused by the policy) end up in `complaints`. */
export async function newPage(browser, options) {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'vi-VN', ...options })
  const page = await context.newPage()
  const complaints = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  return { context, page, complaints }
}
