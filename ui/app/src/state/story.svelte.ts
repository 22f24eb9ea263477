// One report, asked again whenever the outbox changed while its screen is open.
import type { App } from '../app'
import type { ReportStory } from '../backend'

export class StoryState {
  current = $state.raw<ReportStory | null>(null)

  /** To be made while a component is being made: it ends with it. */
  constructor({ backend, outbox, trouble }: App, id: string) {
    $effect(() => {
      void outbox.changes
      backend.report(id).then(
        (story) => (this.current = story),
        (cause: unknown) => trouble.say(cause),
      )
    })
  }
}
