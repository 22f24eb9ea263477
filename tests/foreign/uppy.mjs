// Uploads one file by Uppy in Chromium, from a page that was served by another origin than the portal.
import { createServer } from 'node:http'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { endpoint, file, headers, metadata, retryDelays } from './arguments.mjs'

const script = await bundled('uppy-page.mjs')
const page = `<!doctype html><meta charset="utf-8"><title>Uppy</title><input type="file"><script type="module" src="/page.js"></script>`
const server = createServer((request, response) => {
  const [type, body] = request.url === '/page.js' ? ['text/javascript', script] : ['text/html', page]
  response.writeHead(200, { 'Content-Type': type }).end(body)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
try {
  const tab = await browser.newPage()
  tab.on('console', (message) => console.error(message.text()))
  await tab.goto(`http://127.0.0.1:${server.address().port}/`)
  await tab.waitForFunction(() => 'upload' in window)
  await tab.setInputFiles('input', file)
  const failed = await tab.evaluate((options) => window.upload(options), { endpoint, headers, metadata, retryDelays })
  if (failed) throw new Error(failed)
} finally {
  await browser.close()
  server.close()
}

/** The page's script and all that it imports, as one text. */
async function bundled(name) {
  const input = new URL(name, import.meta.url).pathname
  const root = new URL('.', import.meta.url).pathname
  const options = { write: false, minify: false, rollupOptions: { input, preserveEntrySignatures: 'strict' } }
  const { output } = await build({ root, configFile: false, logLevel: 'error', build: options })
  return output[0].code
}
