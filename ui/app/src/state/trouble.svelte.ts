// What went wrong last, in words, until it is closed or something else is done.
import { wordFor } from '@phan-anh/kit/i18n.svelte'
import type { AppError } from '../backend'

export class Trouble {
  current = $state<AppError | null>(null)

  /** Shows `cause`; what is no error of the backend is shown as an unexpected one, without its inner words. */
  say(cause: unknown): void {
    this.current = isAppError(cause) ? cause : { code: 'unexpected', message: wordFor('error', 'unexpected', '…') }
  }

  clear(): void {
    this.current = null
  }

  /** Does `work` for somebody who asked for it: what went wrong before is over. Null when it failed, which is then shown. */
  async attempt<T>(work: () => Promise<T>): Promise<T | null> {
    this.clear()
    return this.ask(work)
  }

  /** The same for what is asked for by itself: what is shown stays until it is read. */
  async ask<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work()
    } catch (cause) {
      this.say(cause)
      return null
    }
  }
}

function isAppError(cause: unknown): cause is AppError {
  return typeof cause === 'object' && cause !== null && 'code' in cause && 'message' in cause
}
