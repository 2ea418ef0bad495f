/**
 * What `shared/` uses of the web's platform, which the window and Node have alike. Declared here
 * because its project knows neither DOM nor Node.
 */
declare class URL {
  static canParse(url: string): boolean
  constructor(url: string)
  readonly href: string
  readonly protocol: string
  readonly hostname: string
}

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}

declare function atob(base64: string): string
