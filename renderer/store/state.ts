/**
 * What the window's components read: the view, and what the person is doing just now. Each
 * feature has a slice of its own; renderer/app-store.ts declares that `State` extends them all.
 */

import type { HostOptions } from '../../shared/contract/ipc.ts'
import type { ErrorValue } from '../../shared/domain/errors.ts'
import type { Member } from '../../shared/domain/session.ts'
import type { Pane } from './pane.ts'
import { initialView, type View } from './view.ts'

/** Somebody about to be sent out of a hosted room. */
export interface Expelling {
  readonly roomId: string
  readonly member: Member
  readonly how: 'remove' | 'ban'
}

/** What a person opens. */
export type OpenDialog =
  | { readonly kind: 'host'; readonly options: HostOptions; readonly password: string }
  | { readonly kind: 'join'; readonly address: string; readonly name: string }
  /** `changed` is the key that was met no more; `after` opens when this closes. */
  | { readonly kind: 'hosts'; readonly changed: string | null; readonly after: OpenDialog | null }
  | { readonly kind: 'key' }
  | { readonly kind: 'settings'; readonly roomId: string }
  | { readonly kind: 'export'; readonly roomId: string }
  | Confirmation

/** What is asked before it is done. */
export type Confirmation =
  | ({ readonly kind: 'expel' } & Expelling)
  /** `text` is how the link was written. */
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  /** The hosted room closes for everybody. */
  | { readonly kind: 'close'; readonly roomId: string }
  | { readonly kind: 'delete'; readonly roomId: string }

/** What all features need. */
export interface CommonState {
  readonly view: View
  /** What a person has opened. */
  readonly dialog: OpenDialog | null
  /** Failures that belong to no form and no message. */
  readonly troubles: readonly ErrorValue[]
  readonly pane: Pane
  /** People beside the conversation (wide), and over it (narrow). */
  readonly peopleBeside: boolean
  readonly peopleOver: boolean
  /** What a screen reader says next. */
  readonly announcement: string
}

export interface State extends CommonState {}

export const commonState: CommonState = {
  view: initialView,
  dialog: null,
  troubles: [],
  pane: 'chat',
  peopleBeside: true,
  peopleOver: false,
  announcement: '',
}
