// The province's communes, from the table that the device has built in too.
import table from '../../../../../crates/place/data/units.csv?raw'
import type { Commune } from '../bindings'

export const communes: Commune[] = table
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))
  .map(([code = '', name = '']) => ({ code, name }))

export function commune(name: string): Commune {
  const found = communes.find((one) => one.name === name)
  if (!found) throw new Error(`no commune ${name}`)
  return found
}
