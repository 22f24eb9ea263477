// The detailed map: whether it is here, and how far it has come. It comes only when it is asked for.
import type { Backend, BaseMap as Known } from '../backend'
import type { Trouble } from './trouble.svelte'

const nothing: Known = { here: null, offeredBytes: null, heldBytes: 0, wanted: false, trouble: null }

export class BaseMap {
  known = $state.raw<Known>(nothing)

  constructor(
    private readonly backend: Backend,
    private readonly trouble: Trouble,
  ) {}

  /** Whether there is anything to say of it. */
  get exists(): boolean {
    return this.known.here !== null || this.known.offeredBytes !== null || this.known.trouble !== null
  }

  async load(): Promise<void> {
    // Asked by itself, again and again: what somebody reads of another trouble stays where it is.
    await this.backend.baseMap().then(
      (known) => (this.known = known),
      (cause: unknown) => this.trouble.say(cause),
    )
  }

  fetch = (): Promise<void> => this.#attempt(() => this.backend.fetchBaseMap())
  stop = (): Promise<void> => this.#attempt(() => this.backend.stopBaseMap())
  remove = (): Promise<void> => this.#attempt(() => this.backend.removeBaseMap())
  /** A map that does not read: the device looks what became of it. */
  check = (): Promise<void> => this.#attempt(() => this.backend.checkBaseMap())

  async #attempt(ask: () => Promise<Known>): Promise<void> {
    this.known = (await this.trouble.attempt(ask)) ?? this.known
  }
}
