// A base map made up on the spot: one tile over the whole province with two roads, a river and a lagoon, as PMTiles.
import type { BaseMap } from '../bindings'
import { complain } from './words'

type Line = [lon: number, lat: number][]

/** The tile of zoom 5 in which the province lies, and its number (PMTiles 3, §4.1: zooms before it, then Hilbert's order). */
const tile = { z: 5, x: 25, y: 14 }
const extent = 4096

const roads: { kind: string; name: string; line: Line }[] = [
  { kind: 'highway', name: 'Quốc lộ 1', line: [[106.4, 17.9], [106.62, 17.48], [106.98, 16.98], [107.1, 16.82], [107.22, 16.7], [107.4, 16.55]] },
  { kind: 'major_road', name: 'Quốc lộ 9', line: [[107.19, 16.89], [107.1, 16.82], [106.9, 16.79], [106.73, 16.62], [106.59, 16.62]] },
  { kind: 'minor_road', name: 'Đường Hùng Vương', line: [[107.07, 16.84], [107.1, 16.82], [107.11, 16.79]] },
]
const river: Line = [[106.85, 16.6], [107.0, 16.76], [107.1, 16.83], [107.18, 16.9]]
const lagoon: Line = [[107.12, 16.86], [107.16, 16.87], [107.15, 16.83], [107.12, 16.86]]

export class DemoMap {
  #held = 0
  #wanted = false
  #here = false
  readonly #file = file()
  /** As large as a real one is, to be seen coming. */
  readonly #bytes = 24_300_000

  constructor(here: boolean) {
    this.#here = here
  }

  known = (): BaseMap => ({
    here: this.#here ? { sha256: 'demo', bytes: this.#bytes, attribution: '© OpenStreetMap' } : null,
    offeredBytes: this.#here ? null : this.#bytes,
    heldBytes: this.#held,
    wanted: this.#wanted,
    trouble: null,
  })

  want(wanted: boolean): BaseMap {
    this.#wanted = wanted
    return this.known()
  }

  remove(): BaseMap {
    this.#here = this.#wanted = false
    this.#held = 0
    return this.known()
  }

  /** A little more of it; whether anything came. */
  tick(): boolean {
    if (!this.#wanted) return false
    this.#held += 4_000_000
    if (this.#held >= this.#bytes) [this.#here, this.#wanted, this.#held] = [true, false, 0]
    return true
  }

  bytes(offset: number, length: number): ArrayBuffer {
    if (!this.#here || offset >= this.#file.byteLength) throw complain('base_map_not_here')
    return this.#file.slice(offset, offset + length)
  }
}

function file(): ArrayBuffer {
  const drawn = layers()
  const metadata = [...new TextEncoder().encode('{}')]
  const directory = [1, tileNumber(), 1, drawn.length, 1].flatMap(varint)
  const head = new DataView(new ArrayBuffer(127))
  ;[...new TextEncoder().encode('PMTiles'), 3].forEach((byte, at) => head.setUint8(at, byte))
  const parts = [directory.length, metadata.length, 0, drawn.length]
  let offset = 127
  parts.forEach((length, part) => {
    head.setBigUint64(8 + part * 16, BigInt(offset), true)
    head.setBigUint64(16 + part * 16, BigInt(length), true)
    offset += length
  })
  // Clustered, nothing compressed, MVT, one zoom.
  ;[1, 1, 1, 1, tile.z, tile.z].forEach((byte, at) => head.setUint8(96 + at, byte))
  ;[105.5, 16.2, 107.7, 18.2].forEach((degrees, at) => head.setInt32(102 + at * 4, degrees * 1e7, true))
  return new Uint8Array([...new Uint8Array(head.buffer), ...directory, ...metadata, ...drawn]).buffer
}

function tileNumber(): number {
  let [x, y, number] = [tile.x, tile.y, (4 ** tile.z - 1) / 3]
  for (let side = 2 ** (tile.z - 1); side >= 1; side /= 2) {
    const [right, low] = [(x & side) > 0 ? 1 : 0, (y & side) > 0 ? 1 : 0]
    number += side * side * ((3 * right) ^ low)
    if (low === 0) {
      if (right === 1) [x, y] = [side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))]
      ;[x, y] = [y, x]
    }
  }
  return number
}

/** The tile (Mapbox Vector Tile 2.1). */
function layers(): number[] {
  const streets = roads.map(({ line }, at) => feature(2, line, [0, at * 2, 1, at * 2 + 1]))
  const words = roads.flatMap(({ kind, name }) => [kind, name])
  return [...layer('roads', streets, ['kind', 'name'], words), ...layer('water', [feature(2, river, []), feature(3, lagoon, [])], [], [])]
}

function layer(name: string, features: number[][], keys: string[], values: string[]): number[] {
  const fields = [
    [...varint(15 << 3), 2],
    text(1, name),
    ...features.map((one) => field(2, one)),
    ...keys.map((key) => text(3, key)),
    ...values.map((value) => field(4, text(1, value))),
    [...varint(5 << 3), ...varint(extent)],
  ]
  return field(3, fields.flat())
}

function feature(kind: 2 | 3, line: Line, tags: number[]): number[] {
  const points = (kind === 3 ? line.slice(0, -1) : line).map(placed)
  let [x, y] = [0, 0]
  const steps = points.map(([right, down]) => {
    const step = [zigzag(right - x), zigzag(down - y)]
    ;[x, y] = [right, down]
    return step
  })
  const close = kind === 3 ? [15] : []
  const geometry = [9, ...(steps[0] ?? []), ((steps.length - 1) << 3) | 2, ...steps.slice(1).flat(), ...close]
  return [...field(2, tags.flatMap(varint)), 3 << 3, kind, ...field(4, geometry.flatMap(varint))]
}

function placed([lon, lat]: [number, number]): [number, number] {
  const across = ((lon + 180) / 360) * 2 ** tile.z - tile.x
  const angle = (lat * Math.PI) / 180
  const down = ((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * 2 ** tile.z - tile.y
  return [Math.round(across * extent), Math.round(down * extent)]
}

const zigzag = (value: number): number => (value << 1) ^ (value >> 31)
const text = (number: number, words: string): number[] => field(number, [...new TextEncoder().encode(words)])
const field = (number: number, bytes: number[]): number[] => [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes]

function varint(value: number): number[] {
  const bytes = []
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
  return [...bytes, value]
}
