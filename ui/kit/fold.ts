// Names and texts compared without diacritics: «dong ha», «Đông Hà» and «ĐÔNG HÀ» are the same, so are «Thuỷ» and «Thủy».

/** Lower case, no marks, đ = d, single spaces for whatever is neither letter nor digit. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Whether every word of `query` begins a word of a folded text, in any order. For many texts and one query. */
export function finder(query: string): (folded: string) => boolean {
  const beginnings = fold(query)
    .split(' ')
    .map((word) => ` ${word}`)
  return (folded) => {
    const text = ` ${folded}`
    return beginnings.every((beginning) => text.includes(beginning))
  }
}

/** [`finder`] for one text. */
export function matches(folded: string, query: string): boolean {
  return finder(query)(folded)
}
