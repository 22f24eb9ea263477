// Takes every screen × language × size into a folder: node scripts/screenshots.mjs FOLDER [only names that contain this]
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { newPage, withApp } from './browser.mjs'
import { screens, show } from './screens.mjs'

const [folder, only = ''] = process.argv.slice(2)
if (!folder) throw new Error('which folder shall the pictures go to?')
mkdirSync(folder, { recursive: true })

const sizes = [
  { width: 390, height: 844, phone: true },
  { width: 1280, height: 800, phone: false },
]

await withApp(async (base, browser) => {
  for (const { width, height, phone } of sizes) {
    const { context, page } = await newPage(browser, { viewport: { width, height }, hasTouch: phone, isMobile: phone })
    // A telephone has a camera of its own, which no screen of the app stands for.
    for (const screen of screens.filter(({ name, computer }) => name.includes(only) && !(phone && computer))) {
      for (const language of ['vi', 'en']) {
        await show(page, base, screen, language)
        await page.screenshot({ path: join(folder, `${screen.name}.${language}.${width}x${height}.png`) })
      }
    }
    await context.close()
  }
})
