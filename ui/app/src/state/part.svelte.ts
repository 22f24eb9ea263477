// What this device did about other people's public cases; asked again whenever the outbox changed.
import type { App } from '../app'
import type { DeedKind, Followed } from '../backend'

export class PartState {
  followed = $state.raw<Followed[]>([])

  /** To be made while a component is being made: it ends with it. */
  constructor(private readonly app: App) {
    $effect(() => {
      void app.outbox.changes
      void this.#ask()
    })
  }

  /** What was done about a case here, in order. */
  of(caseNumber: string): Followed | undefined {
    return this.followed.find((one) => one.caseNumber === caseNumber)
  }

  /** Whether «tôi cũng gặp tình trạng này» was said of it. */
  met(caseNumber: string): boolean {
    return this.of(caseNumber)?.deeds.some(({ kind, attention }) => kind === 'me_too' && !attention) ?? false
  }

  /** Whether it was done: it waits in the queue like a report. */
  async take(caseNumber: string, kind: DeedKind): Promise<boolean> {
    const { backend, outbox, trouble } = this.app
    const done = await trouble.attempt(async () => (await backend.takePart(caseNumber, kind), true))
    if (!done) return false
    await this.#ask()
    await outbox.refresh()
    return true
  }

  async #ask(): Promise<void> {
    this.followed = (await this.app.trouble.ask(() => this.app.backend.followed())) ?? this.followed
  }
}
