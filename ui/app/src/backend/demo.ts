// A device in memory: for a plain browser, screenshots and tests. It does what the real one does as far as a screen can
// tell, in the same steps, but sends nothing anywhere. `tick` is one beat of its pretended network.
import type { Backend } from './backend'
import type { AppError, Area, Around, BaseMap, Category, Claim, DataCopy, Deed, DeedKind, Draft, DraftChange, DraftPlace, Followed, Mine, MyData, ReportStory, Settings, Spoken, SyncState, TimelineEntry, Which } from './bindings'
import viShared from '../../../../crates/report/locales/vi.json'
import { publicAround } from './demo/around'
import { DemoMap } from './demo/baseMap'
import { commune, communes, drawn, named } from './demo/communes'
import { judge } from './demo/deeds'
import { blank, chosen, isPicture, judged, pointed, revised, soundType } from './demo/drafting'
import { painted, retouched, turned } from './demo/pictures'
import { accept, deed, sealed, sendSome } from './demo/sending'
import { demoLanguages, recorded, recordedWords, tone } from './demo/sounds'
import { many, stories } from './demo/stories'
import { asked, searched, standing } from './demo/mine'
import { complain } from './demo/words'

export interface DemoOptions {
  /** `new`: never started before; `many`: ten thousand reports; `offline`: no network, ever; `certificate`: one that is not trusted. */
  scene?: 'new' | 'many' | 'offline' | 'certificate' | 'changed' | 'lived-in'
  /** What the first photo knows of its place. */
  place?: 'polygon' | 'nearest_coast' | 'suggested' | 'outside' | 'none'
  settings?: Partial<Settings>
  /** The detailed map is on the device. */
  detailed?: boolean
}

const photoLimit = 5
const textLimit = 10_000

export class Demo implements Backend {
  #settings: Settings
  #drafts = new Map<string, Draft>()
  #home = ''
  #claims: Claim[] = []
  #followed: Followed[] = []
  #stories: ReportStory[]
  #pictures = new Map<string, ArrayBuffer>()
  #turns = new Map<string, number>()
  #ears = new Set<() => void>()
  #filed = 0
  #looked = '19333'
  readonly #map: DemoMap

  constructor(private readonly options: DemoOptions = {}) {
    const started = options.scene !== 'new'
    this.#settings = { language: 'vi', theme: 'system', textSize: 'normal', photos: 'always', notices: 'by_day', name: null, phone: null, toldBy: 'nothing', email: null, spoken: null, shareContact: false, consentVersion: started ? 1 : null, portalUrl: 'https://phananh.quangtri.example', ...options.settings }
    this.#stories = options.scene === 'many' ? many(10_000) : started ? stories() : []
    this.#map = new DemoMap(options.detailed ?? false)
    this.#begin(blank(0))
  }

  settings = async (): Promise<Settings> => ({ ...this.#settings })

  saveSettings = async (settings: Settings): Promise<Settings> => {
    this.#settings = { ...settings }
    this.#tell()
    return this.settings()
  }

  draft = async (): Promise<Draft> => judged(this.#draft(this.#home))

  draftAbout = async (report: string, kind: DeedKind): Promise<Draft> => {
    const story = this.#story(report)
    if (!story.may.includes(kind)) throw complain('too_late')
    const begun = [...this.#drafts.values()].find((draft) => draft.about === report && draft.kind === kind)
    if (begun) return judged(begun)
    const draft = kind === 'report' ? revised(++this.#filed, story) : blank(++this.#filed, kind, report)
    this.#drafts.set(draft.id, draft)
    return judged(draft)
  }

  changeDraft = async (id: string, change: DraftChange): Promise<Draft> => {
    const draft = this.#draft(id)
    if ((change.text?.length ?? 0) > textLimit) throw complain('text_too_long')
    if (change.category !== null) draft.category = change.category
    if (change.text !== null) draft.text = change.text
    if (change.map !== null) draft.place = pointed(change.map)
    draft.named = change.named ?? draft.named
    if (change.behalf !== null) draft.behalf = change.behalf
    if (change.forMyself) draft.behalf = null
    if (draft.voice) draft.voice.unitHears = change.unitHears ?? draft.voice.unitHears
    if (change.commune !== null) draft.place = chosen(change.commune, draft.place)
    return judged(draft)
  }

  addPhoto = async (id: string, bytes: Uint8Array): Promise<Draft> => {
    const draft = this.#draft(id)
    if (bytes.length === 0) throw complain('photo_empty')
    if (!isPicture(bytes)) throw complain('photo_not_a_picture')
    if (draft.photos.length === photoLimit) throw complain('too_many_photos')
    const sha256 = `photo-${this.#filed}-${this.#pictures.size}`
    this.#pictures.set(sha256, bytes.slice().buffer)
    draft.photos.push({ sha256, width: 1600, height: 1200, bytes: 180_000, areas: [] })
    if (draft.kind === 'report') draft.place ??= this.#placeOfPhoto()
    return judged(draft)
  }

  turnPhoto = async (id: string, sha256: string): Promise<Draft> => this.#retouch(id, sha256, 1)
  coverPhoto = async (id: string, sha256: string, areas: Area[]): Promise<Draft> => this.#retouch(id, sha256, 0, areas)

  removePhoto = async (id: string, sha256: string): Promise<Draft> => {
    const draft = this.#draft(id)
    draft.photos = draft.photos.filter((photo) => photo.sha256 !== sha256)
    return judged(draft)
  }

  setVoice = async (id: string, bytes: Uint8Array): Promise<Draft> => {
    const draft = this.#draft(id)
    const mediaType = soundType(bytes)
    if (!mediaType) throw complain('voice_not_taken')
    const sha256 = `voice-${this.#filed}-${this.#pictures.size}`
    this.#pictures.set(sha256, bytes.slice().buffer)
    // A recorder of 16 kbit a second.
    draft.voice = { sha256, mediaType, seconds: Math.round(bytes.length / 2_000), unitHears: draft.voice?.unitHears ?? false }
    return judged(draft)
  }

  removeVoice = async (id: string): Promise<Draft> => {
    const draft = this.#draft(id)
    draft.voice = null
    return judged(draft)
  }

  discardDraft = async (id: string): Promise<null> => {
    this.#drafts.delete(id)
    if (id === this.#home) this.#begin(blank(++this.#filed))
    return null
  }

  fileDraft = async (id: string): Promise<string> => {
    const draft = judged(this.#draft(id))
    if (draft.missing.length > 0) throw complain(draft.kind === 'report' ? 'report_incomplete' : 'nothing_said')
    const photos = draft.photos.map(({ sha256 }) => sha256)
    if (draft.about) this.#do(draft.about, deed(draft.kind, draft.text, photos))
    else this.#stories.unshift(sealed(draft))
    await this.discardDraft(id)
    this.#tell()
    return draft.id
  }

  rate = async (report: string, stars: number, text: string): Promise<null> => this.#do(report, deed('rate', text, [], stars))
  withdraw = async (report: string, text: string): Promise<null> => this.#do(report, deed('withdraw', text))
  erase = async (report: string): Promise<null> => this.#do(report, deed('erase'))

  claim = async (code: string): Promise<string | null> => {
    const typed = code.toUpperCase().replace(/[^0-9A-Z]/g, '')
    if (!/^[0-9A-HJKMNP-TV-Z]{14}$/.test(typed)) throw complain('code_mistyped')
    this.#claims.unshift({ code: typed, state: 'waiting', report: null, attention: null })
    this.#tell()
    return null
  }

  claims = async (): Promise<Claim[]> => [...this.#claims]

  forgetClaim = async (code: string): Promise<null> => {
    this.#claims = this.#claims.filter((claim) => claim.code !== code)
    return null
  }

  takePart = async (caseNumber: string, kind: DeedKind): Promise<null> => {
    const number = caseNumber.trim().toUpperCase()
    if (!/^QT-\d{4}-\d{6}$/.test(number)) throw complain('case_number_invalid')
    const known = this.#followed.find((one) => one.caseNumber === number)
    const one = known ?? { caseNumber: number, status: null, outcome: null, wanted: true, deeds: [] }
    if (kind === 'me_too' && one.deeds.some((done) => done.kind === kind)) throw complain('already_done')
    one.deeds.push(deed(kind))
    one.wanted = kind !== 'unfollow'
    if (!known) this.#followed.unshift(one)
    this.#tell()
    return null
  }

  followed = async (): Promise<Followed[]> => structuredClone(this.#followed)

  reports = async (which: Which, query: string, from: number, most: number): Promise<Mine> => {
    const all = this.#stories.map(({ summary }) => summary)
    const found = searched(asked(all, which), query)
    const rows = found.slice(from, from + most).map((report) => ({ report: structuredClone(report), forWhom: this.#story(report.id).forWhom, answer: standing(report) }))
    return { rows, found: found.length, all: all.length, asking: asked(all, 'asking').length }
  }

  report = async (id: string): Promise<ReportStory> => {
    const found = this.#story(id)
    const story = structuredClone(found)
    for (const entry of [...story.timeline, ...(story.question ? [story.question] : [])]) entry.spoken = this.#heard(entry)
    return { ...story, attention: attention(found) }
  }

  picture = async (sha256: string, thumbnail: boolean): Promise<ArrayBuffer> =>
    this.#pictures.get(sha256) ?? painted(sha256, thumbnail)

  syncState = async (): Promise<SyncState> => {
    const waiting = this.#waiting()
    const bytesLeft = waiting.reduce((sum, { summary }) => sum + summary.bytesLeft, 0)
    const offline = this.#unreachable()
    const needing = this.#stories.find(({ summary }) => summary.state === 'needs_attention')
    return {
      phase: this.options.scene === 'changed' ? 'needs_attention' : waiting.length === 0 ? (needing ? 'needs_attention' : 'idle') : offline ? 'waiting' : 'sending',
      waitingReports: waiting.length,
      bytesLeft,
      nextTryAt: offline && waiting.length > 0 ? new Date(Date.now() + 240_000).toISOString() : null,
      lastContactAt: '2026-11-23T12:58:00Z',
      photosHeld: this.#settings.photos === 'when_asked' && waiting.some(({ summary }) => summary.state === 'accepted'),
      seenRootKey: this.options.scene === 'changed' ? 'a1b2'.repeat(16) : null,
      error: this.options.scene === 'changed' ? complain('portal_key_changed') : offline ? complain(this.options.scene === 'certificate' ? 'certificate' : 'offline') : needing ? attention(needing) : null,
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
  around = async (code: string | null): Promise<Around | null> => {
    const known = code ?? this.#looked
    this.#looked = known
    return publicAround(known, this.options.scene !== 'offline')
  }
  locate = async (lat: number, lon: number): Promise<DraftPlace> => pointed({ lat, lon })
  map = async (): Promise<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(drawn())).buffer

  categories = async (): Promise<Category[]> =>
    inOrder(Object.keys(viShared.category), this.#stories.slice(0, 3).map(({ summary }) => summary.category))

  spoken = async (): Promise<Spoken> => ({ languages: demoLanguages, recordings: this.#settings.spoken ? recorded() : [] })

  recording = async (says: string): Promise<ArrayBuffer> => {
    if (!this.#settings.spoken || !recorded().some((one) => one.says === says)) throw complain('file_unreadable')
    return tone(says)
  }

  baseMap = async (): Promise<BaseMap> => this.#map.known()
  fetchBaseMap = async (): Promise<BaseMap> => this.#map.want(true)
  stopBaseMap = async (): Promise<BaseMap> => this.#map.want(false)
  removeBaseMap = async (): Promise<BaseMap> => this.#map.remove()
  checkBaseMap = async (): Promise<BaseMap> => this.#map.known()
  baseMapBytes = async (_sha256: string, offset: number, length: number): Promise<ArrayBuffer> => this.#map.bytes(offset, length)

  myData = async (): Promise<MyData> => ({
    reports: this.#stories.length,
    drafts: [...this.#drafts.values()].filter(({ text, photos }) => text !== '' || photos.length > 0).length,
    photos: this.#stories.reduce((sum, { photos }) => sum + photos.length, 0),
    photoBytes: this.#stories.reduce((sum, { photos }) => sum + photos.reduce((bytes, photo) => bytes + photo.bytes, 0), 0),
    codes: this.#claims.length,
    followed: this.#followed.length,
    unsent: this.#waiting().length > 0,
  })

  exportData = async (): Promise<DataCopy> => {
    const { reports, photos } = await this.myData()
    return { folder: 'Downloads/phan-anh-20261124-140500', reports, photos }
  }

  eraseReports = async (): Promise<number> => {
    const asked = this.#stories.filter(({ may }) => may.includes('erase'))
    for (const { summary } of asked) this.#do(summary.id, deed('erase'))
    return asked.length
  }

  eraseEverything = async (evenUnsent: boolean): Promise<null> => {
    if (!evenUnsent && this.#waiting().length > 0) throw complain('unsent_waits')
    this.#stories = []
    this.#claims = []
    this.#followed = []
    this.#map.remove()
    this.#settings = { ...this.#settings, name: null, phone: null, toldBy: 'nothing', email: null, spoken: null, consentVersion: null }
    return null
  }

  onChanged = async (heard: () => void): Promise<() => void> => {
    this.#ears.add(heard)
    return () => this.#ears.delete(heard)
  }

  #unreachable(): boolean {
    return this.options.scene === 'offline' || this.options.scene === 'certificate'
  }

  /** Sends a little of what waits, text before photos, as the engine does. */
  tick(): void {
    if (this.#unreachable()) return
    const done = this.#stories.find(({ deeds }) => deeds.some(({ state }) => state === 'queued'))
    if (done) {
      for (const one of done.deeds) one.state = 'complete'
      judge(done)
      this.#tell()
      return
    }
    const next = this.#waiting()[0]
    if (!next) {
      if (this.#map.tick()) this.#tell()
      return
    }
    if (next.summary.state === 'queued') accept(next, this.#stories.length)
    else sendSome(next)
    this.#tell()
  }

  #begin(draft: Draft): void {
    this.#drafts.set(draft.id, draft)
    this.#home = draft.id
  }

  #draft(id: string): Draft {
    const found = this.#drafts.get(id)
    if (!found) throw complain('draft_unknown')
    return found
  }

  async #retouch(id: string, sha256: string, quarters: number, areas?: Area[]): Promise<Draft> {
    const draft = this.#draft(id)
    const photo = draft.photos.find((one) => one.sha256 === sha256)
    if (!photo) throw complain('photo_unknown')
    const original = sha256.split('~')[0] ?? sha256
    const turns = ((this.#turns.get(sha256) ?? 0) + quarters) % 4
    const covered = areas ?? photo.areas.map(turned)
    const made = await retouched(this.#pictures.get(original) ?? (await painted(original, false)), turns, covered)
    const changed = turns > 0 || covered.length > 0 ? `${original}~${this.#pictures.size}` : original
    if (changed !== original) this.#pictures.set(changed, made.bytes)
    this.#turns.set(changed, turns)
    Object.assign(photo, { sha256: changed, areas: covered, width: made.width, height: made.height })
    return judged(draft)
  }

  #story(id: string): ReportStory {
    const found = this.#stories.find(({ summary }) => summary.id === id)
    if (!found) throw complain('report_unknown')
    return found
  }

  #do(report: string, done: Deed): null {
    const story = this.#story(report)
    if (done.kind === 'report') story.summary.text = done.text
    story.deeds.push(done)
    judge(story)
    this.#tell()
    return null
  }

  #heard({ status, outcome, text }: TimelineEntry): string[] {
    const words = recordedWords.filter(([, words]) => words === text).map(([says]) => says)
    return this.#settings.spoken ? [outcome ? `outcome:${outcome}` : `status:${status}`, ...words] : []
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

/** A category that asks who reports. */
const asking = 'dat-dai-xay-dung'

/** The recent ones first, each once. */
function inOrder(codes: string[], filed: string[]): Category[] {
  const recent = [...new Set(filed)]
  const view = (code: string): Category => ({ code, name: null, icon: code, hotline: null, photoUnwanted: code === 'bom-min-vat-no', needsName: code === asking, needsPhone: code === asking, recent: recent.includes(code) })
  return [...recent, ...codes.filter((code) => !recent.includes(code))].map(view)
}

/** Why a report needs its citizen, in the language of now. */
function attention({ summary }: ReportStory): AppError | null {
  return summary.state === 'needs_attention' ? complain('photo_file_missing') : null
}

/** The device that the page's address describes: `?demo`, `?demo=new`, `&place=outside`, `&lang=en`, `&theme=dark`,
 * `&spoken=bru`, `&detailed` with the detailed map, `&still` for one whose network never beats. */
export function demoFrom(search: string): Demo {
  const asked = new URLSearchParams(search)
  const given = <T,>(name: string): T | undefined => (asked.get(name) || undefined) as T | undefined
  const language = given<Settings['language']>('lang')
  const theme = given<Settings['theme']>('theme')
  const spoken = given<string>('spoken')
  const demo = new Demo({ scene: given('demo'), place: given('place'), detailed: asked.has('detailed'), settings: { ...(language && { language }), ...(theme && { theme }), ...(spoken && { spoken }) } })
  if (!asked.has('still')) setInterval(() => demo.tick(), 1_500)
  return demo
}
