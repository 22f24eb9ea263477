// «Mine»: the rows that were scrolled to, of the reports that were searched for. The other thousands stay in Rust.
import type { Backend, Mine, MineRow, Which } from '../backend'
import type { Trouble } from './trouble.svelte'

const page = 40

export class MineState {
  rows = $state.raw<MineRow[]>([])
  /** How many are asked for and fit the query. */
  found = $state(0)
  /** How many there are; unknown before the first answer. */
  all = $state<number | null>(null)
  /** How many of all wait for the citizen. */
  asking = $state(0)

  #which: Which = 'all'
  #query = ''
  #wanted = page
  #asking = false
  #askAgain = false

  constructor(
    private readonly backend: Backend,
    private readonly trouble: Trouble,
  ) {}

  /** Asks for the rows anew, those of another question from the first. Changes and letters that come while it asks make one more
   * question, however many they are. */
  async refresh(which = this.#which, query = this.#query): Promise<void> {
    if (which !== this.#which || query !== this.#query) this.#wanted = page
    this.#which = which
    this.#query = query
    this.#askAgain = true
    if (this.#asking) return
    this.#asking = true
    while (this.#askAgain) {
      this.#askAgain = false
      this.rows = (await this.#ask(0, this.#wanted)) ?? this.rows
    }
    this.#asking = false
  }

  /** The next page, once: what is asked meanwhile comes with it. */
  async more(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    const next = (await this.#ask(this.rows.length, page)) ?? []
    // A report that was filed meanwhile moved the others on by one.
    const known = new Set(this.rows.map(({ report }) => report.id))
    this.rows = [...this.rows, ...next.filter(({ report }) => !known.has(report.id))]
    this.#wanted = Math.max(this.#wanted, this.rows.length)
    this.#asking = false
    if (this.#askAgain) await this.refresh()
  }

  async #ask(from: number, most: number): Promise<MineRow[] | null> {
    const mine = await this.trouble.ask<Mine>(() => this.backend.reports(this.#which, this.#query, from, most))
    if (!mine) return null
    this.found = mine.found
    this.all = mine.all
    this.asking = mine.asking
    return mine.rows
  }
}
