// Plays a case through the console by keyboard alone, on a real portal: taken in, taken back, taken in again, sent to a
// unit, answered there, ended. No pointer is ever used. Ends with 1 where a key did not do what it is for.
import { browse, open } from './browser.mjs'
import { PASSWORD, withPortal } from './portal.mjs'

const year = new Date().getFullYear()
const NUMBER = `QT-${year}-000003`
/** The most steps to what is looked for. */
const FAR = 160

await withPortal(async ({ url }) => {
  await browse(null, async (browser) => {
    const desk = await signIn(browser, url, 'truc-ioc')
    await typingMovesNothing(desk)
    await pick(desk, NUMBER)
    await desk.keyboard.press('a')
    await there(desk, 'undo-bar')
    await desk.keyboard.press('z')
    await gone(desk, 'undo-bar')
    await status(desk, 'submitted')
    await desk.keyboard.press('a')
    await status(desk, 'received')
    await desk.keyboard.press('d')
    await there(desk, 'unit-select')
    await tabTo(desk, 'unit-search')
    await desk.keyboard.type('dong ha')
    await arrowTo(desk, 'unit-ubnd-19333')
    await tabTo(desk, 'dispatch-confirm')
    await desk.keyboard.press('Enter')
    await status(desk, 'dispatched')

    const unit = await signIn(browser, url, 'can-bo')
    await tabTo(unit, 'pages')
    await unit.keyboard.press('Enter')
    await tabTo(unit, 'page-unit')
    await unit.keyboard.press('Enter')
    await there(unit, 'unit-cases')
    await tabTo(unit, 'inbox-row', null, NUMBER)
    await unit.keyboard.press('Enter')
    await there(unit, 'case-number')
    await tabTo(unit, 'start')
    await unit.keyboard.press('Enter')
    await status(unit, 'in_progress')
    await tabTo(unit, 'answer')
    await unit.keyboard.press('Enter')
    await tabTo(unit, 'outcome-fixed', 'input')
    await unit.keyboard.press('Space')
    await tabTo(unit, 'answer-text')
    await unit.keyboard.type('Đã dọn sạch bờ kè sáng nay.')
    await tabTo(unit, 'answer-waiver')
    await unit.keyboard.type('Trời tối, không chụp được.')
    await tabTo(unit, 'answer-confirm')
    await unit.keyboard.press('Enter')
    await status(unit, 'answered')

    await status(desk, 'answered')
    await tabTo(desk, 'close')
    await desk.keyboard.press('Enter')
    await status(desk, 'closed')
  })
})
console.log('played by keyboard alone')

async function signIn(browser, url, user) {
  const page = await open(browser, { viewport: { width: 1366, height: 800 } })
  await page.goto(new URL('/console/', url).href)
  await page.locator('[data-test=username]').waitFor()
  await tabTo(page, 'username')
  await page.keyboard.type(user)
  await tabTo(page, 'password')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await there(page, 'pages')
  await there(page, 'inbox-row')
  return page
}

/** The letters of the shortcuts are letters where somebody types. */
async function typingMovesNothing(page) {
  await page.keyboard.press('/')
  await page.waitForFunction(() => document.activeElement?.dataset.test === 'inbox-search')
  await page.keyboard.type('jk')
  if ((await page.locator('[data-test=case-number]').count()) > 0) throw new Error('a letter in a text field opened a case')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Tab')
  await there(page, 'inbox-row')
}

/** Goes down the list until the case is open. */
async function pick(page, number) {
  for (let step = 0; step < FAR; step += 1) {
    await page.keyboard.press('j')
    await there(page, 'case-number')
    if ((await page.locator('[data-test=case-number]').textContent()) === number) return
  }
  throw new Error(`j does not lead to ${number}`)
}

/** Goes forward with Tab to the element of this name, or what is within it; to the one of a case, where one is named. */
async function tabTo(page, test, within = null, number = null) {
  for (let step = 0; step < FAR; step += 1) {
    const here = await page.evaluate(
      ([test, within, number]) => {
        const focused = document.activeElement
        const named = within ? focused?.closest(`[data-test="${test}"]`) : focused
        return named?.dataset?.test === test && (!within || focused.matches(within)) && (!number || named.dataset.number === number)
      },
      [test, within, number],
    )
    if (here) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${test}`)
}

/** Chooses the one of this name in the list of choices that Tab leads to next. */
async function arrowTo(page, test) {
  await page.keyboard.press('Tab')
  for (let step = 0; step < FAR; step += 1) {
    if (await page.locator(`[data-test=${test}] input`).isChecked()) return
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`the arrows do not lead to ${test}`)
}

async function there(page, test) {
  await page.locator(`[data-test=${test}]`).first().waitFor()
}

async function gone(page, test) {
  await page.locator(`[data-test=${test}]`).waitFor({ state: 'detached' })
}

/** What the case's heading says it is now; what a citizen hears of is so only after its seconds of undo. */
async function status(page, code) {
  await page.locator(`article header [data-test=status][data-status=${code}]`).waitFor({ timeout: 30_000 })
}
