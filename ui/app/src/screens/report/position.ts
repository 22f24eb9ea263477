// Where the device's own receiver says that it is, asked through the web view: GeoClue on Linux, the system's own service elsewhere.
// What goes wrong is one of a few things that a person can act on.
import type { DevicePosition } from '../../backend'

export type PositionTrouble = 'refused' | 'unknown' | 'stale'

/** How long somebody waits for it, ms. */
const patienceMs = 30_000
/** An older one is not where the device is, ms. */
const freshMs = 120_000

/** Whether the web view knows positions at all. */
export const positionsAreKnown = (): boolean => 'geolocation' in navigator

/** Where the device is now. Refuses with a `PositionTrouble`. */
export function findPosition(now = Date.now): Promise<DevicePosition> {
  return new Promise((take, refuse) => {
    const told = ({ coords, timestamp }: GeolocationPosition): void => {
      if (now() - timestamp > freshMs) refuse('stale')
      else take({ lat: coords.latitude, lon: coords.longitude, accuracyM: coords.accuracy })
    }
    const failed = ({ code }: GeolocationPositionError): void => refuse(code === 1 ? 'refused' : 'unknown')
    navigator.geolocation.getCurrentPosition(told, failed, { enableHighAccuracy: true, timeout: patienceMs, maximumAge: 0 })
  })
}
