/** The inbox and the open case, kept fresh. Rules (order, who may what) are the portal's; this only shows and asks. */
import {
  caseDetails,
  inbox,
  listen,
  perform,
  type CaseDetails,
  type CaseRow,
  type Deed,
  type Filter,
  type Problem,
} from './api/client'
import { asProblem } from './session.svelte'

/** How often the portal is asked what is new while it does not tell by itself, ms. */
const POLL_MS = 4000
/** And while it does: for what is lost on the way. */
const TOLD_POLL_MS = 60_000

export class Desk {
  filter = $state<Filter>({ status: 'open', search: '' })
  rows = $state.raw<CaseRow[]>([])
  total = $state<number | null>(null)
  next = $state<string | null>(null)
  loaded = $state(false)
  number = $state<string | null>(null)
  open = $state.raw<CaseDetails | null>(null)
  /** Something could not be asked or done. */
  problem = $state<Problem | null>(null)
  /** The case changed between what was seen and what was done. */
  stale = $state(false)
  busy = $state(false)

  #inboxTag: string | null = null
  #caseTag: string | null = null
  #pages = 1
  #timer: ReturnType<typeof setTimeout> | undefined
  #isTold = false
  #hangUp: (() => void) | undefined
  #onExpired: () => void

  constructor(onExpired: () => void) {
    this.#onExpired = onExpired
  }

  start(): void {
    this.select(numberInAddress())
    this.#hangUp = listen(
      () => this.#askNow(),
      (isTold) => {
        const wasTold = this.#isTold
        this.#isTold = isTold
        if (wasTold !== isTold) this.#askNow()
      },
    )
    void this.#tick()
  }

  stop(): void {
    this.#hangUp?.()
    this.#hangUp = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async setFilter(change: Partial<Filter>): Promise<void> {
    this.filter = { ...this.filter, ...change }
    this.#pages = 1
    this.#inboxTag = null
    await this.refreshInbox()
  }

  async more(): Promise<void> {
    this.#pages += 1
    this.#inboxTag = null
    await this.refreshInbox()
  }

  select(number: string | null): void {
    if (number === this.number) return
    this.number = number
    this.open = null
    this.stale = false
    this.#caseTag = null
    const wanted = number ? `#/${number}` : '#/'
    if (location.hash !== wanted) location.hash = wanted
    void this.refreshCase()
  }

  /** Moves in the list by `step` rows. */
  move(step: number): void {
    const here = this.rows.findIndex((row) => row.number === this.number)
    const row = this.rows[here < 0 ? 0 : Math.min(Math.max(here + step, 0), this.rows.length - 1)]
    if (row) this.select(row.number)
  }

  /** Whether it went; when not, `problem` says why and nothing of the form is lost. */
  async perform(deed: Deed): Promise<boolean> {
    if (!this.open || this.busy) return false
    this.busy = true
    try {
      this.open = await perform(this.open.number, this.open.version, deed)
      this.#caseTag = null
      this.problem = null
      this.stale = false
      void this.refreshInbox()
      return true
    } catch (cause) {
      this.#failed(cause)
      if (this.problem?.code === 'stale_edit') {
        this.stale = true
        this.#caseTag = null
        await this.refreshCase()
      }
      return false
    } finally {
      this.busy = false
    }
  }

  async refreshInbox(): Promise<void> {
    const filter = this.filter
    try {
      const first = await inbox(filter, null, this.#inboxTag)
      if (filter !== this.filter) return
      if (first.value) {
        const rows = [...first.value.cases]
        let next = first.value.next
        for (let page = 1; page < this.#pages && next; page += 1) {
          const further = (await inbox(filter, next, null)).value
          rows.push(...(further?.cases ?? []))
          next = further?.next ?? null
        }
        if (filter !== this.filter) return
        this.rows = rows
        this.next = next
        this.total = first.value.total
        this.#inboxTag = first.etag
      }
      this.loaded = true
      if (this.problem?.isUnreachable) this.problem = null
    } catch (cause) {
      this.#failed(cause)
    }
  }

  async refreshCase(): Promise<void> {
    const number = this.number
    if (!number) return
    try {
      const { value, etag } = await caseDetails(number, this.#caseTag)
      if (number !== this.number) return
      if (value && value.version >= (this.open?.version ?? 0)) this.open = value
      this.#caseTag = etag
    } catch (cause) {
      if (number === this.number) this.#failed(cause)
    }
  }

  #failed(cause: unknown): void {
    const problem = asProblem(cause)
    if (problem.status === 401) this.#onExpired()
    else this.problem = problem
  }

  async #tick(): Promise<void> {
    await Promise.all([this.refreshInbox(), this.stale ? Promise.resolve() : this.refreshCase()])
    // Stopped while it asked.
    if (!this.#hangUp) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#tick(), this.#isTold ? TOLD_POLL_MS : POLL_MS)
  }

  #askNow(): void {
    clearTimeout(this.#timer)
    void this.#tick()
  }
}

export function numberInAddress(): string | null {
  return /^#\/([A-Za-z0-9-]{1,24})$/.exec(location.hash)?.[1] ?? null
}
