// The real device: the generated commands of src-tauri, and those of raw bytes which have no generated form.
import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Backend } from './backend'
import { commands } from './bindings'

export const tauri: Backend = {
  ...commands,
  addPhoto: (id, bytes) => invoke('add_photo', bytes, { headers: { draft: id } }),
  setVoice: (id, bytes) => invoke('set_voice', bytes, { headers: { draft: id } }),
  picture: (sha256, thumbnail) => invoke('picture', { sha256, thumbnail }),
  map: () => invoke('map'),
  baseMapBytes: (sha256, offset, length) => invoke('base_map_bytes', { sha256, offset, length }),
  recording: (says) => invoke('recording', { says }),
  onChanged: (heard) => listen('changed', heard),
}
