// Every screen and how one gets there. `query` says which demo device; `go` does what a citizen would do; `computer`: not on a telephone.

const at = (name) => `[data-test="${name}"]`

export const screens = [
  { name: 'first-1-what-it-is', query: 'demo=new' },
  { name: 'first-2-consent', query: 'demo=new', go: (page) => page.click(at('first-next')) },
  { name: 'first-2-consent-spoken', query: 'demo=new&spoken=bru', go: (page) => page.click(at('first-next')) },
  { name: 'first-3-contact', query: 'demo=new', go: toContact },
  { name: 'report-empty', query: 'demo', fragment: '#/report' },
  { name: 'report-spoken', query: 'demo&spoken=bru', fragment: '#/report' },
  { name: 'report-ready', query: 'demo', fragment: '#/report', go: fill },
  { name: 'report-cover', query: 'demo', fragment: '#/report', go: cover },
  { name: 'report-suggested', query: 'demo&place=suggested', fragment: '#/report', go: suggest },
  { name: 'report-outside', query: 'demo&place=outside', fragment: '#/report', go: searchPlace },
  { name: 'report-danger', query: 'demo', fragment: '#/report', go: (page) => page.click(at('category-bom-min-vat-no')) },
  { name: 'report-map', query: 'demo', fragment: '#/report', go: pointAt },
  { name: 'report-behalf', query: 'demo', fragment: '#/report', go: forAnother },
  { name: 'report-not-here', query: 'demo', fragment: '#/report', go: (page) => page.click(at('not-here')) },
  { name: 'report-camera-missing', query: 'demo', fragment: '#/report', go: noCamera, computer: true },
  { name: 'report-who', query: 'demo', fragment: '#/report', go: whoReports },
  { name: 'report-position-refused', query: 'demo', fragment: '#/report', go: refusedPosition },
  { name: 'report-voice', query: 'demo', fragment: '#/report', go: tellByVoice },
  { name: 'report-voice-recording', query: 'demo', fragment: '#/report', go: record },
  { name: 'report-voice-missing', query: 'demo', fragment: '#/report', go: noMicrophone },
  { name: 'report-refused', query: 'demo', fragment: '#/report', go: refused },
  { name: 'sent-waiting', query: 'demo=offline', fragment: '#/report', go: file },
  { name: 'sent-untrusted', query: 'demo=certificate', fragment: '#/report', go: file },
  { name: 'sent-receipt', query: 'demo', fragment: '#/sent/00000000-0000-7000-8000-000000000001' },
  { name: 'mine', query: 'demo', fragment: '#/mine' },
  { name: 'mine-many', query: 'demo=many', fragment: '#/mine', go: (page) => page.fill(at('mine-search'), 'dong ha') },
  { name: 'mine-asking', query: 'demo', fragment: '#/mine', go: (page) => page.check(at('mine-which-asking')) },
  { name: 'mine-empty', query: 'demo=new', fragment: '#/mine', go: start },
  { name: 'story-answered', query: 'demo', fragment: '#/mine/00000000-0000-7000-8000-000000000002' },
  { name: 'story-spoken', query: 'demo&spoken=vi', fragment: '#/mine/00000000-0000-7000-8000-000000000002' },
  { name: 'story-asked', query: 'demo', fragment: '#/mine/00000000-0000-7000-8000-000000000004' },
  { name: 'story-waiting', query: 'demo', fragment: '#/mine/00000000-0000-7000-8000-000000000000' },
  { name: 'story-attention', query: 'demo', fragment: '#/mine/00000000-0000-7000-8000-000000000005' },
  { name: 'story-rated', query: 'demo', fragment: '#/mine/00000000-0000-7000-8000-000000000002', go: rate },
  { name: 'story-withdraw', query: 'demo', fragment: '#/mine/00000000-0000-7000-8000-000000000001', go: (page) => page.click(at('withdraw')) },
  { name: 'deed-answer', query: 'demo', fragment: '#/mine/00000000-0000-7000-8000-000000000004/answer', go: write },
  { name: 'deed-answer-waits', query: 'demo', fragment: '#/mine/00000000-0000-7000-8000-000000000004/answer', go: answer },
  { name: 'deed-rework', query: 'demo', fragment: '#/mine/00000000-0000-7000-8000-000000000002/rework' },
  { name: 'deed-edit', query: 'demo', fragment: '#/mine/00000000-0000-7000-8000-000000000001/report' },
  { name: 'around', query: 'demo', fragment: '#/around', go: (page) => page.waitForSelector(at('public-case')) },
  { name: 'around-map', query: 'demo', fragment: '#/around', go: aroundMap },
  { name: 'around-map-detailed', query: 'demo&detailed', fragment: '#/around', go: detailedMap },
  { name: 'around-not-yet', query: 'demo=offline', fragment: '#/around', go: (page) => page.waitForSelector(at('around-where')) },
  { name: 'report-similar', query: 'demo', fragment: '#/report', go: similar },
  { name: 'story-qr', query: 'demo', fragment: '#/mine/00000000-0000-7000-8000-000000000002', go: (page) => page.click(at('show-qr')) },
  { name: 'claim', query: 'demo', fragment: '#/claim', go: claim },
  { name: 'following', query: 'demo', fragment: '#/following', go: follow },
  { name: 'data', query: 'demo', fragment: '#/data', go: (page) => page.click(at('data-copy')) },
  { name: 'data-erase', query: 'demo', fragment: '#/data', go: eraseAll },
  { name: 'settings', query: 'demo', fragment: '#/settings' },
  { name: 'settings-spoken', query: 'demo&spoken=bru', fragment: '#/settings' },
  { name: 'settings-map-coming', query: 'demo', fragment: '#/settings', go: fetchMap },
  { name: 'settings-map', query: 'demo&detailed', fragment: '#/settings', go: (page) => page.locator(at('base-map-here')).scrollIntoViewIfNeeded() },
  { name: 'settings-told-by', query: 'demo', fragment: '#/settings', go: toldBy },
  { name: 'settings-portal', query: 'demo', fragment: '#/settings', go: (page) => page.click(at('portal-change')) },
  { name: 'photos-held', query: 'demo', fragment: '#/settings', go: holdPhotos },
  { name: 'stranger', query: 'demo=changed', fragment: '#/mine' },
]

/** Opens a screen; its network stands still, so that every run shows the same. */
export async function show(page, base, screen, language, theme = 'light') {
  await page.goto('about:blank')
  await page.goto(`${base}?${screen.query}&still&lang=${language}&theme=${theme}${screen.fragment ?? ''}`)
  await page.waitForSelector('h1')
  await screen.go?.(page)
  await settle(page)
}

async function settle(page) {
  await page.evaluate(() => document.fonts.ready)
  await page.waitForFunction(() => [...document.images].every((image) => image.complete) && !document.querySelector('.blank:empty'))
}

async function toContact(page) {
  await page.click(at('first-next'))
  await page.check(at('consent'))
  await page.click(at('first-next'))
  await page.waitForSelector(at('start'))
}

async function start(page) {
  await toContact(page)
  await page.click(at('start'))
  await page.waitForSelector(at('nav-mine'))
}

async function fill(page) {
  await photograph(page, 2)
  await page.click(at('category-giao-thong'))
  await page.fill(at('text'), 'Ổ gà sâu giữa đường, mưa xuống không thấy được. Đã có người ngã xe.')
  await page.waitForSelector(`${at('send')}:not([disabled])`)
}

async function cover(page) {
  await photograph(page, 2)
  await page.click(at('photo-edit'))
  const box = await page.locator(at('cover-surface')).boundingBox()
  await page.mouse.move(box.x + box.width * 0.45, box.y + box.height * 0.75)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.62, box.y + box.height * 0.86, { steps: 8 })
  await page.mouse.up()
  await page.waitForSelector(at('uncover-all'))
}

async function pointAt(page) {
  await photograph(page, 1)
  await page.click(at('place-map'))
  await page.waitForSelector(`${at('map')}[data-drawn]`)
  await page.waitForSelector(`${at('map-take')}:not([disabled])`)
}

async function forAnother(page) {
  await page.click(at('for-another'))
  await page.fill(at('name'), 'Người được giúp')
  await page.locator(at('behalf-agreed')).scrollIntoViewIfNeeded()
}

async function file(page) {
  await fill(page)
  await page.click(at('send'))
  await page.waitForSelector(at('sent-state'))
}

async function aroundMap(page) {
  await page.click(at('around-view-map'))
  await page.waitForSelector(`${at('map')}[data-cases]`)
  await page.locator(at('map')).evaluate((map) => map.scrollIntoView({ block: 'center' }))
}

async function detailedMap(page) {
  await aroundMap(page)
  await page.waitForSelector(`${at('map')}[data-base-map]`)
}

async function fetchMap(page) {
  await page.click(at('base-map-fetch'))
  await page.locator(at('base-map-stop')).scrollIntoViewIfNeeded()
}

async function similar(page) {
  await fill(page)
  await page.locator(at('similar')).evaluate((hint) => hint.scrollIntoView())
}

/** A recorder that hears nothing and keeps the beginning of a file. */
async function record(page) {
  await page.evaluate(() => {
    MediaDevices.prototype.getUserMedia = () => Promise.resolve(new MediaStream())
    window.MediaRecorder = class {
      static isTypeSupported = () => true
      state = 'inactive'
      start() {
        this.state = 'recording'
      }
      stop() {
        this.state = 'inactive'
        this.ondataavailable({ data: new Blob([new Uint8Array([0x1a, 0x45, 0xdf, 0xa3]), new Uint8Array(24_000)]) })
        this.onstop()
      }
    }
  })
  await page.click(at('voice-record'))
  await page.waitForSelector(at('voice-left'))
  await page.locator(at('voice-left')).scrollIntoViewIfNeeded()
}

async function tellByVoice(page) {
  await record(page)
  await page.click(at('voice-stop'))
  await page.waitForSelector(at('voice-player'))
  await page.locator(at('voice-remove')).scrollIntoViewIfNeeded()
}

async function noMicrophone(page) {
  await page.evaluate(() => (MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'))))
  await page.click(at('voice-record'))
  await page.waitForSelector(at('voice-trouble'))
  await page.locator(at('voice-trouble')).scrollIntoViewIfNeeded()
}

async function noCamera(page) {
  await page.click(at('camera-open'))
  await page.waitForSelector(at('camera-trouble'))
}

async function whoReports(page) {
  await page.click(at('category-dat-dai-xay-dung'))
  await page.locator(at('who-reports')).scrollIntoViewIfNeeded()
}

/** A browser that is driven lets nobody know where it is. */
async function refusedPosition(page) {
  await page.click(at('find-me'))
  await page.waitForSelector(at('position-trouble'))
  await page.locator(at('position-trouble')).scrollIntoViewIfNeeded()
}

async function searchPlace(page) {
  await photograph(page, 1)
  await page.fill(at('place-search'), 'khe sanh')
  await page.waitForSelector(at('place-choice-19429'))
}

async function suggest(page) {
  await photograph(page, 1)
  await page.locator(at('place-summary')).evaluate((summary) => summary.scrollIntoView())
}

async function rate(page) {
  await page.click(at('rate-1'))
  await page.fill(at('rate-text'), 'Vá xong hai hôm đã bong lại.')
}

async function write(page) {
  await page.fill(at('text'), 'Gần trường tiểu học, cách cột mốc 62 khoảng 200 m về phía thị trấn.')
  await page.waitForSelector(`${at('send')}:not([disabled])`)
}

async function answer(page) {
  await write(page)
  await page.click(at('send'))
  await page.waitForSelector(at('deed'))
}

async function claim(page) {
  await page.fill(at('claim-code'), '7m3rd-k8w2t-9xce')
  await page.click(at('claim-open'))
  await page.waitForSelector(at('claim'))
}

async function follow(page) {
  await page.fill(at('follow-number'), 'QT-2026-001187')
  await page.click(at('me-too'))
  await page.waitForSelector(at('followed'))
}

async function eraseAll(page) {
  await page.click(at('erase-everything'))
  await page.waitForSelector(at('even-unsent'))
}

async function holdPhotos(page) {
  await page.click(at('photos-when_asked'))
  await page.click(at('nav-mine'))
  await page.waitForSelector(at('photos-held'))
}

async function refused(page) {
  await page.setInputFiles(at('photo-input'), { name: 'page.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<html>') })
  await page.waitForSelector(at('error'))
}

async function photograph(page, count) {
  const buffer = Buffer.from(await page.evaluate(paint), 'base64')
  for (let number = 1; number <= count; number += 1) {
    await page.setInputFiles(at('photo-input'), { name: `${number}.jpg`, mimeType: 'image/jpeg', buffer })
    await page.waitForFunction((n) => document.querySelectorAll('[data-test="photo-item"]').length === n, number)
  }
}

/** Runs in the page: a picture of a road, as a camera would hand it over. */
async function paint() {
  const canvas = new OffscreenCanvas(800, 600)
  const pen = canvas.getContext('2d')
  const area = (colour, ...points) => {
    pen.fillStyle = colour
    pen.beginPath()
    points.forEach(([x, y]) => pen.lineTo(x, y))
    pen.fill()
  }
  area('#b9d0dc', [0, 0], [800, 0], [800, 260], [0, 260])
  area('#7e9a62', [0, 260], [800, 260], [800, 600], [0, 600])
  area('#5b5f63', [300, 260], [500, 260], [800, 600], [0, 600])
  area('#2a2927', [300, 450], [480, 430], [540, 490], [420, 540], [280, 510])
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''))
}

async function toldBy(page) {
  await page.click(at('share-contact'))
  await page.click(at('told-by-email'))
  await page.locator(at('email')).scrollIntoViewIfNeeded()
}
