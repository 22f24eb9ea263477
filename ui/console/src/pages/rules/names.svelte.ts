/** What the codes of a rule are called. */
import type { UnitName } from '../../api/client'
import type { CommuneName } from '../../api/entry'
import type { Category } from '../../api/rules'
import type { Asked } from '../../asked.svelte'
import { language, t } from '../../words'

/** Any Monday. */
const MONDAY = Date.UTC(2026, 0, 5)
const DAY_MS = 24 * 60 * 60 * 1000

export type Choice = readonly [code: string, word: string]

export class Names {
  #categories: Asked<Category[]>
  #communes: Asked<CommuneName[]>
  #units: Asked<UnitName[]>

  constructor(categories: Asked<Category[]>, communes: Asked<CommuneName[]>, units: Asked<UnitName[]>) {
    this.#categories = categories
    this.#communes = communes
    this.#units = units
  }

  get categories(): Choice[] {
    return (this.#categories.value ?? []).map((one) => [one.code, language() === 'en' ? one.name_en : one.name_vi])
  }

  get communes(): Choice[] {
    return (this.#communes.value ?? []).map((one) => [one.code, one.name])
  }

  category(code: string | null): string {
    return code === null ? t('deadlines.any') : named(this.categories, code)
  }

  commune(code: string | null): string {
    return code === null ? t('rules.any_commune') : named(this.communes, code)
  }

  unit(code: string): string {
    return this.#units.value?.find((one) => one.code === code)?.name ?? code
  }
}

function named(choices: Choice[], code: string): string {
  return choices.find(([known]) => known === code)?.[1] ?? code
}

/** A weekday's short name; Monday is 1. */
export function weekday(number: number): string {
  return new Intl.DateTimeFormat(language(), { weekday: 'short', timeZone: 'UTC' }).format(MONDAY + (number - 1) * DAY_MS)
}
