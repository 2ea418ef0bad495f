/** A link in a message is looked at before it is opened. */
import type { Ask, Surroundings, TincanStore } from '../../store/store.ts'

interface Others {
  readonly ask: Ask
}

export function createLinkActions(store: TincanStore, { api }: Surroundings, { ask }: Others) {
  return {
    askLink: (href: string, text: string) =>
      store.setState({ dialog: { kind: 'link', href, text } }),
    openLink: (url: string) => {
      store.setState({ dialog: null })
      void ask(api.openLink({ url }))
    },
  }
}
