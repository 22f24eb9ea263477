// What the device holds and how far the network has taken it; asked again whenever the backend says that it changed.
import type { Backend, ReportSummary, SyncState } from '../backend'
import type { Trouble } from './trouble.svelte'

const nothingYet: SyncState = { phase: 'idle', waitingReports: 0, bytesLeft: 0, nextTryAt: null, lastContactAt: null, error: null, photosHeld: false, seenRootKey: null }

export class Outbox {
  reports = $state.raw<ReportSummary[]>([])
  sync = $state.raw<SyncState>(nothingYet)
  loaded = $state(false)
  /** Grows with every change, for what depends on one report only. */
  changes = $state(0)

  #asking = false
  #askAgain = false

  constructor(
    private readonly backend: Backend,
    private readonly trouble: Trouble,
  ) {}

  async listen(): Promise<void> {
    await this.backend.onChanged(() => void this.refresh())
    await this.refresh()
  }

  /** Asks again. Changes that come while it asks make one more question, however many they are. */
  async refresh(): Promise<void> {
    this.#askAgain = true
    if (this.#asking) return
    this.#asking = true
    while (this.#askAgain) {
      this.#askAgain = false
      await this.#ask()
    }
    this.#asking = false
  }

  async #ask(): Promise<void> {
    try {
      const [sync, reports] = await Promise.all([this.backend.syncState(), this.backend.reports()])
      this.sync = sync
      this.reports = reports
      this.loaded = true
      this.changes += 1
    } catch (cause) {
      this.trouble.say(cause)
    }
  }
}
