/** XML exports: the whole document is one record; the connector that knows the vendor splits it. */
import type { ReadBatch } from './read-batch.js'
import { decodeUtf8, describeBadBytes, excerpt } from './read-bytes.js'
import type { PlainOptions } from './read-plain.js'

/** The document as one record of text, or a broken record when it is larger than `maxRecordBytes` or not UTF-8. */
export async function* readXml(bytes: AsyncIterable<Buffer>, options: PlainOptions): AsyncGenerator<ReadBatch> {
  const parts: Buffer[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size <= options.maxRecordBytes || parts.length === 0) parts.push(chunk)
  }
  const document = Buffer.concat(parts)
  const place = { no: 1, line: 1, offset: 0 }
  if (size > options.maxRecordBytes) {
    const detail = `the document is ${size} bytes long`
    yield { records: [], broken: [{ ...place, reason: 'too_long', detail, excerpt: excerpt(document) }] }
    return
  }
  const text = decodeUtf8(document)
  if (text === null) {
    const detail = describeBadBytes(document)
    yield { records: [], broken: [{ ...place, reason: 'bad_encoding', detail, excerpt: excerpt(document) }] }
  } else if (text.trim() !== '') {
    yield { records: [{ value: text, ...place, envelope: null, ...(options.keepText && { text }) }], broken: [] }
  }
}
