/** The words for what waits to be sent, by its kind. Bodies are our own; the host judges them. */
import type { Body } from '../../../shared/events/body.ts'
import type { Said } from '../../../shared/events/kind.ts'
import type { KindName } from '../../../shared/events/kinds.ts'

const WORDS: { readonly [Name in KindName]: (body: Body) => string } = {
  message: ({ text }) => String(text),
  reaction: ({ emoji, off }) =>
    off === true ? `Take back the reaction ${emoji}` : `The reaction ${emoji}`,
  deletion: () => 'Delete a message',
}

/** One of a kind that another program of ours said has its kind's name. */
export const pendingWords = ({ kind, body }: Pick<Said, 'kind' | 'body'>): string =>
  Object.hasOwn(WORDS, kind) ? WORDS[kind as KindName](body) : kind
