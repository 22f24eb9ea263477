/** What everybody may see of a photo, and the zones of which less is told. */
import { client, whole, type Schemas } from './http'
import type { CaseDetails } from './client'

export type Area = Schemas['CoverArea']
export type Zones = Schemas['ZonesShown']

const of = (number: string, sha256: string) => ({ params: { path: { number, sha256 } } })

/** Makes the copy that everybody may see; `seen` is the copy that was there, if one was. */
export function cover(number: string, sha256: string, areas: Area[], seen: string | null): Promise<CaseDetails> {
  return whole(client.PUT('/console/api/cases/{number}/photos/{sha256}/copy', { ...of(number, sha256), body: { areas, copy: seen } }))
}

export function withhold(number: string, sha256: string): Promise<CaseDetails> {
  return whole(client.DELETE('/console/api/cases/{number}/photos/{sha256}/copy', of(number, sha256)))
}

export function zones(): Promise<Zones> {
  return whole(client.GET('/console/api/zones'))
}

export function editZones(version: number, geojson: string): Promise<Zones> {
  return whole(client.PUT('/console/api/zones', { body: { version, geojson } }))
}
