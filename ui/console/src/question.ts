/** The deeds that need words or a choice first. */
export type Question = 'dispatch' | 'answer' | 'reject' | 'publish'
