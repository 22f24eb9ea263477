import { PMTiles, TileType } from 'pmtiles'
import { expect, test } from 'vitest'
import { Demo } from '../src/backend/demo'
import { BaseMap } from '../src/state/baseMap.svelte'
import { Trouble } from '../src/state/trouble.svelte'
import './words'

function opened(demo: Demo): BaseMap {
  return new BaseMap(demo, new Trouble())
}

test('a detailed map comes only when it is asked for, after what waits, and can be stopped and taken away', async () => {
  const demo = new Demo({ scene: 'new' })
  const map = opened(demo)
  await map.load()
  demo.tick()
  expect(map.known).toMatchObject({ here: null, heldBytes: 0, wanted: false })
  await map.fetch()
  demo.tick()
  await map.stop()
  demo.tick()
  await map.load()
  expect(map.known).toMatchObject({ wanted: false, heldBytes: 4_000_000 })
  await map.fetch()
  for (let beat = 0; beat < 10; beat += 1) demo.tick()
  await map.load()
  expect(map.known).toMatchObject({ offeredBytes: null, wanted: false, here: { attribution: '© OpenStreetMap' } })
  await map.remove()
  expect(map.known.here).toBeNull()
})

test('the map that is made up is one that reads, and nothing is read beyond its end', async () => {
  const demo = new Demo({ detailed: true })
  const file = new PMTiles({
    getKey: () => 'demo',
    getBytes: async (offset, length) => ({ data: await demo.baseMapBytes('demo', offset, length) }),
  })
  expect(await file.getHeader()).toMatchObject({ tileType: TileType.Mvt, minZoom: 5, maxZoom: 5 })
  expect((await file.getZxy(5, 25, 14))?.data.byteLength).toBeGreaterThan(100)
  expect(await file.getZxy(5, 0, 0)).toBeUndefined()
  await expect(demo.baseMapBytes('demo', 1_000_000, 10)).rejects.toMatchObject({ code: 'base_map_not_here' })
})
