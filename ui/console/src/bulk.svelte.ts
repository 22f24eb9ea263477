/** Doing the same with several cases, one after the other; it can be stopped, and says what did not go. */
import { SvelteSet } from 'svelte/reactivity'

import { caseDetails, perform, type CaseDetails, type Deed, type Problem } from './api/client'
import type { Desk } from './desk.svelte'
import { asProblem } from './session.svelte'

export class Bulk {
  /** Whether cases are being picked. */
  on = $state(false)
  readonly picked = new SvelteSet<string>()
  done = $state(0)
  total = $state(0)
  running = $state(false)
  failed = $state.raw<{ number: string; problem: Problem | null }[]>([])
  #desk: Desk
  #stopped = false

  constructor(desk: Desk) {
    this.#desk = desk
  }

  toggle(number: string): void {
    if (!this.picked.delete(number)) this.picked.add(number)
  }

  leave(): void {
    this.on = false
    this.picked.clear()
    this.failed = []
  }

  stop(): void {
    this.#stopped = true
  }

  /** `deed` says what to do with each case as it is now; nothing for one that is left as it is. */
  async run(deed: (details: CaseDetails) => Deed | null): Promise<void> {
    const numbers = [...this.picked]
    this.failed = []
    this.done = 0
    this.total = numbers.length
    this.running = true
    this.#stopped = false
    for (const number of numbers) {
      if (this.#stopped) break
      await this.#one(number, deed)
      this.done += 1
    }
    this.running = false
    void this.#desk.refreshInbox()
  }

  async #one(number: string, deed: (details: CaseDetails) => Deed | null): Promise<void> {
    try {
      const { value } = await caseDetails(number, null)
      const decided = value ? deed(value) : null
      if (!value || !decided) {
        this.failed = [...this.failed, { number, problem: null }]
        return
      }
      this.#desk.took(await perform(number, value.version, decided))
      this.picked.delete(number)
    } catch (cause) {
      this.failed = [...this.failed, { number, problem: asProblem(cause) }]
    }
  }
}
