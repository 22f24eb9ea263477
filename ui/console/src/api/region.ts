/** The province's own files: looked at, then published as a pack. */
import { client, whole, type Schemas } from './http'

export type Packs = Schemas['RegionPacks']
export type Files = Schemas['RegionFiles']
export type Preview = Schemas['RegionPreview']
export type Counts = Schemas['RegionCounts']

export function packs(): Promise<Packs> {
  return whole(client.GET('/console/api/region'))
}

export function previewRegion(files: Files): Promise<Preview> {
  return whole(client.POST('/console/api/region/preview', { body: files }))
}

export function publishRegion(files: Files): Promise<Counts> {
  return whole(client.POST('/console/api/region', { body: files }))
}
