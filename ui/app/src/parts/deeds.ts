import { t } from '@phan-anh/kit/i18n.svelte'
import type { DeedKind } from '../backend'

/** What was done, as the title of its card. */
export function deedWord(kind: DeedKind): string {
  const words: Record<DeedKind, string> = {
    report: t('deeds.report'),
    answer: t('deeds.answer'),
    rate: t('deeds.rate'),
    rework: t('deeds.rework'),
    withdraw: t('deeds.withdraw'),
    erase: t('deeds.erase'),
    me_too: t('deeds.me_too'),
    follow: t('deeds.follow'),
    unfollow: t('deeds.unfollow'),
  }
  return words[kind]
}

/** How content somebody is: there is no middle to hide in. */
export function starsWord(stars: number): string {
  return [t('rate.one'), t('rate.two'), t('rate.three'), t('rate.four')][stars - 1] ?? String(stars)
}
