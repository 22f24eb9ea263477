// How the province is drawn without any network: its communes from the region pack in the theme's colours, names in the
// app's own font. No glyph server; tiles only of a base map that is on this device (`baseMap`).
import type { FeatureCollection } from 'geojson'
import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl'

/** Degrees within which the map stays: the province with its sea and Cồn Cỏ; west, south, east, north. */
export const province: [number, number, number, number] = [105.5, 16.2, 107.7, 18.2]
/** How far a tall or a wide window may show what lies beyond, where nothing is drawn. */
export const farthest: [number, number, number, number] = [104.6, 14.6, 108.6, 19.8]

export const font = ['Be Vietnam Pro']

/** A colour of the kit's tokens as it is now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

export const area: ExpressionSpecification = ['match', ['geometry-type'], ['Polygon', 'MultiPolygon'], true, false]
const point: ExpressionSpecification = ['==', ['geometry-type'], 'Point']

export function style(communes: FeatureCollection): StyleSpecification {
  // Before a region pack came there are points and no land: then nothing is drawn as sea.
  const land = communes.features.some(({ geometry }) => geometry.type !== 'Point')
  return {
    version: 8,
    sources: { communes: { type: 'geojson', data: communes } },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': token(land ? 'info-paper' : 'surface') } },
      { id: 'land', type: 'fill', source: 'communes', filter: area, paint: { 'fill-color': token('surface') } },
      { id: 'borders', type: 'line', source: 'communes', filter: area, paint: { 'line-color': token('line-strong'), 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 0.5, 12, 2] } },
      { id: 'middles', type: 'circle', source: 'communes', filter: point, paint: { 'circle-radius': 3, 'circle-color': token('line-strong') } },
      {
        id: 'places',
        type: 'symbol',
        source: 'communes',
        filter: ['has', 'place'],
        minzoom: 10,
        layout: { 'text-field': ['get', 'place'], 'text-font': font, 'text-size': 12, 'text-max-width': 8, 'text-anchor': 'top', 'text-offset': [0, 0.4] },
        paint: { 'text-color': token('ink-soft'), 'text-halo-color': token('surface'), 'text-halo-width': 1.2 },
      },
      {
        id: 'names',
        type: 'symbol',
        source: 'communes',
        filter: ['has', 'full_name'],
        layout: { 'text-field': ['get', 'full_name'], 'text-font': font, 'text-size': 14, 'text-max-width': 7, 'text-variable-anchor': land ? ['center', 'top'] : ['top', 'bottom'], 'text-radial-offset': land ? 0 : 0.5 },
        paint: { 'text-color': token('ink'), 'text-halo-color': token('surface'), 'text-halo-width': 1.5 },
      },
    ],
  }
}
