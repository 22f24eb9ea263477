import 'i18next'
import type { CommonWords } from './words'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: CommonWords }
    interpolationPrefix: '%{'
    interpolationSuffix: '}'
  }
}
