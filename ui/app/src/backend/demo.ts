// A device in memory: for a plain browser, screenshots and tests. It does what the real one does as far as a screen can
// tell, in the same steps, but sends nothing anywhere. `tick` is one beat of its pretended network.
import type { Backend } from './backend'
import type { AppError, Draft, DraftChange, DraftPlace, ReportStory, Settings, SyncState } from './bindings'
import viShared from '../../../../crates/report/locales/vi.json'
import { commune, communes, named } from './demo/communes'
import { blank, chosen, isPicture, judged } from './demo/drafting'
import { painted } from './demo/pictures'
import { accept, sealed, sendSome } from './demo/sending'
import { many, stories } from './demo/stories'
import { complain } from './demo/words'

export interface DemoOptions {
  /** `new`: never started before; `many`: ten thousand reports; `offline`: no network, ever. */
  scene?: 'new' | 'many' | 'offline' | 'changed' | 'lived-in'
  /** What the first photo knows of its place. */
  place?: 'polygon' | 'nearest_coast' | 'suggested' | 'outside' | 'none'
  settings?: Partial<Settings>
}

const photoLimit = 5
const textLimit = 10_000

export class Demo implements Backend {
  #settings: Settings
  #draft: Draft
  #stories: ReportStory[]
  #pictures = new Map<string, ArrayBuffer>()
  #ears = new Set<() => void>()
  #filed = 0

  constructor(private readonly options: DemoOptions = {}) {
    const started = options.scene !== 'new'
    this.#settings = { language: 'vi', theme: 'system', textSize: 'normal', photos: 'always', name: null, phone: null, shareContact: false, consentVersion: started ? 1 : null, portalUrl: 'https://phananh.quangtri.example', ...options.settings }
    this.#stories = options.scene === 'many' ? many(10_000) : started ? stories() : []
    this.#draft = blank(0)
  }

  settings = async (): Promise<Settings> => ({ ...this.#settings })

  saveSettings = async (settings: Settings): Promise<Settings> => {
    this.#settings = { ...settings }
    this.#tell()
    return this.settings()
  }

  draft = async (): Promise<Draft> => judged(this.#draft)

  changeDraft = async (change: DraftChange): Promise<Draft> => {
    if ((change.text?.length ?? 0) > textLimit) throw complain('text_too_long')
    if (change.category !== null) this.#draft.category = change.category
    if (change.text !== null) this.#draft.text = change.text
    if (change.commune !== null) this.#draft.place = chosen(change.commune, this.#draft.place)
    return this.draft()
  }

  addPhoto = async (bytes: Uint8Array): Promise<Draft> => {
    if (bytes.length === 0) throw complain('photo_empty')
    if (!isPicture(bytes)) throw complain('photo_not_a_picture')
    if (this.#draft.photos.length === photoLimit) throw complain('too_many_photos')
    const sha256 = `photo-${this.#filed}-${this.#pictures.size}`
    this.#pictures.set(sha256, bytes.slice().buffer)
    this.#draft.photos.push({ sha256, width: 1600, height: 1200, bytes: 180_000 })
    this.#draft.place ??= this.#placeOfPhoto()
    return this.draft()
  }

  removePhoto = async (sha256: string): Promise<Draft> => {
    this.#draft.photos = this.#draft.photos.filter((photo) => photo.sha256 !== sha256)
    return this.draft()
  }

  discardDraft = async (): Promise<Draft> => {
    this.#draft = blank(++this.#filed)
    return this.draft()
  }

  fileReport = async (): Promise<string> => {
    const draft = judged(this.#draft)
    if (draft.missing.length > 0) throw complain('report_incomplete')
    this.#stories.unshift(sealed(draft))
    await this.discardDraft()
    this.#tell()
    return draft.id
  }

  reports = async () => this.#stories.map(({ summary }) => ({ ...summary }))

  report = async (id: string): Promise<ReportStory> => {
    const found = this.#stories.find(({ summary }) => summary.id === id)
    if (!found) throw complain('report_unknown')
    return { ...structuredClone(found), attention: attention(found) }
  }

  picture = async (sha256: string, thumbnail: boolean): Promise<ArrayBuffer> =>
    this.#pictures.get(sha256) ?? painted(sha256, thumbnail)

  syncState = async (): Promise<SyncState> => {
    const waiting = this.#waiting()
    const bytesLeft = waiting.reduce((sum, { summary }) => sum + summary.bytesLeft, 0)
    const offline = this.options.scene === 'offline'
    const needing = this.#stories.find(({ summary }) => summary.state === 'needs_attention')
    return {
      phase: this.options.scene === 'changed' ? 'needs_attention' : waiting.length === 0 ? (needing ? 'needs_attention' : 'idle') : offline ? 'waiting' : 'sending',
      waitingReports: waiting.length,
      bytesLeft,
      nextTryAt: offline && waiting.length > 0 ? new Date(Date.now() + 240_000).toISOString() : null,
      lastContactAt: '2026-11-23T12:58:00Z',
      photosHeld: this.#settings.photos === 'when_asked' && waiting.some(({ summary }) => summary.state === 'accepted'),
      seenRootKey: this.options.scene === 'changed' ? 'a1b2'.repeat(16) : null,
      error: this.options.scene === 'changed' ? complain('portal_key_changed') : offline ? complain('offline') : needing ? attention(needing) : null,
    }
  }

  sendPhotos = async (): Promise<void> => {
    this.#settings.photos = 'always'
    this.#tell()
  }

  trustPortal = async (): Promise<null> => {
    this.options.scene = 'lived-in'
    this.#tell()
    return null
  }

  communes = async () => communes
  searchPlaces = async (text: string) => named(text)
  categories = async () => Object.keys(viShared.category)

  onChanged = async (heard: () => void): Promise<() => void> => {
    this.#ears.add(heard)
    return () => this.#ears.delete(heard)
  }

  /** Sends a little of what waits, text before photos, as the engine does. */
  tick(): void {
    const next = this.#waiting()[0]
    if (!next || this.options.scene === 'offline') return
    if (next.summary.state === 'queued') accept(next, this.#stories.length)
    else sendSome(next)
    this.#tell()
  }

  #waiting(): ReportStory[] {
    return this.#stories.filter(({ summary }) => summary.state === 'queued' || summary.state === 'accepted')
  }

  #tell(): void {
    for (const heard of this.#ears) heard()
  }

  #placeOfPhoto(): DraftPlace | null {
    const method = this.options.place ?? 'polygon'
    const here: DraftPlace = { lat: 16.8163, lon: 107.096, accuracyM: 8, source: 'exif', method: 'polygon', commune: commune('Phường Đông Hà'), candidates: [] }
    if (method === 'none') return null
    if (method === 'outside') return { ...here, method, commune: null }
    if (method === 'nearest_coast') return { ...here, method, commune: commune('Xã Cửa Việt') }
    if (method === 'polygon') return here
    const near: [string, number][] = [['Phường Đông Hà', 1.2], ['Phường Nam Đông Hà', 2.6], ['Xã Cam Lộ', 9.4]]
    return { ...here, method, commune: null, candidates: near.map(([name, distanceKm]) => ({ commune: commune(name), distanceKm })) }
  }
}

/** Why a report needs its citizen, in the language of now. */
function attention({ summary }: ReportStory): AppError | null {
  return summary.state === 'needs_attention' ? complain('photo_file_missing') : null
}

/** The device that the page's address describes: `?demo`, `?demo=new`, `&place=outside`, `&lang=en`, `&theme=dark`,
 * `&still` for one whose network never beats. */
export function demoFrom(search: string): Demo {
  const asked = new URLSearchParams(search)
  const given = <T,>(name: string): T | undefined => (asked.get(name) || undefined) as T | undefined
  const language = given<Settings['language']>('lang')
  const theme = given<Settings['theme']>('theme')
  const demo = new Demo({ scene: given('demo'), place: given('place'), settings: { ...(language && { language }), ...(theme && { theme }) } })
  if (!asked.has('still')) setInterval(() => demo.tick(), 1_500)
  return demo
}
