// Writes the demo's painted scenes as JPEG files into a folder, for pictures that may be shown: node scripts/scenes.mjs FOLDER
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { createServer } from 'vite'
import { flags } from './browser.mjs'

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('which folder shall the scenes go to?')
mkdirSync(folder, { recursive: true })

const server = await createServer({ root: new URL('..', import.meta.url).pathname, server: { port: 0 }, logLevel: 'error' })
await server.listen()
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
try {
  const page = await browser.newPage()
  await page.goto(server.resolvedUrls.local[0])
  for (const name of ['road', 'river', 'lamp', 'pipe', 'tree']) {
    const bytes = await page.evaluate(async (scene) => {
      const { painted } = await import('/src/backend/demo/pictures.ts')
      return [...new Uint8Array(await painted(scene, false))]
    }, name)
    writeFileSync(join(folder, `${name}.jpg`), Buffer.from(bytes))
  }
} finally {
  await browser.close()
  await server.close()
}
