/** An exact replacement in a source file, which must be possible in one way only. Pure. */

export interface Edit {
  /** From the project's root. */
  readonly file: string
  readonly from: string
  readonly to: string
}

/**
 * The source with the edit made.
 * @throws {Error} when the text to replace is not there exactly once, or nothing would change
 */
export function edited(source: string, { file, from, to }: Edit): string {
  const places = source.split(from).length - 1
  if (from === '' || places !== 1) {
    throw new Error(`${file}: this is there ${places} times, not once:\n${from}`)
  }
  if (from === to) throw new Error(`${file}: nothing would change:\n${from}`)
  // A function, because a string would be searched for "$&" and the like.
  return source.replace(from, () => to)
}
