// What the province calls its categories and asks of them; asked again in another language and when a new pack came.
import { wordFor } from '@phan-anh/kit/i18n.svelte'
import type { Backend, Category } from '../backend'
import type { Trouble } from './trouble.svelte'

export class Province {
  categories = $state.raw<Category[]>([])

  constructor(
    private readonly backend: Backend,
    private readonly trouble: Trouble,
  ) {}

  async load(): Promise<void> {
    this.categories = (await this.trouble.ask(() => this.backend.categories())) ?? this.categories
  }

  category(code: string | null): Category | undefined {
    return this.categories.find((one) => one.code === code)
  }

  /** The province's own name goes before the word that the app has. */
  categoryName(code: string): string {
    return this.category(code)?.name ?? wordFor('category', code, code)
  }
}
