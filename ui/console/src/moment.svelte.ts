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

/** The present moment, for words like «5 phút trước». To be made while a component is. */
export class Ticking {
  ms = $state(Date.now())

  constructor() {
    $effect(() => {
      const clock = setInterval(() => (this.ms = Date.now()), 30_000)
      return () => clearInterval(clock)
    })
  }
}

/** `25/11/2026` for `2026-11-25`. */
export function day(date: string): string {
  return date.split('-').reverse().join('/')
}

/** Minutes of a working clock in words: «2 ngày», «4 giờ», «30 phút». A working day has eight hours. */
export function amount(minutes: number): string {
  if (minutes % 480 === 0) return t('amount.count_days', { count: minutes / 480 })
  if (minutes % 60 === 0) return t('amount.count_hours', { count: minutes / 60 })
  return t('amount.count_minutes', { count: minutes })
}
