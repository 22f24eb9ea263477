import { startWords } from '@phan-anh/kit/i18n.svelte'
import { catalogue } from '@phan-anh/kit/words'
import en from '../src/messages/en.json'
import vi from '../src/messages/vi.json'

startWords(catalogue({ vi, en }), 'vi')
