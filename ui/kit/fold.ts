// Names and texts compared without diacritics: «dong ha», «Đông Hà» and «ĐÔNG HÀ» are the same, so are «Thuỷ» and «Thủy».

/** Lower case, no marks, đ = d, single spaces. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Whether every word of `query` is somewhere in `folded` (which [`fold`] made already). */
export function matches(folded: string, query: string): boolean {
  return fold(query)
    .split(' ')
    .every((word) => folded.includes(word))
}
