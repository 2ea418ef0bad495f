/**
 * What the two halves of the stand-in shell say to each other over the child's channel: the app
 * (Node, running the built main process) and the screen (the process that drives Chromium).
 * Both directions keep their order, which is what keeps pushes and answers in order.
 */

/** A value that crosses like an IPC argument in Electron: by structured clone. */
export type Cloned = unknown

export interface WindowInit {
  readonly id: number
  readonly width: number
  readonly height: number
  /** Source of the preload script. */
  readonly preload: string
  /** Schemes with a handler; their pages live at https://HOST.SCHEME.localhost/. */
  readonly schemes: readonly string[]
  /** Permissions that the app's check handler grants a page. */
  readonly permissions: readonly string[]
}

/** A step of the way to a page: the answer to a call, or a push. In order, always. */
export type Delivery =
  | { readonly call: number; readonly value: Cloned }
  | { readonly call: number; readonly thrown: string }
  | { readonly channel: string; readonly args: readonly Cloned[] }

export type FromApp =
  | { readonly type: 'window'; readonly init: WindowInit }
  | { readonly type: 'load'; readonly id: number; readonly url: string }
  | { readonly type: 'reload'; readonly id: number }
  | { readonly type: 'raise'; readonly id: number; readonly how: Raised }
  | { readonly type: 'close'; readonly id: number }
  | { readonly type: 'deliver'; readonly id: number; readonly delivery: Delivery }
  | { readonly type: 'answer'; readonly call: number; readonly value: Cloned }
  | { readonly type: 'opened'; readonly url: string }
  | { readonly type: 'clipboard'; readonly call: number; readonly text: string }
  | { readonly type: 'question'; readonly call: number; readonly question: Question }

/** A way to bring a window to the front. */
export type Raised = 'show' | 'restore' | 'focus'

export interface Question {
  /** The window it belongs to. */
  readonly id: number
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
  readonly cancelId: number
}

/** A frame, as far as a page's caller is judged. */
export interface FrameInfo {
  readonly url: string
  readonly main: boolean
}

export type FromScreen =
  | { readonly type: 'loaded'; readonly id: number; readonly error: string | null }
  | {
      readonly type: 'invoke'
      readonly id: number
      readonly call: number
      readonly channel: string
      readonly args: readonly Cloned[]
      readonly frame: FrameInfo
    }
  | { readonly type: 'serve'; readonly call: number; readonly url: string; readonly method: string }
  | {
      readonly type: 'navigate'
      readonly call: number
      readonly id: number
      readonly url: string
      readonly main: boolean
    }
  | { readonly type: 'open'; readonly call: number; readonly id: number; readonly url: string }
  | { readonly type: 'answer'; readonly call: number; readonly value: Cloned }
  /** A person clicks the window's ×; the app may refuse. */
  | { readonly type: 'close'; readonly id: number }
  /** The page is gone, whatever the app thinks of it. */
  | { readonly type: 'gone'; readonly id: number; readonly crashed: boolean }

/** What a handler of the app's scheme answered. */
export interface Served {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}
