/** What is being played: one thing at a time. */
export class Listening {
  /** The name of what is heard now. */
  now = $state<string | null>(null)
  /** The name of what could not be played. */
  failed = $state<string | null>(null)
  #audio: HTMLAudioElement | null = null

  /** Plays what is at an address, or stops it where it is being played. */
  toggle(name: string, address: string): void {
    const stopped = this.now === name
    this.stop()
    if (stopped) return
    const audio = new Audio(address)
    this.#audio = audio
    this.now = name
    this.failed = null
    audio.onended = () => this.stop()
    audio.play().catch(() => {
      if (this.#audio !== audio) return
      this.stop()
      this.failed = name
    })
  }

  stop(): void {
    this.#audio?.pause()
    this.#audio = null
    this.now = null
  }
}
