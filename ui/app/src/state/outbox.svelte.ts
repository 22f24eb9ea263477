// How far the network has taken what the device holds; asked again whenever the backend says that something changed.
import type { Backend, SyncState } from '../backend'
import type { Trouble } from './trouble.svelte'

const nothingYet: SyncState = { phase: 'idle', waitingReports: 0, bytesLeft: 0, nextTryAt: null, lastContactAt: null, error: null, photosHeld: false, seenRootKey: null }

export class Outbox {
  sync = $state.raw<SyncState>(nothingYet)
  /** Grows with every change, for what else depends on the outbox. */
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
      this.sync = await this.backend.syncState()
      this.changes += 1
    } catch (cause) {
      this.trouble.say(cause)
    }
  }
}
