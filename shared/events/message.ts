/** The kind `message`: words that somebody says to the room. */
import { z } from 'zod'
import { isText, textFault } from '../domain/text.ts'
import type { AloneKind } from './kind.ts'

export interface MessageBody {
  readonly text: string
}

export const message = {
  stands: 'alone',
  schema: z.looseObject({ text: z.string().refine(isText) }),
  // A reader shows what its host has let pass; the host lets nothing pass that shows nothing.
  fit: ({ text }) => textFault(text) === undefined,
  unread: true,
  notifies: 'everybody',
  preview: true,
  withdrawable: true,
  searched: ({ text }) => text,
  line: ({ text }) => text,
} satisfies AloneKind<MessageBody>
