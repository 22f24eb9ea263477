/** How the province is drawn: no tiles, no glyph server, nothing but the communes and the cases, in the theme's colours. */
import type { FeatureCollection } from 'geojson'
import type { GeoJSONSourceSpecification, StyleSpecification } from 'maplibre-gl'

/** Degrees that the map never leaves: the province with its sea and Cồn Cỏ, west, south, east, north. */
export const PROVINCE: [number, number, number, number] = [105.5, 16.2, 107.7, 18.2]
/** How far a tall or a wide pane may show what lies beyond, where nothing is drawn. */
export const FARTHEST: [number, number, number, number] = [104.6, 14.6, 108.6, 19.8]

const FONT = ['Be Vietnam Pro']

/** A colour of the kit's tokens as it is now. */
function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

export function style(communes: string): StyleSpecification {
  const line = token('line-strong')
  const halo = { 'text-halo-color': token('surface'), 'text-halo-width': 1.5 }
  return {
    version: 8,
    sources: {
      communes: { type: 'geojson', data: communes, promoteId: 'code' } satisfies GeoJSONSourceSpecification,
      cases: { type: 'geojson', data: nothing(), cluster: true, clusterRadius: 36, clusterMaxZoom: 13, clusterProperties: { late: ['+', ['get', 'late']] } },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': token('surface-sunk') } },
      { id: 'land', type: 'fill', source: 'communes', filter: area, paint: { 'fill-color': token('surface') } },
      { id: 'busy', type: 'fill', source: 'communes', filter: area, paint: { 'fill-color': token('brand'), 'fill-opacity': ['min', 0.28, ['*', 0.02, ['coalesce', ['feature-state', 'open'], 0]]] } },
      { id: 'borders', type: 'line', source: 'communes', filter: area, paint: { 'line-color': line, 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 0.4, 12, 1.5] } },
      { id: 'middles', type: 'circle', source: 'communes', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 2.5, 'circle-color': line } },
      {
        id: 'names',
        type: 'symbol',
        source: 'communes',
        layout: { 'text-field': ['get', 'full_name'], 'text-font': FONT, 'text-size': 12, 'text-max-width': 7, 'text-variable-anchor': ['center', 'top'], 'symbol-sort-key': ['length', ['get', 'full_name']] },
        paint: { 'text-color': token('ink-soft'), ...halo },
      },
      {
        id: 'groups',
        type: 'circle',
        source: 'cases',
        filter: ['has', 'point_count'],
        paint: { 'circle-radius': ['interpolate', ['linear'], ['get', 'point_count'], 2, 13, 100, 24], ...dot() },
      },
      {
        id: 'counts',
        type: 'symbol',
        source: 'cases',
        filter: ['has', 'point_count'],
        layout: { 'text-field': ['case', ['>', ['get', 'late'], 0], ['concat', ['get', 'point_count_abbreviated'], '!'], ['get', 'point_count_abbreviated']], 'text-font': FONT, 'text-size': 13, 'text-allow-overlap': true },
        paint: { 'text-color': token('on-brand') },
      },
      {
        id: 'cases',
        type: 'circle',
        source: 'cases',
        filter: ['!', ['has', 'point_count']],
        paint: { 'circle-radius': 8, ...dot() },
      },
      {
        id: 'late',
        type: 'symbol',
        source: 'cases',
        filter: ['all', ['!', ['has', 'point_count']], ['>', ['get', 'late'], 0]],
        layout: { 'text-field': '!', 'text-font': FONT, 'text-size': 13, 'text-allow-overlap': true },
        paint: { 'text-color': token('on-brand') },
      },
      {
        id: 'here',
        type: 'circle',
        source: 'cases',
        filter: ['==', ['get', 'number'], ''],
        paint: { 'circle-radius': 14, 'circle-opacity': 0, 'circle-stroke-color': token('focus'), 'circle-stroke-width': 4 },
      },
    ],
  }
}

const area: ['match', ['geometry-type'], string[], boolean, boolean] = ['match', ['geometry-type'], ['Polygon', 'MultiPolygon'], true, false]

/** Late ones are a stronger colour and bear a mark: colour alone says nothing. */
function dot(): object {
  return {
    'circle-color': ['case', ['>', ['get', 'late'], 0], token('stop-ink'), token('brand')],
    'circle-stroke-color': token('surface'),
    'circle-stroke-width': 2,
  }
}

function nothing(): FeatureCollection {
  return { type: 'FeatureCollection', features: [] }
}
