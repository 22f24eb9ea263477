// Pictures as addresses that an <img> takes. The newest few hundred are kept; older ones give their memory back.
import type { Backend } from '../backend'

const kept = 300

export class Pictures {
  #addresses = new Map<string, Promise<string>>()

  constructor(private readonly backend: Backend) {}

  address(sha256: string, thumbnail: boolean): Promise<string> {
    const key = `${sha256}/${thumbnail}`
    const known = this.#addresses.get(key)
    if (known) return known
    const fresh = this.#load(sha256, thumbnail)
    this.#addresses.set(key, fresh)
    fresh.catch(() => this.#addresses.delete(key))
    this.#forgetOldest()
    return fresh
  }

  async #load(sha256: string, thumbnail: boolean): Promise<string> {
    const bytes = await this.backend.picture(sha256, thumbnail)
    return URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }))
  }

  #forgetOldest(): void {
    const [oldest] = this.#addresses
    if (!oldest || this.#addresses.size <= kept) return
    this.#addresses.delete(oldest[0])
    void oldest[1].then((address) => URL.revokeObjectURL(address), () => undefined)
  }
}
