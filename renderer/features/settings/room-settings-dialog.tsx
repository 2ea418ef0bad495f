/** The rules of a hosted room: locked or not, who is asked, what newcomers see, its password, who is banned. */

import { useEffect, useState } from 'react'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { ModerationAction } from '../../../shared/domain/moderation.ts'
import { useActions, useTincan } from '../../store/context.tsx'
import { roomOf } from '../../store/view.ts'
import { cx } from '../../ui/cx.ts'
import dialogStyles from '../../ui/dialog.module.css'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/field.tsx'
import { PastChoice } from '../../ui/past-choice.tsx'
import { Switch } from '../../ui/switch.tsx'
import { BannedList } from './banned-list.tsx'
import { PasswordSetting } from './password-setting.tsx'
import { perAddressWords } from './per-address-words.ts'
import styles from './settings.module.css'

export function RoomSettingsDialog({ roomId }: { readonly roomId: string }) {
  const { moderate, closeDialog } = useActions()
  const info = useTincan((state) => roomOf(state.view, roomId)?.info)
  const [error, setError] = useState<ErrorValue | null>(null)
  const hosting = info?.hosting ?? null
  const gone = hosting === null
  useEffect(() => {
    if (gone) closeDialog()
  }, [gone, closeDialog])
  if (info === undefined || hosting === null) return null
  const act = async (action: ModerationAction) => setError(await moderate(roomId, action))
  return (
    <Dialog title="Room settings" onClose={closeDialog}>
      <div className={cx(dialogStyles.body, styles.settings)}>
        {error !== null && (
          <div role="alert">
            <ErrorLine text={error.message} />
          </div>
        )}
        <Switch
          label="Lock room"
          hint="Nobody new comes in, not even with an invite."
          on={hosting.locked}
          onChange={(locked) => void act({ type: 'lock', locked })}
        />
        <Switch
          label="Ask me about each newcomer"
          hint="Nobody new comes in before you let them."
          on={hosting.approving}
          onChange={(approving) => void act({ type: 'approve', approving })}
        />
        <Switch
          label="Allow many from one network address"
          hint={perAddressWords(hosting.perAddress)}
          on={hosting.perAddress === 'all'}
          onChange={(all) => void act({ type: 'perAddress', places: all ? 'all' : null })}
        />
        <PastChoice past={hosting.past} onChange={(past) => void act({ type: 'past', past })} />
        <hr className={dialogStyles.rule} />
        <PasswordSetting
          set={hosting.password}
          onChange={(password) => moderate(roomId, { type: 'password', password })}
        />
        <hr className={dialogStyles.rule} />
        <BannedList banned={hosting.banned} onUndo={(key) => void act({ type: 'unban', key })} />
      </div>
      <div className={dialogStyles.end} />
    </Dialog>
  )
}
