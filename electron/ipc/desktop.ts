/** What the app asks of the desktop it runs on. */
export interface Desktop {
  copy(text: string): Promise<void>
  /**
   * Opens a link outside the app; rejects with `link_refused` for what is no http, https or mailto.
   */
  openLink(url: string): Promise<void>
  /** Asks the person where to save; null when they would rather not. */
  saveAs(name: string): Promise<string | null>
  /** Ends the program, as closing its window does. */
  quit(): void
}
