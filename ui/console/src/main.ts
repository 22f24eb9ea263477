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
