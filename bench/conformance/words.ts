/** The words of the comparison: what is compared, and what others say of a record. */

/** What is compared with the truth beside an export. */
export const fields = ['time', 'actor', 'action', 'outcome', 'source', 'target'] as const
export type Field = (typeof fields)[number]

/**
 * What a truth file says of one record. A field it says nothing of is left out; of several values any may be meant (an account by its id or
 * by its name).
 */
export type Said = Readonly<Partial<Record<Field, readonly string[]>>>

/** One record as a truth file describes it. */
export interface Truth {
  /** 1-based number of the record in the export, or null where `id` tells which it is. */
  readonly record_no: number | null
  /** The vendor's own id of the record; null where the truth goes by number. */
  readonly id: string | null
  readonly said: Said
  /** Every value of the truth's own document by its dotted name: what an explanation looks at. */
  readonly document: Document
}

/** A document flattened: dotted name to the values under it, as text. */
export type Document = ReadonlyMap<string, readonly string[]>

/** Flattens a JSON object; members of arrays are values of one name. */
export function flatten(value: unknown, name = '', into = new Map<string, string[]>()): Map<string, string[]> {
  if (Array.isArray(value)) for (const one of value) flatten(one, name, into)
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) flatten(inner, name === '' ? key : `${name}.${key}`, into)
  else if (value !== null && value !== undefined && value !== '') {
    const values = into.get(name)
    if (values) values.push(String(value))
    else into.set(name, [String(value)])
  }
  return into
}

/** What a document says, by the names under which its schema keeps each field; a field none of whose names is filled is left out. */
export function saidIn(
  document: Document,
  meaning: Readonly<Partial<Record<Field, readonly string[]>>>,
): Partial<Record<Field, string[]>> {
  const said: Partial<Record<Field, string[]>> = {}
  for (const [field, names] of Object.entries(meaning) as [Field, readonly string[]][]) {
    const values = names.flatMap((name) => document.get(name) ?? [])
    if (values.length > 0) said[field] = values
  }
  return said
}
