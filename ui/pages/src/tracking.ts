/** A QR code of the app brings its tracking code behind «#», where no server sees it: it is put into the form, taken out of the
 * address, and the report asked for. Without script the code is typed. */
const form = document.querySelector<HTMLFormElement>('form.track')
const field = form?.querySelector<HTMLInputElement>('input[name=code]')
const code = new URLSearchParams(location.hash.slice(1)).get('ma')

if (form && field && code) {
  field.value = code
  history.replaceState(null, '', location.pathname + location.search)
  form.requestSubmit()
}
