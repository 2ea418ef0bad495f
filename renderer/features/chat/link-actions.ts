/** A link in a message is looked at before it is opened. */
import type { Attempt, Surroundings, TincanStore } from '../../store/store.ts'

interface Others {
  readonly attempt: Attempt
}

export function createLinkActions(store: TincanStore, { api }: Surroundings, { attempt }: Others) {
  return {
    askLink: (href: string, text: string) =>
      store.setState({ dialog: { kind: 'link', href, text } }),
    openLink: (url: string) => {
      store.setState({ dialog: null })
      void attempt(api.openLink({ url }))
    },
  }
}
