// The console's pages as the checks and the pictures visit them: for whom, and what says that it is there.
const year = new Date().getFullYear()
const number = (n) => `QT-${year}-${String(n).padStart(6, '0')}`

const at = (name, user, hash, ready) => ({
  name,
  user,
  show: async (page) => {
    await page.evaluate((hash) => (location.hash = hash), hash)
    await page.locator(ready).first().waitFor()
  },
})

export const pages = [
  at('inbox', 'truc-ioc', '#/', '[data-test=inbox-row]'),
  at('case', 'truc-ioc', `#/${number(1)}`, '[data-test=case-number]'),
  at('new-case', 'truc-ioc', `#/${number(3)}`, '[data-test=case-number]'),
  at('unit', 'can-bo', '#/unit', '[data-test=unit-cases]'),
  at('unit-case', 'can-bo', `#/${number(1)}`, '[data-test=case-number]'),
  at('users', 'quan-tri', '#/users', '[data-test=user]'),
  at('audit', 'quan-tri', '#/audit', '[data-test=audit]'),
  at('roster', 'quan-tri', '#/roster', '[data-test=unit]'),
  at('publish', 'truc-ioc', `#/${number(1)}/publish`, '[data-test=photo-copy]'),
  at('zones', 'quan-tri', '#/zones', '[data-test=zones]'),
  at('clocks', 'truc-ioc', `#/${number(1)}/clocks`, '[data-test=clocks]'),
  at('calendar', 'quan-tri', '#/calendar', '[data-test=days]'),
  at('deadlines', 'quan-tri', '#/deadlines', '[data-test=step]'),
  at('telling', 'quan-tri', '#/telling', '[data-test=telling]'),
  at('channels', 'quan-tri', '#/channels', '[data-test=channels]'),
  at('enter', 'truc-ioc', '#/enter', '[data-test=enter-form]'),
  at('templates', 'quan-tri', '#/templates', '[data-test=templates]'),
  at('recordings', 'quan-tri', '#/recordings', '[data-test=recordings]'),
  at('rules', 'quan-tri', '#/rules', '[data-test=rules]'),
  at('shift', 'truc-ioc', '#/shift', '[data-test=shift]'),
  at('notices', 'truc-ioc', '#/notices', '[data-test=notices]'),
  at('region', 'quan-tri', '#/region', '[data-test=packs]'),
  at('categories', 'quan-tri', '#/categories', '[data-test=category]'),
]

/** Buttons of a page that open a dialogue. */
const press = (on, ...buttons) => buttons.map((press) => ({ on, press }))
export const dialogs = [
  ...press('case', 'answer', 'ask', 'plan', 'note', 'set_urgency', 'return', 'coordinate', 'merge', 'split', 'recurs', 'seal'),
  ...press('new-case', 'dispatch', 'reject'),
  ...press('unit-case', 'answer', 'ask_extension', 'return'),
]
