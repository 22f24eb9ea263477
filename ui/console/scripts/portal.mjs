// A real portal for the browser to play on: the built programs, a small province, cases in every state, an officer of
// each role. Everything lies in a folder of its own and is gone afterwards.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PASSWORD = 'mat-khau-xem-hinh-2026'
const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const program = (name) => join(process.env.PROGRAMS ?? join(root, 'target/debug'), name)

const USERS = [
  ['truc-ioc', 'duty_officer'],
  ['giam-sat', 'duty_supervisor'],
  ['can-bo', 'unit_officer', 'ubnd-19333'],
  ['lanh-dao', 'unit_leader', 'ubnd-19333'],
  ['lanh-dao-tinh', 'province_leader'],
  ['quan-tri', 'administrator'],
]
const CASES = [
  ['giao-thong', 'Ổ gà sâu trước cổng chợ, xe máy dễ ngã khi trời mưa.', '16.8163,107.096,8', '19333', 'road'],
  ['dien-chieu-sang', 'Đèn đường hỏng ba hôm nay, cả đoạn tối om.', '16.6207,106.7286,35', '19429', 'lamp'],
  ['moi-truong', 'Rác tấp đầy bờ kè sau bão.', '17.4689,106.6223,5', '18880', 'river'],
  ['cap-thoat-nuoc', 'Ống nước vỡ, nước chảy tràn ra đường.', '16.8164,107.0961,20', '19333', 'pipe'],
  ['giao-thong', 'Ổ gà to ngay trước chợ, đã có người ngã.', '16.8163,107.0962,8', '19333', 'road'],
]

/** Runs `work({ url, portal, file })` with a portal that is there for it alone; `portal(...words)` is its command line, `file(url, ...words)`
 * files one more report from the device and says its number. */
export async function withPortal(work, { demo = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'console-portal-'))
  const data = ['--data', join(folder, 'portal')]
  const portal = (...words) => execFileSync(program('portal'), [...words, ...data], { encoding: 'utf8' })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await writeFile(join(folder, 'communes.geojson'), JSON.stringify(province()))
  portal('region', 'import', join(folder, 'communes.geojson'), '--partial')
  const server = spawn(program('portal'), ['serve', ...data, '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' })
  try {
    await answers(url)
    for (const [name, role, unit] of USERS) {
      const words = ['user', 'add', name, '--role', role, ...(unit ? ['--unit', unit] : []), '--password-stdin', ...data]
      execFileSync(program('portal'), words, { input: PASSWORD })
    }
    file(folder, url)
    if (demo) play(portal)
    await work({ url, portal, file: (url, ...words) => report(folder, url, words) })
  } finally {
    server.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

function file(folder, url) {
  const scenes = join(folder, 'scenes')
  execFileSync('node', [join(root, 'ui/app/scripts/scenes.mjs'), scenes])
  const outbox = (...words) => execFileSync(program('outbox'), ['--data', join(folder, 'device'), '--json', ...words])
  for (const [category, text, at, commune, scene] of CASES) {
    outbox('report', '--category', category, '--text', text, '--at', at, '--commune', commune, '--photo', join(scenes, `${scene}.jpg`))
  }
  outbox('sync', '--until-done', '--portal', url)
}

function report(folder, url, words) {
  const outbox = (...words) => JSON.parse(execFileSync(program('outbox'), ['--data', join(folder, 'device'), '--json', ...words], { encoding: 'utf8' }))
  const { id } = outbox('report', ...words)
  outbox('sync', '--until-done', '--portal', url)
  return outbox('list').find((one) => one.id === id).case_number
}

/** Takes the cases to different places of their way. */
function play(portal) {
  const number = (n) => `QT-${new Date().getFullYear()}-${String(n).padStart(6, '0')}`
  portal('case', 'dispatch', number(1))
  portal('case', 'accept', number(2))
  portal('case', 'dispatch', number(4))
  portal('case', 'answer', number(4), '--outcome', 'explained', '--text', 'Đã hẹn đội sửa chữa.')
}

/** Three communes of the province as squares: enough for a map. */
function province() {
  const square = (code, full_name, kind, west, south, east, north) => ({
    type: 'Feature',
    properties: { code, full_name, kind },
    geometry: { type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] },
  })
  return {
    type: 'FeatureCollection',
    features: [
      square('19333', 'Phường Đông Hà', 'phuong', 106.9, 16.6, 107.3, 17),
      square('19429', 'Xã Khe Sanh', 'xa', 106.5, 16.4, 106.9, 16.9),
      square('18880', 'Phường Đồng Hới', 'phuong', 106.4, 17.2, 106.9, 17.7),
    ],
  }
}

async function answers(url) {
  for (let tries = 0; tries < 200; tries += 1) {
    const reached = await fetch(url).then(() => true, () => false)
    if (reached) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the portal does not answer')
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
