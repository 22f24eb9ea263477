// The province's communes, from the table that the device has built in too.
import table from '../../../../../crates/place/data/units.csv?raw'
import { finder, fold } from '@phan-anh/kit/fold'
import type { Feature, FeatureCollection } from 'geojson'
import type { Commune, PlaceHit } from '../bindings'

/** Each commune and a point in it. */
export const middles: { commune: Commune; lat: number; lon: number }[] = table
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))
  .map(([code = '', name = '', , lat, lon]) => ({ commune: { code, name }, lat: Number(lat), lon: Number(lon) }))

export const communes: Commune[] = middles.map((middle) => middle.commune)

export function commune(name: string): Commune {
  const found = communes.find((one) => one.name === name)
  if (!found) throw new Error(`no commune ${name}`)
  return found
}

/** The middles as the device draws them before a region pack came. */
export function drawn(): FeatureCollection {
  const feature = ({ commune: { code, name }, lat, lon }: (typeof middles)[number]): Feature => ({
    type: 'Feature',
    properties: { code, full_name: name },
    geometry: { type: 'Point', coordinates: [lon, lat] },
  })
  return { type: 'FeatureCollection', features: middles.map(feature) }
}

/** Two that the province's tables would bring, so that the screen can be looked at. */
const others: [string, PlaceHit['kind'], string, string | null][] = [
  ['Phường 1', 'old_commune', 'Phường Đông Hà', 'Thành phố Đông Hà'],
  ['Chợ Đông Hà', 'market', 'Phường Đông Hà', null],
]

export function named(text: string): PlaceHit[] {
  if (!fold(text)) return []
  const fits = finder(text)
  const hit = (name: string, kind: PlaceHit['kind'], where: Commune, district: string | null): PlaceHit => ({
    name, kind, commune: where, lat: null, lon: null, district, former: kind === 'old_commune',
  })
  const today = communes.map((one) => hit(one.name, 'commune', one, null))
  const rest = others.map(([name, kind, where, district]) => hit(name, kind, commune(where), district))
  return [...today, ...rest].filter(({ name }) => fits(fold(name))).slice(0, 20)
}
