/** Validates what exports write against the published schemas in test/schemas, by an independent validator. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import formatsPlugin from 'ajv-formats'

/** Every breach of a schema in words, the first fifty; none when the document is valid. */
export type Validator = (document: unknown) => string[]

/** The validator of a schema of test/schemas; `definition` names one part of it that documents are to fit. */
export function validatorOf(file: string, definition?: string): Validator {
  const path = fileURLToPath(new URL(`../schemas/${file}`, import.meta.url))
  // Where an older draft is declared, what it uses means the same in draft 7; its `id` is another keyword there.
  const text = readFileSync(path, 'utf8')
  const { $schema: _draft, id: _id, ...schema } = JSON.parse(text) as Record<string, unknown>
  // Some patterns name classes of letters, and others are none where classes can be named.
  const unicodeRegExp = text.includes('\\\\p{')
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, unicodeRegExp })
  formatsPlugin.default(ajv)
  const key = typeof schema.$id === 'string' ? schema.$id : 'schema'
  ajv.addSchema(schema, key)
  const validate = ajv.getSchema(definition === undefined ? key : `${key}#/$defs/${definition}`)
  if (!validate) throw new Error(`${file} has no ${definition}`)
  return (document) =>
    validate(document)
      ? []
      : (validate.errors ?? [])
          .slice(0, 50)
          .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
}
