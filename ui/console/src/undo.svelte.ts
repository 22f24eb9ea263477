/** Deeds that the portal holds for some seconds before a citizen hears of them: what can still be taken back. */
import type { CaseDetails } from './api/client'

export interface HeldDeed {
  id: number
  number: string
  kind: string
  /** When it is done, by this page's own clock, ms. */
  until: number
}

const TICK_MS = 500

export class Held {
  deeds = $state.raw<HeldDeed[]>([])
  /** Seconds until the last of them is done. */
  seconds = $state(0)
  #clock: ReturnType<typeof setInterval> | undefined
  #over: () => void

  /** `over` is called whenever the time of one of them is. */
  constructor(over: () => void) {
    this.#over = over
  }

  /** Notes the deed that the portal holds of a case, if it is this officer's. */
  note({ number, held }: CaseDetails): void {
    const others = this.deeds.filter((one) => one.number !== number)
    this.deeds = held?.mine ? [...others, { id: held.id, number, kind: held.kind, until: performance.now() + held.left_ms }] : others
    this.#clock ??= setInterval(() => this.#tick(), TICK_MS)
    this.#tick()
  }

  stop(): void {
    clearInterval(this.#clock)
    this.#clock = undefined
  }

  #tick(): void {
    const now = performance.now()
    const left = this.deeds.filter((one) => one.until > now)
    if (left.length < this.deeds.length) {
      this.deeds = left
      this.#over()
    }
    this.seconds = Math.ceil(Math.max(0, ...left.map((one) => one.until - now)) / 1000)
    if (left.length === 0) this.stop()
  }
}
