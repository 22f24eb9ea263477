// The message catalogue: the words shared with Rust (statuses, categories, errors), the kit's own and one surface's own,
// as one tree of keys per language. What is not here: the choice of the language, which the surface remembers.
import enShared from '../../crates/report/locales/en.json'
import viShared from '../../crates/report/locales/vi.json'
import enKit from './messages/en.json'
import viKit from './messages/vi.json'

export type Language = 'vi' | 'en'
export const languages: readonly Language[] = ['vi', 'en']

/** The keys that every surface has beside its own; for `CustomTypeOptions` of i18next. */
export type CommonWords = typeof viShared & typeof viKit

/** Joins a surface's own words to the common ones. A surface's key never replaces a common one (a test holds it). */
export function catalogue<Own extends object>(own: Record<Language, Own>): Record<Language, CommonWords & Own> {
  return {
    vi: { ...viShared, ...viKit, ...own.vi },
    en: { ...enShared, ...enKit, ...own.en },
  }
}
