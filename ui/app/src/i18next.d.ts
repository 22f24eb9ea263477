import 'i18next'
import type { CommonWords } from '@phan-anh/kit/words'
import type own from './messages/vi.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: CommonWords & typeof own }
    interpolationPrefix: '%{'
    interpolationSuffix: '}'
  }
}
