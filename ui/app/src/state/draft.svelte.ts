// What is being written: a report, its edit, an answer. Everything goes to the backend at once or, while somebody types,
// after a short pause; the answer says what is still missing.
//
// Invariant: changes reach the backend one after another, in the order in which they were made, and what was typed
// stays on the screen when one of them is refused, and goes with whatever is changed next.
import { createContext } from 'svelte'
import type { Area, Backend, Behalf, DevicePosition, Draft, DraftChange, PublicCase } from '../backend'
import type { Trouble } from './trouble.svelte'

const typingPauseMs = 400
const unchanged: DraftChange = { category: null, text: null, commune: null, spot: null, map: null, behalf: null, named: null, forMyself: false, unitHears: null }

/** The draft that the parts of a screen write. */
export const [useDraft, provideDraft] = createContext<DraftState>()

export class DraftState {
  current = $state<Draft | null>(null)
  text = $state('')
  /** A voice note is being recorded right now. */
  recording = $state(false)
  /** Photos that are being read, cleaned and saved right now. */
  photosComing = $state(0)
  /** A recording is being judged and saved right now. */
  voiceComing = $state(false)
  /** It is being sealed right now. */
  filing = $state(false)
  /** Public cases of which somebody said that it is not them. */
  others = $state<string[]>([])
  /** How often somebody chose the place by hand. */
  picks = $state(0)

  #last: Promise<unknown> = Promise.resolve()
  #typing: ReturnType<typeof setTimeout> | undefined
  /** What was typed could not be saved. */
  #unsaved = false

  /** `open` finds the draft, or begins one. */
  constructor(
    private readonly backend: Backend,
    private readonly trouble: Trouble,
    private readonly open: () => Promise<Draft> = () => backend.draft(),
  ) {}

  /** Public cases that may be the same, and nobody has said yet. */
  get similar(): PublicCase[] {
    return this.current?.similar.filter(({ caseNumber }) => !this.others.includes(caseNumber)) ?? []
  }

  async load(): Promise<void> {
    const draft = await this.#inTurn(this.open)
    if (draft) this.#begin(draft)
  }

  /** Asks again what is told beside the draft. */
  async look(): Promise<void> {
    const { id } = this.current ?? {}
    const draft = id ? await this.#queue(() => this.trouble.ask(this.open)) : null
    if (draft?.id === this.current?.id) this.#take(draft)
  }

  write(text: string): void {
    this.text = text
    clearTimeout(this.#typing)
    this.#typing = setTimeout(() => void this.flush(), typingPauseMs)
  }

  /** Saves what was typed without waiting for the pause: before filing, and when the app is put away. */
  async flush(): Promise<void> {
    clearTimeout(this.#typing)
    if (!this.current || this.text === this.current.text) return
    await this.#change({ text: this.text })
  }

  categorise(category: string): Promise<void> {
    return this.#change({ category })
  }

  place(commune: string): Promise<void> {
    this.picks += 1
    return this.#change({ commune })
  }

  point(lat: number, lon: number): Promise<void> {
    this.picks += 1
    return this.#change({ map: { lat, lon } })
  }

  /** Whether it says who files it, whatever what it edits says. */
  name(named: boolean): Promise<void> {
    return this.#change({ named })
  }

  stand(spot: DevicePosition): Promise<void> {
    return this.#change({ spot })
  }

  behalf(behalf: Behalf | null): Promise<void> {
    return this.#change(behalf ? { behalf } : { forMyself: true })
  }

  /** Adds files one by one, so that a refused one does not take the others with it. */
  async addPhotos(files: File[]): Promise<void> {
    this.photosComing += files.length
    // Photos take a while; what was typed before them does not wait for them.
    await this.flush()
    let refused: unknown = null
    for (const file of files) {
      try {
        this.#take(await this.#queue(async () => this.backend.addPhoto(this.#id, new Uint8Array(await file.arrayBuffer()))))
      } catch (cause) {
        refused ??= cause
      } finally {
        this.photosComing -= 1
      }
    }
    if (refused) this.trouble.say(refused)
    else if (!this.#unsaved) this.trouble.clear()
  }

  async turnPhoto(sha256: string): Promise<void> {
    this.#take(await this.#inTurn(() => this.backend.turnPhoto(this.#id, sha256)))
  }

  async coverPhoto(sha256: string, areas: Area[]): Promise<void> {
    this.#take(await this.#inTurn(() => this.backend.coverPhoto(this.#id, sha256, areas)))
  }

  async removePhoto(sha256: string): Promise<void> {
    this.#take(await this.#inTurn(() => this.backend.removePhoto(this.#id, sha256)))
  }

  /** Keeps a recording with the draft for which it was made, unless that one was thrown away meanwhile. */
  async setVoice(sound: Blob, of = this.current?.id): Promise<void> {
    if (of !== this.current?.id) return
    this.voiceComing = true
    await this.flush()
    this.#take(await this.#inTurn(async () => this.backend.setVoice(this.#id, new Uint8Array(await sound.arrayBuffer()))))
    this.voiceComing = false
  }

  async removeVoice(): Promise<void> {
    this.#take(await this.#inTurn(() => this.backend.removeVoice(this.#id)))
  }

  /** Whether the unit that handles the report hears the voice too. */
  shareVoice(unitHears: boolean): Promise<void> {
    return this.#change({ unitHears })
  }

  /** Throws it away and begins anew; whether it could be. */
  async discard(): Promise<boolean> {
    clearTimeout(this.#typing)
    const gone = await this.#inTurn(async () => {
      await this.backend.discardDraft(this.#id)
      return true
    })
    if (!gone) return false
    if (this.current?.about === null) await this.load()
    else this.current = null
    return true
  }

  /** The filed act's id; null when it was refused, the draft being as it was. */
  async file(): Promise<string | null> {
    this.filing = true
    const id = await this.#file()
    this.filing = false
    return id
  }

  async #file(): Promise<string | null> {
    await this.flush()
    if (this.text !== this.current?.text) return null
    const id = await this.#inTurn(() => this.backend.fileDraft(this.#id))
    if (id && this.current.about === null) await this.load()
    return id
  }

  get #id(): string {
    return this.current?.id ?? ''
  }

  async #change(change: Partial<DraftChange>): Promise<void> {
    const draft = await this.#inTurn(() => this.backend.changeDraft(this.#id, { ...unchanged, ...change }))
    this.#take(draft)
    if (change.text !== undefined) this.#unsaved = draft === null
    else if (draft && this.#unsaved) await this.flush()
  }

  #begin(draft: Draft): void {
    this.current = draft
    this.text = draft.text
    this.others = []
    this.#unsaved = false
  }

  #take(draft: Draft | null): void {
    if (draft) this.current = draft
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T | null> {
    return this.#queue(() => this.trouble.attempt(work))
  }

  #queue<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work)
    this.#last = mine
    return mine
  }
}
