/** Asks an independent validator whether a document is as its published schema says. */
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { schemas } from '../../src/export/schemas.js'

const ajv = new Ajv2020.default({ strict: true, allowUnionTypes: true, allErrors: false })
addFormats.default(ajv)

/** What is wrong with a document, in words; nothing when it is right. */
export function schemaErrors(name: string, document: unknown): string[] {
  const validate = ajv.getSchema(String(schemas[name]!.$id)) ?? ajv.compile(schemas[name]!)
  return validate(document) ? [] : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`)
}
