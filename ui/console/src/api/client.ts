/** What the desk asks of the portal: session, inbox, one case, deeds, the map. */
import { client, condition, fresh, whole, type Fresh, type Schemas } from './http'

export { Problem, speak, type Fresh, type Schemas } from './http'
export type Me = Schemas['Me']
export type CaseRow = Schemas['CaseRow']
export type CaseDetails = Schemas['CaseDetails']
export type Inbox = Schemas['Inbox']
export type UnitName = Schemas['UnitName']
export type Deed = Schemas['DeedShape']
export type Reporter = Schemas['Reporter']
export type Action = Schemas['Action']
export type CaseMap = Schemas['CaseMap']

export function me(): Promise<Me> {
  return whole(client.GET('/console/api/session'))
}

export function signIn(username: string, password: string): Promise<Me> {
  return whole(client.POST('/console/api/session', { body: { username, password } }))
}

export async function signOut(): Promise<void> {
  await whole(client.DELETE('/console/api/session'))
}

export function units(): Promise<UnitName[]> {
  return whole(client.GET('/console/api/units')).then((answer) => answer.units)
}

export interface Filter {
  status: 'mine' | 'open' | 'ended' | 'all'
  search: string
}

export function inbox(filter: Filter, cursor: string | null, etag: string | null): Promise<Fresh<Inbox>> {
  const query = { status: filter.status, q: filter.search, ...(cursor ? { cursor } : {}) }
  return fresh(client.GET('/console/api/cases', { params: { query }, headers: condition(etag) }))
}

export function caseDetails(number: string, etag: string | null): Promise<Fresh<CaseDetails>> {
  return fresh(client.GET('/console/api/cases/{number}', { params: { path: { number } }, headers: condition(etag) }))
}

export function perform(number: string, version: number, deed: Deed): Promise<CaseDetails> {
  return whole(client.POST('/console/api/cases/{number}/deeds', { params: { path: { number } }, body: { version, deed } }))
}

/** Takes back a deed that is not done yet. */
export function undo(id: number): Promise<CaseDetails> {
  return whole(client.DELETE('/console/api/held/{id}', { params: { path: { id } } }))
}

/** Says that the same trouble was there before, as another case. */
export function recurs(number: string, earlier: string): Promise<CaseDetails> {
  return whole(client.POST('/console/api/cases/{number}/earlier', { params: { path: { number } }, body: { number: earlier } }))
}

export function recursNot(number: string, earlier: string): Promise<CaseDetails> {
  return whole(client.DELETE('/console/api/cases/{number}/earlier/{earlier}', { params: { path: { number, earlier } } }))
}

/** Why a case can be turned down. */
export function refusals(): Promise<Schemas['RefusalReason'][]> {
  return whole(client.GET('/console/api/reasons')).then((answer) => answer.refusals)
}

/** Who reported. The portal writes the look down before it answers. */
export function reporter(number: string): Promise<Reporter> {
  return whole(client.GET('/console/api/cases/{number}/reporter', { params: { path: { number } } }))
}

/**
 * Hears from the portal that cases changed, or that there are notices. `told` says whether it is being heard: while it is not, one has to ask.
 * Returns what ends it.
 */
export function listen(heard: { cases: () => void; notices: () => void }, told: (isTold: boolean) => void): () => void {
  const events = new EventSource('/console/api/events')
  events.onopen = () => told(true)
  // The browser tries again by itself; only where it was refused (signed out, too many) it gives up.
  events.onerror = () => told(false)
  events.addEventListener('cases', heard.cases)
  events.addEventListener('notices', heard.notices)
  return () => events.close()
}

/** Where the map's communes come from. */
export const COMMUNES = '/console/api/map/communes'

export interface Extent {
  west: number
  south: number
  east: number
  north: number
}

/** The open cases on a piece of the map. */
export function mapCases(extent: Extent): Promise<CaseMap> {
  return whole(client.GET('/console/api/map/cases', { params: { query: extent } }))
}

export const picture = (sha256: string): string => `/console/api/pictures/${sha256}`
export const thumbnail = (sha256: string): string => `/console/api/thumbnails/${sha256}`
