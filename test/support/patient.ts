/** Loaded into a process before Tincan (`node --import`): gives it the limits of patience.ts. */
import { registerHooks } from 'node:module'
import { patient } from './patience.ts'

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    if (loaded.source === undefined || loaded.source === null || url.includes('/node_modules/')) {
      return loaded
    }
    const source =
      typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
    return { ...loaded, source: patient(source) }
  },
})
