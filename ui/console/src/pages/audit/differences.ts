/** What differs between two JSON values, field by field, as text. */
export interface Difference {
  field: string
  before: string | null
  after: string | null
}

export function differences(was: unknown, became: unknown): Difference[] {
  const [before, after] = [flat(was), flat(became)]
  const fields = [...new Set([...before.keys(), ...after.keys()])]
  return fields
    .map((field) => ({ field, before: before.get(field) ?? null, after: after.get(field) ?? null }))
    .filter((one) => one.before !== one.after)
}

function flat(value: unknown, path = ''): Map<string, string> {
  if (value === null || value === undefined) return new Map()
  if (typeof value !== 'object') return new Map([[path, String(value)]])
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...flat(inner, path ? `${path}.${key}` : key)]))
}
