/** Where the program tells what happened, for who looks for a fault. Never what people said. */
export interface Logger {
  info(message: string, ...data: unknown[]): void
  warn(message: string, ...data: unknown[]): void
  error(message: string, ...data: unknown[]): void
}
