import { decimal, whole } from '@phan-anh/kit/format'
import { language, t } from '@phan-anh/kit/i18n.svelte'
import type { Candidate, DraftPlace, PlaceHit } from '../../backend'

/** The place in one line, with how it came to be known. */
export function placeWords(place: DraftPlace | null): string {
  if (!place) return t('place.none')
  const commune = place.commune?.name ?? ''
  if (place.method === 'outside') return t('place.outside')
  if (place.method === 'suggested') return t('place.suggested')
  if (place.method === 'nearest_coast') return t('place.nearest_coast', { commune })
  if (place.method === 'chosen') return t('place.chosen', { commune })
  return `${commune} · ${sourceWords(place)}${accuracyWords(place)}`
}

/** What lies under the pin, as it will be taken. */
export function pointedWords(place: DraftPlace): string {
  const [nearest] = place.candidates
  if (place.method === 'outside') return t('map.outside')
  if (place.commune && place.method === 'nearest_coast') return t('place.nearest_coast', { commune: place.commune.name })
  if (place.commune) return place.commune.name
  return nearest ? t('map.near', { commune: nearest.commune.name }) : t('map.outside')
}

/** «cách khoảng 2,6 km». */
export function distanceWords({ distanceKm }: Candidate): string {
  return t('place.distance', { distance: decimal(distanceKm, language()) })
}

/** «Xã Hải An (cũ)». */
export function hitName({ name, former }: PlaceHit): string {
  return former ? t('place.former', { name }) : name
}

/** What it is and where it belongs today; nothing more to say of a commune of today. */
export function hitDetail({ kind, commune, district }: PlaceHit): string | undefined {
  if (kind === 'commune') return undefined
  const now = t('place.now', { commune: commune.name })
  if (kind === 'old_commune') return district === null ? now : `${district} · ${now}`
  return `${kindWord(kind)} · ${commune.name}`
}

/** A position so uncertain that the commune may be another. */
export const isRough = ({ source, accuracyM }: DraftPlace): boolean => source === 'gps' && accuracyM !== null && accuracyM > 500

function kindWord(kind: Exclude<PlaceHit['kind'], 'commune' | 'old_commune'>): string {
  if (kind === 'village') return t('place.village')
  if (kind === 'road') return t('place.road')
  if (kind === 'bridge') return t('place.bridge')
  if (kind === 'market') return t('place.market')
  return kind === 'water' ? t('place.water') : t('place.landmark')
}

function sourceWords({ source }: DraftPlace): string {
  if (source === 'exif') return t('place.by_photo')
  return source === 'gps' ? t('place.by_device') : t('place.by_map')
}

function accuracyWords({ accuracyM }: DraftPlace): string {
  return accuracyM === null ? '' : ` (±${whole(Math.max(1, Math.round(accuracyM)), language())} m)`
}
