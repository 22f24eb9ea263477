/** Recordings for spoken help. */
import { client, whole, type Schemas } from './http'

export type Recordings = Schemas['Recordings']
export type Subject = Schemas['SubjectShown']
export type Language = Schemas['NamedLanguage']

export function recordings(): Promise<Recordings> {
  return whole(client.GET('/console/api/recordings'))
}

export function record(language: string, says: string, sound: Blob): Promise<Recordings> {
  // The body is the sound itself; its shape is described as a list of numbers.
  const body = sound as unknown as number[]
  const params = { path: { language, says } }
  return whole(client.PUT('/console/api/recordings/{language}/{says}', { params, body, headers: { 'Content-Type': 'application/octet-stream' }, bodySerializer: () => sound }))
}

export function removeRecording(language: string, says: string): Promise<Recordings> {
  return whole(client.DELETE('/console/api/recordings/{language}/{says}', { params: { path: { language, says } } }))
}

export function setLanguages(languages: Language[]): Promise<Recordings> {
  return whole(client.PUT('/console/api/spoken-languages', { body: { languages } }))
}

export const soundAddress = (language: string, says: string): string =>
  `/console/api/recordings/${encodeURIComponent(language)}/${encodeURIComponent(says)}`
