/** An event that a listener may prevent, as Electron hands it out. */
export class Preventable {
  defaultPrevented = false

  preventDefault(): void {
    this.defaultPrevented = true
  }
}
