import { speak } from '@phan-anh/kit/i18n.svelte'
import { expect, test } from 'vitest'
import type { DraftPlace, PlaceHit } from '../src/backend'
import { distanceWords, hitDetail, hitName, placeWords } from '../src/screens/report/place'

const here: DraftPlace = {
  lat: 16.8,
  lon: 107.1,
  accuracyM: 8.4,
  source: 'exif',
  method: 'polygon',
  commune: { code: '19333', name: 'Phường Đông Hà' },
  candidates: [],
}

test('a place read from a photo says so, with its accuracy', () => {
  expect(placeWords(here)).toBe('Phường Đông Hà · ảnh chụp tại đây (±8 m)')
  expect(placeWords({ ...here, accuracyM: null })).toBe('Phường Đông Hà · ảnh chụp tại đây')
})

test('a suggestion, a place outside and the nearest coast are never shown as found', () => {
  expect(placeWords({ ...here, method: 'suggested', commune: null })).toContain('gợi ý')
  expect(placeWords({ ...here, method: 'outside', commune: null })).toContain('ngoài tỉnh')
  expect(placeWords({ ...here, method: 'nearest_coast' })).toBe('Ngoài biển · bờ gần nhất: Phường Đông Hà')
})

test('a distance has the comma of its language', () => {
  const candidate = { commune: { code: '19333', name: 'Phường Đông Hà' }, distanceKm: 2.64 }
  expect(distanceWords(candidate)).toBe('cách khoảng 2,6 km')
  speak('en')
  expect(distanceWords(candidate)).toBe('about 2.6 km away')
  speak('vi')
})

test('an old name says that it is old and where it belongs today', () => {
  const today: PlaceHit = { name: 'Phường Đông Hà', kind: 'commune', commune: { code: '19333', name: 'Phường Đông Hà' }, lat: null, lon: null, district: null, former: false }
  const old: PlaceHit = { ...today, name: 'Phường 1', kind: 'old_commune', district: 'Thành phố Đông Hà', former: true }
  expect([hitName(today), hitDetail(today)]).toEqual(['Phường Đông Hà', undefined])
  expect([hitName(old), hitDetail(old)]).toEqual(['Phường 1 (cũ)', 'Thành phố Đông Hà · nay thuộc Phường Đông Hà'])
  expect(hitDetail({ ...today, name: 'Chợ Đông Hà', kind: 'market' })).toBe('Chợ · Phường Đông Hà')
})
