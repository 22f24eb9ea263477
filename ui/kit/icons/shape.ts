/** A circle as path text, so that every icon is one `<path>`. */
export function circle(x: number, y: number, radius: number): string {
  const width = radius * 2
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${width} 0a${radius} ${radius} 0 1 0 ${-width} 0`
}

/** A dot of the stroke's own width. */
export function dot(x: number, y: number): string {
  return `M${x} ${y}h.01`
}
