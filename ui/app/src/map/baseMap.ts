// The base map under the communes: roads, water and houses of a PMTiles file on this device, read by ranges and drawn in the
// theme's colours. A few layers of our own of Protomaps' schema: what helps to find one's place, with names in the app's font.
import { addProtocol, type ExpressionSpecification, type LayerSpecification, type Map as Drawing, type SourceSpecification, type Subscription } from 'maplibre-gl'
import { PMTiles, Protocol, TileType, type RangeResponse, type Source } from 'pmtiles'
import type { Backend } from '../backend'
import { area, font, token } from './style'

const source = 'base'
const protocol = new Protocol()
addProtocol('pmtiles', protocol.tile)

/** The file of a base map, as the device hands out its bytes. */
export class LocalFile implements Source {
  constructor(
    private readonly backend: Pick<Backend, 'baseMapBytes'>,
    private readonly sha256: string,
  ) {}

  getKey = (): string => this.sha256

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    return { data: await this.backend.baseMapBytes(this.sha256, offset, length) }
  }
}

export interface Underlay {
  /** Something of it is seen. */
  ondrawn: () => void
  /** It does not read: the map is as it was. */
  onbroken: () => void
}

/** Puts the base map of this hash under the communes; what it returns takes it away again. */
export function underlay(map: Drawing, backend: Backend, sha256: string, { ondrawn, onbroken }: Underlay): () => void {
  let over = false
  let layers: LayerSpecification[] = []
  let pictures = 0
  const heard: Subscription[] = []

  const fail = (): void => {
    if (over) return
    clear()
    onbroken()
  }
  const look = (): void => {
    const seen = layers.some(({ type }) => type === 'raster') ? pictures : map.queryRenderedFeatures({ layers: layers.map(({ id }) => id) }).length
    if (!over && seen > 0) ondrawn()
  }
  const told = (event: { sourceId?: string; tile?: unknown }): void => {
    if (event.sourceId === source && event.tile) pictures += 1
  }
  const complain = (event: { sourceId?: string; error?: unknown }): void => {
    if (event.sourceId === source) fail()
    else console.error(event.error)
  }
  const clear = (): void => {
    if (over) return
    over = true
    for (const one of heard) one.unsubscribe()
    for (const { id } of layers) if (map.getLayer(id)) map.removeLayer(id)
    if (map.getSource(source)) map.removeSource(source)
    map.setPaintProperty('borders', 'line-dasharray', undefined)
    protocol.tiles.delete(sha256)
  }

  heard.push(map.on('remove', () => (over = true)))
  void open(backend, sha256).then((kind) => {
    if (over) return
    layers = kind === 'pictures' ? [{ id: 'base-pictures', type: 'raster', source }] : drawn()
    heard.push(map.on('idle', look), map.on('sourcedata', told), map.on('error', complain))
    map.addSource(source, described(kind, sha256))
    for (const layer of layers) map.addLayer(layer, layer.type === 'symbol' ? 'places' : 'borders')
    // Beside roads a whole line would be taken for one.
    map.setPaintProperty('borders', 'line-dasharray', [3, 2])
  }).catch(fail)
  return clear
}

/** What its tiles are. */
async function open(backend: Backend, sha256: string): Promise<'lines' | 'pictures'> {
  const file = new PMTiles(new LocalFile(backend, sha256))
  protocol.add(file)
  return (await file.getHeader()).tileType === TileType.Mvt ? 'lines' : 'pictures'
}

function described(kind: 'lines' | 'pictures', sha256: string): SourceSpecification {
  const url = `pmtiles://${sha256}`
  return kind === 'lines' ? { type: 'vector', url } : { type: 'raster', url, tileSize: 256 }
}

const wide = ['highway', 'major_road']
const narrow = ['medium_road', 'minor_road']

function drawn(): LayerSpecification[] {
  const kind = (kinds: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', kinds]]
  const wider = (from: number, to: number): ExpressionSpecification => ['interpolate', ['exponential', 1.5], ['zoom'], 7, from, 17, to]
  const line: ExpressionSpecification = ['match', ['geometry-type'], ['LineString', 'MultiLineString'], true, false]
  const roads = { type: 'line', source, 'source-layer': 'roads', layout: { 'line-cap': 'round', 'line-join': 'round' } } as const
  return [
    { id: 'base-water', type: 'fill', source, 'source-layer': 'water', filter: area, paint: { 'fill-color': token('info-paper') } },
    { id: 'base-rivers', type: 'line', source, 'source-layer': 'water', filter: line, paint: { 'line-color': token('info-ink'), 'line-opacity': 0.5, 'line-width': wider(0.6, 5) } },
    { id: 'base-buildings', type: 'fill', source, 'source-layer': 'buildings', minzoom: 14, paint: { 'fill-color': token('surface-sunk'), 'fill-outline-color': token('line-strong') } },
    { ...roads, id: 'base-paths', filter: kind(['path', 'other']), minzoom: 13, paint: { 'line-color': token('line-strong'), 'line-dasharray': [2, 2], 'line-width': 1.2 } },
    { ...roads, id: 'base-rail', filter: kind(['rail']), minzoom: 10, paint: { 'line-color': token('ink-soft'), 'line-dasharray': [4, 1.5], 'line-width': 1.5 } },
    { ...roads, id: 'base-narrow-roads', filter: kind(narrow), paint: { 'line-color': token('line-strong'), 'line-opacity': 0.75, 'line-width': wider(0.4, 8) } },
    { ...roads, id: 'base-wide-roads', filter: kind(wide), paint: { 'line-color': ['match', ['get', 'kind'], 'highway', token('progress-ink'), token('ink-soft')], 'line-width': wider(1.1, 14) } },
    {
      id: 'base-road-names',
      type: 'symbol',
      source,
      'source-layer': 'roads',
      filter: ['all', ['has', 'name'], kind([...wide, ...narrow])],
      minzoom: 10,
      layout: { 'text-field': ['get', 'name'], 'text-font': font, 'text-size': 12, 'symbol-placement': 'line' },
      paint: { 'text-color': token('ink-soft'), 'text-halo-color': token('surface'), 'text-halo-width': 1.5 },
    },
  ]
}
