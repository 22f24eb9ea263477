/** The words on the screen, and which language and theme an officer chose on this device. */
import { language, speak as show, startWords, t, wordFor } from '@phan-anh/kit/i18n.svelte'
import { catalogue, type Language } from '@phan-anh/kit/words'

import { speak as ask, type CaseDetails, type Problem } from './api/client'
import en from './messages/en.json'
import vi from './messages/vi.json'

export { language, t, wordFor }

const KEY = 'console.language'

export function start(): void {
  const known = localStorage.getItem(KEY)
  const chosen: Language = known === 'en' || known === 'vi' ? known : 'vi'
  startWords(catalogue({ vi, en }), chosen)
  ask(chosen)
}

export function speak(chosen: Language): void {
  localStorage.setItem(KEY, chosen)
  show(chosen)
  ask(chosen)
}

/** The word for a code that the portal sent; the code itself when this version has none. */
export function word(group: 'status' | 'outcome' | 'category' | 'method', code: string): string {
  return wordFor(group, code, code)
}

/** What a problem says to people. */
export function problemWords(problem: Problem): string {
  if (problem.isUnreachable) return t('console.unreachable')
  return problem.detail || t('console.unexpected')
}

/** Why a unit is suggested: the rule by its name, with those who work beside it. */
export function why({ rule, reason, beside }: NonNullable<CaseDetails['suggested']>): string {
  const said = rule ? t('case.by_rule', { rule }) : t(`case.reason_${reason}`)
  return beside.length > 0 ? `${said} · ${t('rules.beside')}: ${beside.map((unit) => unit.name).join(', ')}` : said
}
