// Tones in place of recordings: short, another for each thing that is said.
import type { Recording } from '../bindings'
import viShared from '../../../../../crates/report/locales/vi.json'

const rate = 8_000
const seconds = 0.35

export const demoLanguages = [
  { code: 'vi', name: 'Tiếng Việt' },
  { code: 'bru', name: 'Bru–Vân Kiều' },
]

/** What the demo's province has recorded: everything that has a code, and these words of officers. */
export const recordedWords: [says: string, words: string][] = [
  ['template:1', 'Đã vá xong mặt đường và kẻ lại vạch sơn sáng 22/11. Cảm ơn ông/bà đã báo.'],
  ['template:2', 'Cây đổ ở đoạn nào của quốc lộ? Xin cho biết mốc hoặc nhà gần nhất.'],
]

export function recorded(): Recording[] {
  const coded = (['category', 'status', 'outcome'] as const).flatMap((group) => Object.keys(viShared[group]).map((code) => `${group}:${code}`))
  const says = ['consent:1', ...coded, ...recordedWords.map(([says]) => says)]
  return says.map((says) => ({ says, mediaType: 'audio/wav' }))
}

/** A WAV file: 16 bits, one channel. */
export function tone(says: string): ArrayBuffer {
  const count = Math.round(rate * seconds)
  const file = new DataView(new ArrayBuffer(44 + count * 2))
  const word = (at: number, text: string): void => [...text].forEach((letter, index) => file.setUint8(at + index, letter.charCodeAt(0)))
  word(0, 'RIFF')
  file.setUint32(4, 36 + count * 2, true)
  word(8, 'WAVEfmt ')
  file.setUint32(16, 16, true)
  file.setUint16(20, 1, true)
  file.setUint16(22, 1, true)
  file.setUint32(24, rate, true)
  file.setUint32(28, rate * 2, true)
  file.setUint16(32, 2, true)
  file.setUint16(34, 16, true)
  word(36, 'data')
  file.setUint32(40, count * 2, true)
  const pitch = 220 + ([...says].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 24) * 20
  for (let at = 0; at < count; at += 1) file.setInt16(44 + at * 2, 9_000 * Math.sin((2 * Math.PI * pitch * at) / rate), true)
  return file.buffer
}
