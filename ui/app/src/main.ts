import '@phan-anh/kit/fonts.css'
import '@phan-anh/kit/tokens.css'
import '@phan-anh/kit/base.css'
import { startWords } from '@phan-anh/kit/i18n.svelte'
import { catalogue } from '@phan-anh/kit/words'
import { mount } from 'svelte'
import App from './App.svelte'
import { open } from './app'
import { connect } from './backend'
import en from './messages/en.json'
import vi from './messages/vi.json'

startWords(catalogue({ vi, en }), 'vi')

const target = document.getElementById('app')
if (target) mount(App, { target, props: { opening: connect().then(open) } })
