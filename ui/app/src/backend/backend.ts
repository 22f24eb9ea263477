// What the screens may ask of the device: the one border between them and Rust. Every call rejects with an `AppError`,
// whose message is already in the citizen's language. No rule lives on this side: the screens show what they are told.
import type { Area, Around, BaseMap, Category, Claim, Commune, DataCopy, DeedKind, Draft, DraftChange, DraftPlace, Followed, Mine, MyData, PlaceHit, ReportStory, Settings, Spoken, SyncState, Which } from './bindings'

export type * from './bindings'

export interface Backend {
  settings(): Promise<Settings>
  saveSettings(settings: Settings): Promise<Settings>

  /** The draft of a new report. */
  draft(): Promise<Draft>
  /** The draft of an answer, of a wish to have a report handled again, or of its edit; the one that was begun. */
  draftAbout(report: string, kind: DeedKind): Promise<Draft>
  changeDraft(id: string, change: DraftChange): Promise<Draft>
  /** The bytes of the file as chosen; they are judged, cleaned and made small on the other side. */
  addPhoto(id: string, bytes: Uint8Array): Promise<Draft>
  /** To the right by a quarter. */
  turnPhoto(id: string, sha256: string): Promise<Draft>
  /** Covers these areas of the photo as it is seen, and no others: for ever, once it is filed. */
  coverPhoto(id: string, sha256: string, areas: Area[]): Promise<Draft>
  removePhoto(id: string, sha256: string): Promise<Draft>
  /** A recording as the recorder made it, in the place of the one before; what is not taken is refused. */
  setVoice(id: string, bytes: Uint8Array): Promise<Draft>
  removeVoice(id: string): Promise<Draft>
  discardDraft(id: string): Promise<null>
  /** Seals the draft and puts it in the queue; the act's id. Needs no network. */
  fileDraft(id: string): Promise<string>

  /** Newest first: so many after the first `from` of those that are asked for and fit a query, without diacritics; an empty one
   * fits all. */
  reports(which: Which, query: string, from: number, most: number): Promise<Mine>
  report(id: string): Promise<ReportStory>
  /** A photo, or the whole of a voice note. */
  picture(sha256: string, thumbnail: boolean): Promise<ArrayBuffer>

  /** From 1, very dissatisfied, to 4, very satisfied. This and what follows wait in the queue like a report. */
  rate(report: string, stars: number, text: string): Promise<null>
  withdraw(report: string, text: string): Promise<null>
  /** Asks the portal to erase the report; it goes from here when the portal has confirmed. */
  erase(report: string): Promise<null>
  /** Keeps a tracking code until the portal said what it opens; the report, when it is here already. */
  claim(code: string): Promise<string | null>
  claims(): Promise<Claim[]>
  forgetClaim(code: string): Promise<null>
  /** `me_too`, `follow` or `unfollow` of a public case. */
  takePart(caseNumber: string, kind: DeedKind): Promise<null>
  followed(): Promise<Followed[]>

  syncState(): Promise<SyncState>
  /** Sends, once, the photos that wait for the citizen's word. */
  sendPhotos(): Promise<void>
  /** Believes the portal of this root key, the one that `syncState` says was seen. */
  trustPortal(rootKey: string): Promise<null>
  communes(): Promise<Commune[]>
  /** Communes of today and of before, villages, roads: the best first. Needs no network. */
  searchPlaces(text: string): Promise<PlaceHit[]>
  categories(): Promise<Category[]>
  /** What is public in a commune, by default where somebody looked or reported last; null while no commune is known. What is
   * known is told at once; when it is old, it is fetched and told as a change. */
  around(commune: string | null): Promise<Around | null>
  /** The commune under a finger on the map. */
  locate(lat: number, lon: number): Promise<DraftPlace>
  /** GeoJSON of the communes, as text. */
  map(): Promise<ArrayBuffer>

  /** What can be heard in the language that was chosen, and which languages there are. */
  spoken(): Promise<Spoken>
  /** The sound of a recording in that language. */
  recording(says: string): Promise<ArrayBuffer>

  /** The detailed map: whether it is here, how large the province's is, how far it has come. */
  baseMap(): Promise<BaseMap>
  /** Fetches it, once nothing else waits, from where it broke. */
  fetchBaseMap(): Promise<BaseMap>
  stopBaseMap(): Promise<BaseMap>
  removeBaseMap(): Promise<BaseMap>
  /** Looks whether the one that is here is whole; one that is damaged is taken away. */
  checkBaseMap(): Promise<BaseMap>
  /** Bytes of the file of this hash; fewer where it ends. */
  baseMapBytes(sha256: string, offset: number, length: number): Promise<ArrayBuffer>

  myData(): Promise<MyData>
  /** Writes everything into a new folder. */
  exportData(): Promise<DataCopy>
  /** Asks the portal to erase every report; how many were asked for now. */
  eraseReports(): Promise<number>
  /** Erases everything on this device, what is nowhere else too when `evenUnsent`. It begins anew. */
  eraseEverything(evenUnsent: boolean): Promise<null>

  /** Calls `heard` whenever something in the outbox changed; what it returns ends that. */
  onChanged(heard: () => void): Promise<() => void>
}
