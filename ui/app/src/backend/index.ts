import type { Backend } from './backend'
import { tauri } from './tauri'

export type * from './backend'

/** The device where there is one; in a plain browser, or asked for by `?demo`, one that lives in memory. */
export async function connect(): Promise<Backend> {
  const asked = new URLSearchParams(location.search).has('demo')
  if ('__TAURI_INTERNALS__' in window && !asked) return tauri
  return (await import('./demo')).demoFrom(location.search)
}
