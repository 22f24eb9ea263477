import { wordFor } from '@phan-anh/kit/i18n.svelte'
import type { AppError } from '../bindings'

/** An error as Rust makes it: a stable code and the shared catalogue's words in the chosen language. */
export function complain(code: string): AppError {
  return { code, message: wordFor('error', code, code) }
}
