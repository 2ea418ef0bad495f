/** The invite link for a camera: dark on light in both themes, as readers expect. */
import { useMemo } from 'react'
import styles from './invite-link.module.css'
import { qrPath } from './qr-path.ts'

export function QrCode({ text }: { readonly text: string }) {
  const { size, path } = useMemo(() => qrPath(text), [text])
  return (
    <svg
      className={styles.qr}
      role="img"
      aria-label="QR code of the invite link"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      data-text={text}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
