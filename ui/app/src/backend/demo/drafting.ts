// The pretended draft: what it lacks and what a choice does to it, as `outbox` judges.
import type { DeedKind, Draft, DraftPlace, MapPoint, ReportStory } from '../bindings'
import { similarTo } from './around'
import { communes, middles } from './communes'
import { complain } from './words'

export function blank(number: number, kind: DeedKind = 'report', about: string | null = null): Draft {
  return { id: `00000000-0000-7000-9000-${String(number).padStart(12, '0')}`, kind, about, photos: [], voice: null, category: null, text: '', place: null, named: true, behalf: null, expected: { unit: null, answer: null }, similar: [], missing: [] }
}

/** A draft that says what the report says, to be changed. */
export function revised(number: number, { summary, photos }: ReportStory): Draft {
  return {
    ...blank(number, 'report', summary.id),
    category: summary.category,
    text: summary.text,
    place: summary.commune && { lat: null, lon: null, accuracyM: null, source: 'chosen', method: 'chosen', commune: summary.commune, candidates: [] },
    photos: photos.map(({ sha256, bytes }) => ({ sha256, width: 1600, height: 1200, bytes, areas: [] })),
  }
}

/** As the default rules say of a report that comes on the demo's day, 23/11/2026. */
export const demoAnswer = { due: '2026-12-03T07:05:00Z', words: '7 ngày làm việc', confirmed: false, note: null }

/** The draft with what it lacks, judged as `outbox` does. */
export function judged(draft: Draft): Draft {
  const missing: Draft['missing'] = []
  const silent = draft.text.trim() === ''
  if (draft.kind === 'rework' ? silent : silent && draft.photos.length === 0 && !draft.voice) missing.push(draft.kind === 'rework' ? 'text' : 'photo_or_text')
  if (draft.kind === 'report' && !draft.category) missing.push('category')
  if (draft.kind === 'report' && !draft.place?.commune) missing.push('place')
  if (draft.behalf && !draft.behalf.agreed) missing.push('agreement')
  const commune = draft.place?.commune?.name
  const unit = draft.category && commune ? `UBND ${commune.charAt(0).toLowerCase()}${commune.slice(1)}` : null
  return { ...structuredClone(draft), expected: { unit, answer: draft.category ? demoAnswer : null }, similar: draft.kind === 'report' && !draft.about ? similarTo(draft) : [], missing }
}

export function chosen(code: string, before: DraftPlace | null): DraftPlace {
  const found = communes.find((one) => one.code === code)
  if (!found) throw complain('commune_unknown')
  const position = before ?? { lat: null, lon: null, accuracyM: null, source: 'chosen' as const, candidates: [] }
  return { ...position, method: 'chosen', commune: found }
}

/** A finger on the map: the commune whose middle is nearest, which the real device finds by its polygons. */
export function pointed({ lat, lon }: MapPoint): DraftPlace {
  const distance = (one: (typeof middles)[number]): number => Math.hypot(one.lat - lat, one.lon - lon)
  const nearest = middles.reduce((best, one) => (distance(one) < distance(best) ? one : best))
  return { lat, lon, accuracyM: null, source: 'map', method: 'polygon', commune: nearest.commune, candidates: [] }
}

/** The beginning of what recorders of browsers write: WebM, Ogg, MP4. */
export function soundType(bytes: Uint8Array): string | null {
  const says = (at: number, ...head: number[]): boolean => head.every((byte, index) => bytes[at + index] === byte)
  if (says(0, 0x1a, 0x45, 0xdf, 0xa3)) return 'audio/webm'
  if (says(0, 0x4f, 0x67, 0x67, 0x53)) return 'audio/ogg'
  return says(4, 0x66, 0x74, 0x79, 0x70) ? 'audio/mp4' : null
}

export function isPicture(bytes: Uint8Array): boolean {
  const starts = (...head: number[]): boolean => head.every((byte, at) => bytes[at] === byte)
  return starts(0xff, 0xd8) || starts(0x89, 0x50) || starts(0x52, 0x49)
}
