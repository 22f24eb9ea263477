/** Reports that the desk enters for somebody, and parts of a case that become cases of their own. */
import { client, whole, type Schemas } from './http'

export type Entry = Schemas['Entry']
export type Slip = Schemas['Slip']

export function enter(entry: Entry): Promise<Slip> {
  return whole(client.POST('/console/api/cases', { body: entry }))
}

export function split(number: string, version: number, text: string, category: string | null): Promise<string> {
  return whole(client.POST('/console/api/cases/{number}/split', { params: { path: { number } }, body: { version, text, category } })).then((part) => part.number)
}

export interface CommuneName {
  code: string
  name: string
}

/** The communes of the map, by name. */
export async function communes(): Promise<CommuneName[]> {
  const drawn = (await whole(client.GET('/console/api/map/communes', { parseAs: 'json' }))) as unknown as { features: { properties: { code: string; full_name: string } }[] }
  const named = drawn.features.map(({ properties }) => ({ code: properties.code, name: properties.full_name }))
  return named.sort((a, b) => a.name.localeCompare(b.name, 'vi'))
}
