// The rules that every message catalogue keeps; each surface's tests call them on its own files.

type Tree = { [key: string]: string | number | Tree }

/** Every key with its text, `group.key` for nested ones. */
export function flatten(tree: object, prefix = ''): Map<string, string> {
  const entries = Object.entries(tree as Tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'object' ? [...flatten(value, `${prefix}${key}.`)] : [[prefix + key, String(value)]],
  )
  return new Map(entries)
}

/** Keys that one language has and the other has not. */
export function unpaired(vi: object, en: object): string[] {
  const left = flatten(vi)
  const right = flatten(en)
  return [...left.keys(), ...right.keys()].filter((key) => !left.has(key) || !right.has(key))
}

/** Keys whose placeholders differ between the languages, or whose text is empty. */
export function uneven(vi: object, en: object): string[] {
  const right = flatten(en)
  return [...flatten(vi)]
    .filter(([key, text]) => !text || !right.get(key) || placeholders(text) !== placeholders(right.get(key) ?? ''))
    .map(([key]) => key)
}

/** Keys that no source file names between quotes. */
export function unused(words: object, sources: string[]): string[] {
  const everything = sources.join('\n')
  return [...flatten(words).keys()].filter((key) => !everything.includes(`'${key}'`))
}

function placeholders(text: string): string {
  return [...text.matchAll(/%\{(\w+)\}/g)].map(([, name]) => name).sort().join()
}
