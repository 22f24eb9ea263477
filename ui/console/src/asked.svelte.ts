/** Something that a page asked of the portal, and something that it asks it to change. */
import type { Problem } from './api/http'
import { asProblem } from './session.svelte'

/** What a page shows: asked for when the page opens, and again when it says so. */
export class Asked<T> {
  value = $state.raw<T | null>(null)
  problem = $state.raw<Problem | null>(null)
  #ask: () => Promise<T>

  constructor(ask: () => Promise<T>) {
    this.#ask = ask
    void this.again()
  }

  readonly again = async (): Promise<void> => {
    try {
      this.value = await this.#ask()
      this.problem = null
    } catch (cause) {
      this.problem = asProblem(cause)
    }
  }
}

/** A change that is on its way, and what came of it. */
export class Change {
  busy = $state(false)
  problem = $state.raw<Problem | null>(null)
  /** The last one went. */
  done = $state(false)

  /** Whether it went; what was typed stays where it is. */
  async make(work: () => Promise<unknown>): Promise<boolean> {
    this.busy = true
    this.done = false
    try {
      await work()
      this.problem = null
      this.done = true
      return true
    } catch (cause) {
      this.problem = asProblem(cause)
      return false
    } finally {
      this.busy = false
    }
  }
}
