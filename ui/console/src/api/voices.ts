/** Voice notes of citizens. That one was heard is written down by the portal, so that it is asked for only by hand. */
import type { CaseDetails } from './client'
import { client, whole, type Schemas } from './http'

export type VoiceNote = Schemas['VoiceShown']

export function hear(number: string, sha256: string): Promise<Blob> {
  const params = { path: { number, sha256 } }
  // The body is the sound itself.
  const sound: Promise<{ data?: unknown; error?: unknown; response: Response }> = client.GET('/console/api/cases/{number}/voices/{sha256}', { params, parseAs: 'blob' })
  return whole(sound) as Promise<Blob>
}

export function transcribe(number: string, sha256: string, text: string): Promise<CaseDetails> {
  return whole(client.PUT('/console/api/cases/{number}/voices/{sha256}/transcript', { params: { path: { number, sha256 } }, body: { text } }))
}
