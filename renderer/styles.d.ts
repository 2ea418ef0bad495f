/**
 * Global style sheets are imported for their effect, modules for the names of their classes. That
 * each name used is there, and each that is there is used: test/unit/renderer/styles.test.ts.
 * A module is imported after the parts of ui/ whose looks it changes, so that its rules come later.
 */
declare module '*.module.css' {
  const styles: Readonly<Record<string, string>>
  export default styles
}
declare module '*.css'
