import { unpaired, uneven, unused } from '@phan-anh/kit/catalogue-check'
import enKit from '@phan-anh/kit/messages/en.json'
import { expect, test } from 'vitest'
import enShared from '../../../crates/report/locales/en.json'
import en from '../src/messages/en.json'
import vi from '../src/messages/vi.json'

const sources = Object.values(
  import.meta.glob<string>('../src/**/*.{svelte,ts}', { query: '?raw', import: 'default', eager: true }),
)

test('every key is in both languages with the same placeholders', () => {
  expect(unpaired(vi, en)).toEqual([])
  expect(uneven(vi, en)).toEqual([])
})

test('every key is used', () => {
  expect(sources.length).toBeGreaterThan(30)
  expect(unused(vi, sources)).toEqual([])
})

test('no key of the app replaces one of the common words', () => {
  const common = [...Object.keys(enShared), ...Object.keys(enKit)]
  expect(Object.keys(en).filter((group) => common.includes(group))).toEqual([])
})

test('no component writes Vietnamese of its own, beside the names of the languages', () => {
  const written = import.meta.glob<string>('../src/**/*.svelte', { query: '?raw', import: 'default', eager: true })
  const ours = Object.entries(written).filter(([, text]) => /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i.test(markup(text)))
  expect(ours.map(([path]) => path)).toEqual([])
})

/** A component without its script and comments. */
function markup(text: string): string {
  return text.replace(/<script[\s\S]*?<\/script>/, '').replace(/<!--[\s\S]*?-->/g, '')
}
