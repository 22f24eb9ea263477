/** The inbox and the open case, kept fresh. Rules (order, who may what) are the portal's; this only shows and asks. */
import {
  caseDetails,
  inbox,
  listen,
  perform,
  undo,
  type CaseDetails,
  type CaseRow,
  type Deed,
  type Filter,
  type Inbox,
  type Problem,
} from './api/client'
import { copy, keepCopy } from './own'
import type { Router } from './router.svelte'
import { asProblem } from './session.svelte'
import { Held } from './undo.svelte'

/** How often the portal is asked what is new while it does not tell by itself, ms. */
const POLL_MS = 4000
/** And while it does: for what is lost on the way. */
const TOLD_POLL_MS = 60_000
/** How long until a deed that met no portal is tried again, ms. */
const AGAIN_MS = 4000

export class Desk {
  filter = $state.raw<Filter>({ status: 'open', search: '' })
  rows = $state.raw<CaseRow[]>([])
  total = $state<number | null>(null)
  next = $state<string | null>(null)
  loaded = $state(false)
  number = $state<string | null>(null)
  open = $state.raw<CaseDetails | null>(null)
  /** Something could not be asked or done. */
  problem = $state.raw<Problem | null>(null)
  /** The case changed between what was seen and what was done. */
  stale = $state(false)
  busy = $state(false)
  /** The portal cannot be reached at the moment. */
  waiting = $state(false)
  /** When it last could, RFC 3339. */
  asOf = $state<string | null>(null)

  /** The portal has told this officer something that they have not looked at. */
  noticed = $state(false)
  /** Deeds that can still be taken back. */
  readonly held = new Held(() => this.askNow())

  #inboxTag: string | null = null
  #caseTag: string | null = null
  #pages = 1
  #timer: ReturnType<typeof setTimeout> | undefined
  #isTold = false
  #hangUp: (() => void) | undefined
  #giveUp: (() => void) | undefined
  #router: Router
  #onExpired: () => void

  constructor(router: Router, onExpired: () => void) {
    this.#router = router
    this.#onExpired = onExpired
  }

  start(): void {
    this.#hangUp = listen(
      { cases: () => this.askNow(), notices: () => (this.noticed = true) },
      (isTold) => {
        const wasTold = this.#isTold
        this.#isTold = isTold
        if (wasTold !== isTold) this.askNow()
      },
    )
    window.addEventListener('online', this.askNow)
    this.#recallInbox()
    void this.#tick()
  }

  stop(): void {
    this.#hangUp?.()
    this.#hangUp = undefined
    window.removeEventListener('online', this.askNow)
    this.held.stop()
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async setFilter(change: Partial<Filter>): Promise<void> {
    this.filter = { ...this.filter, ...change }
    this.#pages = 1
    this.#inboxTag = null
    this.#recallInbox()
    await this.refreshInbox()
  }

  async more(): Promise<void> {
    this.#pages += 1
    this.#inboxTag = null
    await this.refreshInbox()
  }

  /** Goes to a case, or back to none. */
  select(number: string | null): void {
    this.#router.go({ page: 'desk', number })
  }

  /** Shows the case that the address names. */
  show(number: string | null): void {
    if (number === this.number) return
    this.number = number
    this.stale = false
    this.#caseTag = null
    this.open = number ? (copy<CaseDetails>(`case.${number}`)?.value ?? null) : null
    if (!this.waiting) this.problem = null
    void this.refreshCase()
  }

  /** Moves in the list by `step` rows. */
  move(step: number): void {
    const here = this.rows.findIndex((row) => row.number === this.number)
    const row = this.rows[here < 0 ? 0 : Math.min(Math.max(here + step, 0), this.rows.length - 1)]
    if (row) this.select(row.number)
  }

  /**
   * Whether it went; when not, `problem` says why and nothing of the form is lost. While the portal cannot be reached it
   * is tried again and again; the version that it names keeps it from being done twice.
   */
  async perform(deed: Deed): Promise<boolean> {
    if (!this.open || this.busy) return false
    const { number, version } = this.open
    this.busy = true
    try {
      return await this.#until(async () => this.took(await perform(number, version, deed)))
    } finally {
      this.busy = false
    }
  }

  /** Takes back every deed that still can be. */
  async undo(): Promise<void> {
    for (const { id } of this.held.deeds) {
      try {
        this.took(await undo(id))
      } catch (cause) {
        this.#failed(cause)
        this.askNow()
      }
    }
  }

  /** Takes over what the portal answered to a deed. */
  took(details: CaseDetails): void {
    this.held.note(details)
    if (details.number === this.number) this.open = details
    this.#caseTag = null
    this.problem = null
    this.stale = false
    keepCopy(`case.${details.number}`, details, new Date().toISOString())
    void this.refreshInbox()
  }

  /** Stops trying a deed again; its words stay in the form. */
  giveUp(): void {
    this.#giveUp?.()
  }

  /** Does something to the open case, not a deed, until the portal has answered; says whether it went. */
  async attempt(work: () => Promise<void>): Promise<boolean> {
    this.busy = true
    try {
      return await this.#until(work)
    } finally {
      this.busy = false
    }
  }

  /** Does something to the open case until the portal has answered; says whether it went. */
  async #until(work: () => Promise<void>): Promise<boolean> {
    for (;;) {
      try {
        await work()
        return true
      } catch (cause) {
        this.#failed(cause)
        if (asProblem(cause).isUnreachable) {
          if (await this.#again()) continue
        } else if (this.problem?.code === 'stale_edit') {
          this.stale = true
          this.#caseTag = null
          await this.refreshCase()
        }
        return false
      }
    }
  }

  /** Waits for the link; false when the officer gave up meanwhile. */
  #again(): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (goesOn: boolean) => () => {
        clearTimeout(timer)
        window.removeEventListener('online', on)
        this.#giveUp = undefined
        resolve(goesOn)
      }
      const on = end(true)
      const timer = setTimeout(on, AGAIN_MS)
      window.addEventListener('online', on)
      this.#giveUp = end(false)
    })
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
        if (!filter.search) keepCopy(`inbox.${filter.status}`, first.value, new Date().toISOString())
      }
      this.loaded = true
      this.#reached()
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
      if (value && (value.version >= (this.open?.version ?? 0) || this.open?.number !== number)) {
        this.open = value
        keepCopy(`case.${number}`, value, new Date().toISOString())
      }
      this.#caseTag = etag
      this.#reached()
    } catch (cause) {
      if (number !== this.number) return
      if (asProblem(cause).status === 404) this.open = null
      this.#failed(cause)
    }
  }

  readonly askNow = (): void => {
    clearTimeout(this.#timer)
    void this.#tick()
  }

  /** What the list was when it was last fetched, until it is fetched again. */
  #recallInbox(): void {
    const kept = this.filter.search ? null : copy<Inbox>(`inbox.${this.filter.status}`)
    if (!kept) return
    this.rows = kept.value.cases
    this.next = kept.value.next
    this.total = kept.value.total
    this.asOf ??= kept.at
    this.loaded = true
  }

  #reached(): void {
    this.waiting = false
    this.asOf = new Date().toISOString()
    if (this.problem?.isUnreachable) this.problem = null
  }

  #failed(cause: unknown): void {
    const problem = asProblem(cause)
    if (problem.status === 401) this.#onExpired()
    else this.problem = problem
    this.waiting = problem.isUnreachable
  }

  async #tick(): Promise<void> {
    await Promise.all([this.refreshInbox(), this.stale ? Promise.resolve() : this.refreshCase()])
    // Stopped while it asked.
    if (!this.#hangUp) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#tick(), this.#isTold && !this.waiting ? TOLD_POLL_MS : POLL_MS)
  }
}
