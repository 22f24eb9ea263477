// The language on the screen. `t` is read in templates like any state: choosing another language draws them again.
// Placeholders are `%{name}`, as in the Rust side's catalogues.
import i18next, { type TFunction } from 'i18next'
import type { Language } from './words'

let current = $state<Language>('vi')

/** To be called once, before the first component is drawn. */
export function startWords(catalogues: Record<Language, object>, language: Language): void {
  void i18next.init({
    lng: language,
    fallbackLng: 'vi',
    initAsync: false,
    showSupportNotice: false,
    resources: { vi: { translation: catalogues.vi }, en: { translation: catalogues.en } },
    interpolation: { prefix: '%{', suffix: '}', escapeValue: false },
  })
  speak(language)
}

/** Changes the language of everything on the screen and of the document. */
export function speak(language: Language): void {
  void i18next.changeLanguage(language)
  current = language
  if (typeof document !== 'undefined') document.documentElement.lang = language
}

export function language(): Language {
  return current
}

/** The words for a key. Typed: a key that no catalogue has does not compile. */
export const t = ((...args: unknown[]) => {
  // Reading the state makes the template that calls depend on it.
  void current
  return untyped(...args)
}) as unknown as TFunction

/** The words for a key made of a code that came from elsewhere; `otherwise`, when this version has none for it. */
export function wordFor(group: string, code: string, otherwise: string): string {
  void current
  const key = `${group}.${code}`
  return i18next.exists(key) ? untyped(key) : otherwise
}

const untyped = i18next.t as unknown as (...args: unknown[]) => string
