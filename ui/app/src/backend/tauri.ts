// The real device: commands of src-tauri. Their names are checked against the generated bindings' by the shell's tests.
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Backend } from './backend'

export const tauri: Backend = {
  settings: () => invoke('settings'),
  saveSettings: (settings) => invoke('save_settings', { settings }),
  draft: () => invoke('draft'),
  changeDraft: (change) => invoke('change_draft', { change }),
  addPhoto: (bytes) => invoke('add_photo', bytes),
  removePhoto: (sha256) => invoke('remove_photo', { sha256 }),
  discardDraft: () => invoke('discard_draft'),
  fileReport: () => invoke('file_report'),
  reports: () => invoke('reports'),
  report: (id) => invoke('report', { id }),
  picture: (sha256, thumbnail) => invoke('picture', { sha256, thumbnail }),
  syncState: () => invoke('sync_state'),
  communes: () => invoke('communes'),
  categories: () => invoke('categories'),
  onChanged: (heard) => listen('changed', heard),
}
