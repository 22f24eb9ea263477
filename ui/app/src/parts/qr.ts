// A tracking code as a picture that another telephone's camera reads.
import { encode } from 'uqr'

/** Modules of white around a code (ISO/IEC 18004, 6.3.8): without them cameras do not find it. */
export const QUIET_ZONE = 4

/** Where the public page opens a report: the code stands behind «#», which browsers keep to themselves and send to no server. */
export function trackingAddress(portalUrl: string, code: string): string {
  const address = new URL('tra-cuu', portalUrl.endsWith('/') ? portalUrl : `${portalUrl}/`)
  address.hash = `ma=${code}`
  return address.href
}

export interface QrPath {
  /** Modules from edge to edge, with the quiet zone. */
  side: number
  /** The dark modules as an SVG path, one unit a module. */
  path: string
}

export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: 'M', border: QUIET_ZONE })
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return { side: size, path: dark.join('') }
}
