// What the screens may ask of the device: the one border between them and Rust. Every call rejects with an `AppError`,
// whose message is already in the citizen's language. No rule lives on this side: the screens show what they are told.
import type { Commune, Draft, DraftChange, PlaceHit, ReportStory, ReportSummary, Settings, SyncState } from './bindings'

export type * from './bindings'

export interface Backend {
  settings(): Promise<Settings>
  saveSettings(settings: Settings): Promise<Settings>

  draft(): Promise<Draft>
  changeDraft(change: DraftChange): Promise<Draft>
  /** The bytes of the file as chosen; they are judged, cleaned and made small on the other side. */
  addPhoto(bytes: Uint8Array): Promise<Draft>
  removePhoto(sha256: string): Promise<Draft>
  discardDraft(): Promise<Draft>
  /** Seals the draft and puts it in the queue; the report's id. Needs no network. */
  fileReport(): Promise<string>

  /** Newest first. */
  reports(): Promise<ReportSummary[]>
  report(id: string): Promise<ReportStory>
  picture(sha256: string, thumbnail: boolean): Promise<ArrayBuffer>

  syncState(): Promise<SyncState>
  /** Sends, once, the photos that wait for the citizen's word. */
  sendPhotos(): Promise<void>
  /** Believes the portal of this root key, the one that `syncState` says was seen. */
  trustPortal(rootKey: string): Promise<null>
  communes(): Promise<Commune[]>
  /** Communes of today and of before, villages, roads: the best first. Needs no network. */
  searchPlaces(text: string): Promise<PlaceHit[]>
  categories(): Promise<string[]>

  /** Calls `heard` whenever something in the outbox changed; what it returns ends that. */
  onChanged(heard: () => void): Promise<() => void>
}
