/** How the portal's console API is spoken: the only file with HTTP in it. Types come from `openapi.json`. */
import createClient from 'openapi-fetch'

import type { components, paths } from './schema'

export type Schemas = components['schemas']

/** Why something did not go; `code` is stable, `detail` is for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    /** The field of the request that is wrong, where it is one. */
    readonly field: string | null = null,
    /** With `stale_edit`: what happened since, as the case's history has it. */
    readonly changes: Schemas['TimelineEntry'][] = [],
  ) {
    super(detail)
  }

  /** No answer at all, or one that is not ours: it may work later. */
  get isUnreachable(): boolean {
    return this.code === 'unreachable' || this.status >= 502
  }
}

let language = 'vi'

/** In which language the portal words its problems. */
export function speak(code: string): void {
  language = code
}

export const client = createClient<paths>({
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

/** How a body that is text and no JSON is sent. */
export function text(mediaType: string): { headers: Record<string, string>; bodySerializer: (body: string) => string } {
  return { headers: { 'Content-Type': mediaType }, bodySerializer: (body) => body }
}

/** What a poll brought: `null` when nothing has changed since `etag`. */
export interface Fresh<T> {
  value: T | null
  etag: string | null
}

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

export function condition(etag: string | null): Record<string, string> {
  return etag ? { 'If-None-Match': etag } : {}
}

export async function whole<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await reached(asked)
  if (error !== undefined || !response.ok) throw problem(response.status, error)
  return data as T
}

export async function fresh<T>(asked: Promise<Answer<T>>): Promise<Fresh<T>> {
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
  const known = typeof body === 'object' && body !== null ? (body as Partial<Schemas['StaleShape']>) : {}
  return new Problem(status, known.code ?? 'unexpected', known.detail ?? '', known.field ?? null, known.changes ?? [])
}
