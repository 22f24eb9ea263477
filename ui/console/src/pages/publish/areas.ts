/** Rectangles over a photo, in ten-thousandths of its width and height: as the portal covers them. */
export interface Area {
  left: number
  top: number
  width: number
  height: number
}

export const WHOLE = 10_000
/** Nothing smaller can be seen or grasped. */
const LEAST = 100

interface Spot {
  x: number
  y: number
}

/** The rectangle between two spots, whichever way it was dragged; nothing for a mere click. */
export function between(from: Spot, to: Spot): Area | null {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)].map(within) as [number, number]
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)].map(within) as [number, number]
  if (right - left < LEAST || bottom - top < LEAST) return null
  return { left, top, width: right - left, height: bottom - top }
}

/** The rectangle elsewhere, still whole within the photo. */
export function moved(area: Area, dx: number, dy: number): Area {
  const left = Math.min(Math.max(area.left + dx, 0), WHOLE - area.width)
  const top = Math.min(Math.max(area.top + dy, 0), WHOLE - area.height)
  return { ...area, left, top }
}

/** The rectangle larger or smaller, its upper left corner where it was. */
export function resized(area: Area, dx: number, dy: number): Area {
  const width = Math.min(Math.max(area.width + dx, LEAST), WHOLE - area.left)
  const height = Math.min(Math.max(area.height + dy, LEAST), WHOLE - area.top)
  return { ...area, width, height }
}

/** Where a pointer is over the photo. */
export function spot(event: { clientX: number; clientY: number }, box: { left: number; top: number; width: number; height: number }): Spot {
  return { x: within(((event.clientX - box.left) / box.width) * WHOLE), y: within(((event.clientY - box.top) / box.height) * WHOLE) }
}

/** Where a rectangle stands, as CSS. */
export function place(area: Area): string {
  const share = (value: number): string => `${value / 100}%`
  return `left:${share(area.left)};top:${share(area.top)};width:${share(area.width)};height:${share(area.height)}`
}

function within(value: number): number {
  return Math.round(Math.min(Math.max(value, 0), WHOLE))
}
