/** What is being written, kept on this device with every keystroke until the portal has it. */
import { draft, keepDraft } from './own'

export class Draft<Form extends object> {
  form: Form
  /** Whether there was something from before. */
  readonly found: boolean
  #of: string
  #blank: string

  /** `of` says about what: a case and a deed. To be made while a component is; ends with it. */
  constructor(of: string, blank: Form) {
    const before = draft(of)
    this.found = before !== null
    this.#of = of
    this.#blank = JSON.stringify(blank)
    const form = $state({ ...blank, ...(before ? (JSON.parse(before) as Partial<Form>) : {}) })
    this.form = form
    $effect(() => {
      const text = JSON.stringify(this.form)
      keepDraft(of, text === this.#blank ? null : text)
    })
  }

  /** It went, or was given up. */
  forget(): void {
    Object.assign(this.form, JSON.parse(this.#blank))
    keepDraft(this.#of, null)
  }
}
