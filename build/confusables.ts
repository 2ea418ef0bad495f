/**
 * Makes shared/domain/confusables-data.ts from Unicode's confusables.txt (UTS #39), whose path is given:
 * node build/confusables.ts confusables.txt. To be run when a new Unicode comes out.
 *
 * Left out are sources that the skeleton never meets: those that NFD takes apart, and characters
 * that no name may have.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NEVER = /[\p{Cc}\p{Cs}\p{Co}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]/u
const WIDTH = 96

const LICENCE = `
UNICODE LICENSE V3

COPYRIGHT AND PERMISSION NOTICE

Copyright © 1991-2026 Unicode, Inc.

NOTICE TO USER: Carefully read the following legal agreement. BY DOWNLOADING, INSTALLING, COPYING
OR OTHERWISE USING DATA FILES, AND/OR SOFTWARE, YOU UNEQUIVOCALLY ACCEPT, AND AGREE TO BE BOUND BY,
ALL OF THE TERMS AND CONDITIONS OF THIS AGREEMENT. IF YOU DO NOT AGREE, DO NOT DOWNLOAD, INSTALL,
COPY, DISTRIBUTE OR USE THE DATA FILES OR SOFTWARE.

Permission is hereby granted, free of charge, to any person obtaining a copy of data files and any
associated documentation (the "Data Files") or software and any associated documentation (the
"Software") to deal in the Data Files or Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, and/or sell copies of the Data Files or
Software, and to permit persons to whom the Data Files or Software are furnished to do so, provided
that either (a) this copyright and permission notice appear with all copies of the Data Files or
Software, or (b) this copyright and permission notice appear in associated Documentation.

THE DATA FILES AND SOFTWARE ARE PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED,
INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT OF THIRD PARTY RIGHTS.

IN NO EVENT SHALL THE COPYRIGHT HOLDER OR HOLDERS INCLUDED IN THIS NOTICE BE LIABLE FOR ANY CLAIM,
OR ANY SPECIAL INDIRECT OR CONSEQUENTIAL DAMAGES, OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF
USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING
OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THE DATA FILES OR SOFTWARE.

Except as contained in this notice, the name of a copyright holder shall not be used in advertising
or otherwise to promote the sale, use or other dealings in these Data Files or Software without
prior written authorization of the copyright holder.
`

const [path] = process.argv.slice(2)
if (path === undefined) throw new Error('Which confusables.txt?')
const text = readFileSync(path, 'utf8')
const version = /^# Version: (\S+)/mu.exec(text)?.[1] ?? 'of an unknown version'

const numbers = (hex: string) =>
  hex
    .trim()
    .split(/\s+/u)
    .map((one) => Number.parseInt(one, 16))

/** Sources of each prototype, which is written as its code points in base 36, joined by "+". */
const groups = new Map<string, number[]>()
for (const line of text.split(/\r?\n/u)) {
  const [source, target] = line.replace(/#.*$/u, '').split(';')
  if (source === undefined || target === undefined) continue
  const [from, ...more] = numbers(source)
  if (from === undefined || more.length > 0) throw new Error(`not one code point: ${line}`)
  const character = String.fromCodePoint(from)
  const prototype = String.fromCodePoint(...numbers(target)).normalize('NFD')
  if (NEVER.test(character) || character.normalize('NFD') !== character) continue
  if (prototype === character) continue
  const key = [...prototype].map((one) => one.codePointAt(0)?.toString(36)).join('+')
  groups.set(key, [...(groups.get(key) ?? []), from])
}

const entries = [...groups].map(([target, sources]) => {
  let last = 0
  const steps = sources
    .sort((a, b) => a - b)
    .map((source) => {
      const step = source - last
      last = source
      return step.toString(36)
    })
  return `${target}=${steps.join(',')}`
})

const lines: string[] = []
for (const entry of entries.sort().flatMap((one) => one.match(/.{1,90}(?:[,=]|$)/gu) ?? [])) {
  const last = lines.at(-1)
  const glue = last?.endsWith(',') || last?.endsWith('=') ? '' : ' '
  if (last !== undefined && last.length + glue.length + entry.length <= WIDTH) {
    lines[lines.length - 1] = last + glue + entry
  } else lines.push(entry)
}

const file = join(import.meta.dirname, '../shared/domain/confusables-data.ts')
const header = `/**
 * Characters that look alike, from Unicode's security data (UTS #39), version ${version}.
 * Made by build/confusables.ts; nothing but data, and longer than other files for that reason.
 * How it is written: "prototype=source,step,step …", all code points in base 36; a prototype of
 * several joins them by "+"; each step is added to the source before it.
 *
${LICENCE.trim().replace(/^/gmu, ' * ').replace(/ +$/gmu, '')}
 */
`
writeFileSync(file, `${header}export const CONFUSABLES = \`\n${lines.join('\n')}\n\`\n`)
const count = [...groups.values()].reduce((sum, { length }) => sum + length, 0)
console.log(`Unicode ${version}: ${count} characters, ${groups.size} prototypes`)
