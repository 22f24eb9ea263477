/** Files of the office: photos of what was put right, documents. */
import { client, whole, type Schemas } from './http'
import type { CaseDetails } from './client'

export type OfficeFile = Schemas['FileShown']
export type FileKind = Schemas['FileKind']

export function addFile(number: string, kind: FileKind, name: string, content: Blob): Promise<CaseDetails> {
  const params = { path: { number }, query: { kind, name } }
  // The body is the file itself; its shape is described as a list of numbers.
  const body = content as unknown as number[]
  return whole(client.POST('/console/api/cases/{number}/files', { params, body, headers: { 'Content-Type': 'application/octet-stream' }, bodySerializer: () => content }))
}

export function showFile(id: number, shown: boolean): Promise<CaseDetails> {
  return whole(client.PUT('/console/api/files/{id}', { params: { path: { id } }, body: { shown } }))
}

export function removeFile(id: number): Promise<CaseDetails> {
  return whole(client.DELETE('/console/api/files/{id}', { params: { path: { id } } }))
}

export const fileAddress = (id: number): string => `/console/api/files/${id}`
export const fileThumbnail = (id: number): string => `/console/api/files/${id}/thumbnail`
