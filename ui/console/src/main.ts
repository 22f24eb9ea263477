import '@phan-anh/kit/fonts.css'
import '@phan-anh/kit/tokens.css'
import '@phan-anh/kit/base.css'
import './console.css'
import { mount } from 'svelte'

import App from './App.svelte'
import { chosenTheme, dress } from './theme'
import { start } from './words'

start()
dress(chosenTheme())
const target = document.getElementById('console')
if (target) mount(App, { target })

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // Where it is refused (a page without TLS), the console works as long as there is a link.
  void navigator.serviceWorker.register('/console/worker.js').catch(() => undefined)
}
