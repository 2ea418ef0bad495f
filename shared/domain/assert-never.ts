/**
 * The end of every `switch` over a discriminated union: a case that was forgotten is a compile
 * error, and, should one slip in from outside the types, a thrown one.
 */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
