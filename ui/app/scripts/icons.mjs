// Makes the bundles' icons from icons/icon.svg, and keeps only those that desktop bundles need.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = new URL('../../../icons/', import.meta.url).pathname
const kept = ['32x32.png', '128x128.png', '128x128@2x.png', 'icon.icns', 'icon.ico', 'icon.png']

const made = mkdtempSync(join(tmpdir(), 'icons-'))
execFileSync('npx', ['--yes', '@tauri-apps/cli@2.12', 'icon', join(folder, 'icon.svg'), '--output', made], { stdio: 'inherit' })
for (const name of kept) copyFileSync(join(made, name), join(folder, name))
rmSync(made, { recursive: true })
