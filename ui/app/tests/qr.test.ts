import { describe, expect, it } from 'vitest'
import { qrPath, QUIET_ZONE, trackingAddress } from '../src/parts/qr'

describe('the address in a QR code', () => {
  it('has the code where no server sees it', () => {
    const address = new URL(trackingAddress('https://phananh.quangtri.example', 'P7K2M-9XQ4T-BV8Z'))
    expect([address.pathname, address.search, address.hash]).toEqual(['/tra-cuu', '', '#ma=P7K2M-9XQ4T-BV8Z'])
  })

  it('stays below a portal that is not at the root', () => {
    for (const portal of ['https://quangtri.example/phan-anh', 'https://quangtri.example/phan-anh/']) {
      expect(trackingAddress(portal, 'A')).toBe('https://quangtri.example/phan-anh/tra-cuu#ma=A')
    }
  })
})

describe('the drawing of a QR code', () => {
  it('leaves the quiet zone white and begins with the finder pattern', () => {
    const { side, path } = qrPath('https://phananh.quangtri.example/tra-cuu#ma=P7K2M-9XQ4T-BV8Z')
    const dark = [...path.matchAll(/M(\d+) (\d+)h/g)].map(([, x, y]) => [Number(x), Number(y)] as const)
    expect(dark[0]).toEqual([QUIET_ZONE, QUIET_ZONE])
    for (const [x, y] of dark) {
      for (const at of [x, y]) expect(at >= QUIET_ZONE && at < side - QUIET_ZONE).toBe(true)
    }
  })
})
