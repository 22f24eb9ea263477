import '@phan-anh/kit/fonts.css'
import '@phan-anh/kit/tokens.css'
import '@phan-anh/kit/base.css'
import { mount } from 'svelte'
import App from './App.svelte'

const target = document.getElementById('app')
if (target) mount(App, { target })
