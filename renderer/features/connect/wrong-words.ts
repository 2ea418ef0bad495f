/** Of a wrong password, and how many tries are left. Pure. */
export function wrongWords(triesLeft: number): string {
  const left =
    triesLeft === 0 ? '' : triesLeft === 1 ? ' One more try.' : ` ${triesLeft} more tries.`
  return `The password is wrong.${left}`
}
