// The pretended engine: a sealed report, the portal's acceptance, photos that arrive bit by bit.
import type { Deed, DeedKind, Draft, ReportStory, StoryPhoto } from '../bindings'
import { allowed } from './deeds'

const bytesPerTick = 60_000

export function sealed(draft: Draft): ReportStory {
  const photos: StoryPhoto[] = draft.photos.map(({ sha256, bytes }) => ({ sha256, bytes, sentBytes: 0, stored: false }))
  return {
    summary: {
      id: draft.id,
      state: 'queued',
      status: null,
      outcome: null,
      category: draft.category ?? 'khac',
      text: draft.text,
      commune: draft.place?.commune ?? null,
      filedAt: new Date().toISOString(),
      photo: photos[0]?.sha256 ?? null,
      bytesLeft: photos.reduce((sum, { bytes }) => sum + bytes, 700),
      trackingCode: null,
      caseNumber: null,
      claimed: false,
      erased: false,
      deedsWaiting: 0,
    },
    timeline: [],
    photos,
    voice: draft.voice && { sha256: draft.voice.sha256, mediaType: draft.voice.mediaType, bytes: draft.voice.seconds * 2_000, sentBytes: 0, stored: false },
    receipt: { acceptedAt: null, completeAt: null },
    attention: null,
    forWhom: draft.behalf && draft.behalf.name.trim(),
    holder: null,
    expected: draft.expected,
    question: null,
    deeds: [],
    may: allowed(null),
  }
}

/** A deed as it is put into the queue. */
export function deed(kind: DeedKind, text = '', photos: string[] = [], stars: number | null = null): Deed {
  return { id: crypto.randomUUID(), kind, state: 'queued', at: new Date().toISOString(), text, stars, photos, attention: null }
}

export function accept(story: ReportStory, number: number): void {
  const now = new Date().toISOString()
  story.receipt.acceptedAt = now
  story.timeline = [{ status: 'submitted', outcome: null, at: now, text: null, unit: null, spoken: [] }]
  Object.assign(story.summary, { state: 'accepted', status: 'submitted', trackingCode: '7M3RD-K8W2T-9XCE', caseNumber: `QT-2026-${String(1204 + number).padStart(6, '0')}` })
  finishIfSent(story, now)
}

export function sendSome(story: ReportStory): void {
  const photo = story.photos.find(({ stored }) => !stored)
  if (photo) {
    photo.sentBytes = Math.min(photo.bytes, photo.sentBytes + bytesPerTick)
    photo.stored = photo.sentBytes === photo.bytes
  }
  finishIfSent(story, new Date().toISOString())
}

function finishIfSent(story: ReportStory, now: string): void {
  story.summary.bytesLeft = story.photos.reduce((left, { bytes, sentBytes }) => left + bytes - sentBytes, 0)
  if (story.photos.some(({ stored }) => !stored)) return
  story.receipt.completeAt = now
  story.summary.state = 'complete'
}
