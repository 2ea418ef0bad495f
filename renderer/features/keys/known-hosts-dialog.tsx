/** The hosts whose keys are remembered, and the one way to forget a key. */
import { useEffect, useState } from 'react'
import type { KnownHost } from '../../../shared/domain/known-host.ts'
import { useActions } from '../../store/context.tsx'
import { cx } from '../../ui/cx.ts'
import dialogStyles from '../../ui/dialog.module.css'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeptRow } from '../../ui/unshown.tsx'
import { HostRow } from './host-row.tsx'
import styles from './known-hosts.module.css'

/** `changed` is the key that a known address shows no more. */
export function KnownHostsDialog({ changed }: { readonly changed: string | null }) {
  const { closeDialog, knownHosts, forgetHost } = useActions()
  const [hosts, setHosts] = useState<readonly KnownHost[]>()
  const [error, setError] = useState<string>()

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    void knownHosts().then((answer) => {
      if (answer.ok) setHosts(answer.value)
      else setError(answer.error.message)
    })
  }, [])

  const forget = async (host: KnownHost) => {
    const answer = await forgetHost(host.key)
    if (answer.ok) setHosts((before) => before?.filter((one) => one.key !== host.key))
    setError(answer.ok ? undefined : answer.error.message)
  }

  return (
    <Dialog title="Known hosts" onClose={closeDialog} wide>
      <div className={cx(dialogStyles.body, styles.body)}>
        {error !== undefined && (
          <div role="alert">
            <ErrorLine text={error} />
          </div>
        )}
        {hosts?.length === 0 && (
          <div className={styles.none}>
            <Icon name="key" />
            <p>
              No hosts yet. The key of a host is remembered when you first join their room, and
              checked each time after.
            </p>
          </div>
        )}
        {hosts !== undefined && hosts.length > 0 && (
          <>
            <p className={styles.lead}>
              Their keys are checked each time you join. Forget one only when its host tells you
              that they have a new key.
            </p>
            <ul className={styles.list} aria-label="Known hosts">
              {hosts.map((host) => (
                <KeptRow key={host.key} what="host" of={[host]} as="li" className={styles.unshown}>
                  <HostRow
                    host={host}
                    changed={host.key === changed}
                    onForget={() => void forget(host)}
                  />
                </KeptRow>
              ))}
            </ul>
          </>
        )}
      </div>
    </Dialog>
  )
}
