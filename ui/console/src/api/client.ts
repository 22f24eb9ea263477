/** The portal's console API: the only file that speaks HTTP. Types come from `openapi.json`. */
import createClient from 'openapi-fetch'

import type { components, paths } from './schema'

export type Schemas = components['schemas']
export type Me = Schemas['Me']
export type CaseRow = Schemas['CaseRow']
export type CaseDetails = Schemas['CaseDetails']
export type Inbox = Schemas['Inbox']
export type UnitName = Schemas['UnitName']
export type Deed = Schemas['DeedShape']
export type Reporter = Schemas['Reporter']
export type Action = Schemas['Action']

/** Why something did not go; `code` is stable, `detail` is for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(detail)
  }

  /** No answer at all, or one that is not ours: it may work later. */
  get isUnreachable(): boolean {
    return this.status === 0 || this.status >= 502
  }
}

let language = 'vi'

/** In which language the portal words its problems. */
export function speak(code: string): void {
  language = code
}

const client = createClient<paths>({
  baseUrl: '',
  credentials: 'same-origin',
  // The portal takes changes only from requests that no form of another site can make.
  headers: { 'X-Requested-With': 'console' },
})

client.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', language)
    return request
  },
})

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

/** What a poll brought: `null` when nothing has changed since `etag`. */
export interface Fresh<T> {
  value: T | null
  etag: string | null
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

/** Who reported. The portal writes the look down before it answers. */
export function reporter(number: string): Promise<Reporter> {
  return whole(client.GET('/console/api/cases/{number}/reporter', { params: { path: { number } } }))
}

/**
 * Hears from the portal that cases changed. `told` says whether it is being heard: while it is not, one has to ask.
 * Returns what ends it.
 */
export function listen(changed: () => void, told: (isTold: boolean) => void): () => void {
  const events = new EventSource('/console/api/events')
  events.onopen = () => told(true)
  // The browser tries again by itself; only where it was refused (signed out, too many) it gives up.
  events.onerror = () => told(false)
  events.addEventListener('cases', changed)
  return () => events.close()
}

export const picture = (sha256: string): string => `/console/api/pictures/${sha256}`
export const thumbnail = (sha256: string): string => `/console/api/thumbnails/${sha256}`

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

function condition(etag: string | null): Record<string, string> {
  return etag ? { 'If-None-Match': etag } : {}
}

async function whole<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await reached(asked)
  if (error !== undefined || !response.ok) throw problem(response.status, error)
  return data as T
}

async function fresh<T>(asked: Promise<Answer<T>>): Promise<Fresh<T>> {
  const { data, error, response } = await reached(asked)
  const etag = response.headers.get('ETag')
  if (response.status === 304) return { value: null, etag }
  if (error !== undefined || data === undefined) throw problem(response.status, error)
  return { value: data, etag }
}

function reached<T>(asked: Promise<Answer<T>>): Promise<Answer<T>> {
  return asked.catch(() => {
    throw new Problem(0, 'unreachable', '')
  })
}

function problem(status: number, body: unknown): Problem {
  const known = typeof body === 'object' && body !== null ? (body as Partial<Schemas['ProblemShape']>) : {}
  return new Problem(status, known.code ?? 'unexpected', known.detail ?? '')
}
