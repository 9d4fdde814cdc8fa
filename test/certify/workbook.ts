/** Workbooks for tests: a pack's own file with cells filled in, and tables as office programs write them. */
import { inflateRawSync } from 'node:zlib'
import { makeZip } from '../ingest/helpers.js'

/** The members of an archive without surprises, by name. */
export function unpack(zip: Buffer): Map<string, string> {
  const members = new Map<string, string>()
  let at = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  const count = zip.readUInt16LE(at + 10)
  at = zip.readUInt32LE(at + 16)
  for (let i = 0; i < count; i++) {
    const [packed, name, extra, comment] = [20, 28, 30, 32].map((offset, no) =>
      no === 0 ? zip.readUInt32LE(at + offset) : zip.readUInt16LE(at + offset),
    ) as [number, number, number, number]
    const local = zip.readUInt32LE(at + 42)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const data = zip.subarray(from, from + packed)
    members.set(
      zip.toString('utf8', at + 46, at + 46 + name),
      (zip.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data)).toString('utf8'),
    )
    at += 46 + name + extra + comment
  }
  return members
}

/** The pack with text written into empty cells (`J2` → `keep`); everything else stays as it was packed. */
export function fillWorkbook(pack: Buffer, cells: Readonly<Record<string, string>>): Buffer {
  const members = unpack(pack)
  const sheet = 'xl/worksheets/sheet1.xml'
  let xml = members.get(sheet)!
  for (const [cell, text] of Object.entries(cells)) {
    const filled = xml.replace(
      new RegExp(`<c r="${cell}" s="(\\d+)"/>`),
      (_, style) => `<c r="${cell}" s="${style}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`,
    )
    if (filled === xml) throw new Error(`${cell} is no empty cell`)
    xml = filled
  }
  members.set(sheet, xml)
  return makeZip([...members].map(([name, content]) => ({ name, content })))
}

/** How a program keeps text, and whether the workbook says how cells look. */
export interface WorkbookStyle {
  readonly text: 'shared' | 'inline' | 'rich'
  readonly hasStyles: boolean
}

/** A cell: text, a number, or a day and time as the number that spreadsheets make of it; null is not written at all. */
export type WorkbookCell = string | number | { readonly date: string } | null

/** A workbook of one sheet as LibreOffice, Excel and others write it (ECMA-376 18.3, 18.4). A row without cells is left out. */
export function writeWorkbookAs(style: WorkbookStyle, rows: readonly (readonly WorkbookCell[])[]): Buffer {
  const strings: string[] = []
  const cellOf = (cell: WorkbookCell, column: number, row: number): string => {
    if (cell === null) return ''
    const place = `r="${letters(column)}${row}"${style.hasStyles ? ` s="${typeof cell === 'object' ? 1 : 0}"` : ''}`
    if (typeof cell === 'number') return `<c ${place} t="n"><v>${cell}</v></c>`
    if (typeof cell === 'object')
      return `<c ${place} t="n"><v>${Date.parse(`${cell.date}:00Z`) / 86_400_000 + 25_569}</v></c>`
    const text = `<t xml:space="preserve">${escaped(cell)}</t>`
    if (style.text === 'inline') return `<c ${place} t="inlineStr"><is>${text}</is></c>`
    // A word made bold cuts a text into runs.
    const cut = cell.length >> 1
    strings.push(
      style.text === 'rich' && cell.length > 1
        ? `<si><r><t xml:space="preserve">${escaped(cell.slice(0, cut))}</t></r><r><rPr><b/></rPr><t xml:space="preserve">${escaped(cell.slice(cut))}</t></r></si>`
        : `<si>${text}</si>`,
    )
    return `<c ${place} t="s"><v>${strings.length - 1}</v></c>`
  }
  const data = rows
    .map((cells, i) =>
      cells.length === 0 ? '' : `<row r="${i + 1}">${cells.map((cell, at) => cellOf(cell, at, i + 1)).join('')}</row>`,
    )
    .join('')
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const parts: [name: string, type: string, content: string][] = [
    [
      'worksheets/sheet1',
      'worksheet',
      `<worksheet ${main}><sheetFormatPr defaultRowHeight="12.8"/><cols><col min="1" max="1024" width="11.5"/></cols><sheetData>${data}</sheetData><headerFooter/></worksheet>`,
    ],
    ...(strings.length > 0
      ? [
          [
            'sharedStrings',
            'sharedStrings',
            `<sst ${main} count="${strings.length}" uniqueCount="${strings.length}">${strings.join('')}</sst>`,
          ] as [string, string, string],
        ]
      : []),
    ...(style.hasStyles
      ? [
          [
            'styles',
            'styles',
            `<styleSheet ${main}><numFmts count="1"><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="1"><font><sz val="10"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" xfId="0"/><xf numFmtId="165" applyNumberFormat="1" xfId="0"/></cellXfs></styleSheet>`,
          ] as [string, string, string],
        ]
      : []),
  ]
  const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  return makeZip([
    {
      name: '[Content_Types].xml',
      content: `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/>${parts.map(([name, type]) => `<Override PartName="/xl/${name}.xml" ContentType="${contentType}.${type}+xml"/>`).join('')}</Types>`,
    },
    {
      name: '_rels/.rels',
      content: `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `${head}<workbook ${main} xmlns:r="${relations}"><sheets><sheet name="Review" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${parts.map(([name, type], i) => `<Relationship Id="rId${i + 1}" Type="${relations}/${type}" Target="${name}.xml"/>`).join('')}</Relationships>`,
    },
    ...parts.map(([name, , content]) => ({ name: `xl/${name}.xml`, content: `${head}${content}` })),
  ])
}

function letters(index: number): string {
  return (index < 26 ? '' : letters(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26))
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
