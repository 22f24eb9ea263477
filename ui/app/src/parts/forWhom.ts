import { t } from '@phan-anh/kit/i18n.svelte'

/** Whom a report was filed for, also where that person gave no name. */
export function forWhomWords(name: string): string {
  return name ? t('story.for_whom', { name }) : t('story.for_another')
}
