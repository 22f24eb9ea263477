// The pretended draft: what it lacks and what a choice does to it, as `outbox` judges.
import type { Draft, DraftPlace } from '../bindings'
import { communes } from './communes'
import { complain } from './words'

export function blank(number: number): Draft {
  return { id: `00000000-0000-7000-9000-${String(number).padStart(12, '0')}`, photos: [], category: null, text: '', place: null, missing: [] }
}

/** The draft with what it lacks, judged as `outbox` does. */
export function judged(draft: Draft): Draft {
  const missing: Draft['missing'] = []
  if (draft.photos.length === 0 && draft.text.trim() === '') missing.push('photo_or_text')
  if (!draft.category) missing.push('category')
  if (!draft.place?.commune) missing.push('place')
  return { ...structuredClone(draft), missing }
}

export function chosen(code: string, before: DraftPlace | null): DraftPlace {
  const found = communes.find((one) => one.code === code)
  if (!found) throw complain('commune_unknown')
  const position = before ?? { lat: null, lon: null, accuracyM: null, source: 'chosen' as const, candidates: [] }
  return { ...position, method: 'chosen', commune: found }
}

export function isPicture(bytes: Uint8Array): boolean {
  const starts = (...head: number[]): boolean => head.every((byte, at) => bytes[at] === byte)
  return starts(0xff, 0xd8) || starts(0x89, 0x50) || starts(0x52, 0x49)
}
