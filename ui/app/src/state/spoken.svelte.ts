// What can be heard, and what is being played: one thing at a time. Which language it is in stays on the device.
import type { Backend, Spoken as Known } from '../backend'
import type { Trouble } from './trouble.svelte'

/** What plays a recording; a test has its own. */
export interface Player {
  /** Resolves at the end; rejects where it cannot be played. */
  play(bytes: ArrayBuffer, mediaType: string): Promise<void>
  stop(): void
}

export class Spoken {
  #known = $state.raw<Known>({ languages: [], recordings: [] })
  /** Whose button was pressed, while it is heard. */
  playing = $state<string | null>(null)
  #turn = 0
  #kinds = $derived(new Map(this.#known.recordings.map(({ says, mediaType }) => [says, mediaType])))

  constructor(
    private readonly backend: Backend,
    private readonly trouble: Trouble,
    private readonly player: Player = new Loudspeaker(),
  ) {}

  /** The languages of which the province has recordings. */
  get languages(): Known['languages'] {
    return this.#known.languages
  }

  /** Whether anything can be heard in the chosen language. */
  get ready(): boolean {
    return this.#kinds.size > 0
  }

  async load(): Promise<void> {
    // Asked by itself, again and again: what somebody reads of another trouble stays where it is.
    await this.backend.spoken().then(
      (known) => (this.#known = known),
      (cause: unknown) => this.trouble.say(cause),
    )
  }

  /** Those of these of which there is a recording, in their order. */
  heard(says: string[]): string[] {
    return says.filter((one) => this.#kinds.has(one))
  }

  /** What says how a report stands: its outcome says more than its status. */
  standing(status: string, outcome: string | null): string[] {
    return this.heard([...(outcome ? [`outcome:${outcome}`] : []), `status:${status}`]).slice(0, 1)
  }

  /** Plays these one behind the other; pressed again while they are heard, it stops them. */
  async toggle(button: string, says: string[]): Promise<void> {
    const stopped = this.playing === button
    this.stop()
    if (stopped) return
    const turn = this.#turn
    this.playing = button
    try {
      for (const one of this.heard(says)) {
        const bytes = await this.backend.recording(one)
        if (turn !== this.#turn) return
        await this.player.play(bytes, this.#kinds.get(one) ?? '')
        if (turn !== this.#turn) return
      }
    } catch (cause) {
      if (turn === this.#turn) this.trouble.say(cause)
    }
    if (turn === this.#turn) this.playing = null
  }

  stop(): void {
    this.#turn += 1
    this.playing = null
    this.player.stop()
  }
}

class Loudspeaker implements Player {
  #end: (() => void) | null = null

  play(bytes: ArrayBuffer, mediaType: string): Promise<void> {
    const address = URL.createObjectURL(new Blob([bytes], { type: mediaType }))
    const audio = new Audio(address)
    return new Promise<void>((resolve, reject) => {
      this.#end = () => {
        audio.pause()
        // Its bytes may still be on the way, and their address is gone in a moment.
        audio.removeAttribute('src')
        audio.load()
        resolve()
      }
      audio.onended = () => resolve()
      audio.onerror = () => reject(new Error(`no player for ${mediaType}`))
      audio.play().catch(reject)
    }).finally(() => {
      this.#end = null
      URL.revokeObjectURL(address)
    })
  }

  stop(): void {
    this.#end?.()
  }
}

