/** How long ago something was, in words. Times themselves are the kit's `format`. */
import { t } from './words'

export { time as shown } from '@phan-anh/kit/format'

export function ago(at: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000)
  if (minutes < 1) return t('ago.now')
  if (minutes < 60) return t('ago.minutes', { count: minutes })
  if (minutes < 60 * 24) return t('ago.hours', { count: Math.floor(minutes / 60) })
  return t('ago.days', { count: Math.floor(minutes / 60 / 24) })
}
