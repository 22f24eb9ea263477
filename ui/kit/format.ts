// Numbers and times as people here write them. Times are always those of Asia/Ho_Chi_Minh, whatever the device thinks.
import type { Language } from './words'

const zone = 'Asia/Ho_Chi_Minh'
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** `24/11/2026 14:05`, in both languages. `instant` is RFC 3339; what is not a time is shown as it came. */
export function time(instant: string): string {
  const { day, month, year, hour, minute } = split(instant) ?? {}
  return day ? `${day}/${month}/${year} ${hour}:${minute}` : instant
}

/** `14:05` for a moment of the same day as `now`, the date with it otherwise. */
export function clock(instant: string, now: Date): string {
  const whole = time(instant)
  const today = time(now.toISOString()).slice(0, 10)
  return whole.startsWith(today) ? whole.slice(11) : whole
}

/** `2026-11-25`, as date fields take it: the day that it is here at that moment. */
export function date(moment: Date): string {
  const { day, month, year } = split(moment.toISOString()) ?? {}
  return `${year}-${month}-${day}`
}

/** `Thứ Năm, 03/12/2026`, `Thursday, 03/12/2026`: the day that a moment falls on. */
export function day(instant: string, language: Language): string {
  const { day, month, year } = split(instant) ?? {}
  if (!day) return instant
  const word = new Intl.DateTimeFormat(language, { timeZone: zone, weekday: 'long' }).format(new Date(instant))
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}, ${day}/${month}/${year}`
}

/** A number of bytes: `240 KB`, `1,2 MB`. Thousands, not 1,024s, as file lists show them. */
export function bytes(count: number, language: Language): string {
  if (count < 1_000) return `${count} B`
  if (count < 1_000_000) return `${whole(Math.round(count / 1_000), language)} KB`
  return `${decimal(count / 1_000_000, language)} MB`
}

/** `10.000` in Vietnamese, `10,000` in English. */
export function whole(value: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(value)
}

/** One digit behind the comma (Vietnamese) or point (English). */
export function decimal(value: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value)
}

/** A tracking code in groups of five, `4F7K2-9QXM3-A1B7`, as the portal prints it; groups that are there stay. */
export function groups(code: string): string {
  return code.includes('-') ? code : (code.match(/.{1,5}/g)?.join('-') ?? code)
}

function split(instant: string): Record<string, string> | null {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return null
  return Object.fromEntries(parts.formatToParts(date).map(({ type, value }) => [type, value]))
}
