/** Reads archives that exports write, with another program's reader. */
import { fromBuffer } from 'yauzl'

/** Members of an archive by name, with the time that each bears. */
export function membersOf(archive: Buffer): Promise<Map<string, { text: string; written: Date }>> {
  return new Promise((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: true }, (failed, zip) => {
      if (failed) return reject(failed)
      const members = new Map<string, { text: string; written: Date }>()
      zip.on('entry', (entry) =>
        zip.openReadStream(entry, (broken, stream) => {
          if (broken) return reject(broken)
          const parts: Buffer[] = []
          stream.on('data', (part) => parts.push(part))
          stream.on('end', () => {
            members.set(entry.fileName, {
              text: Buffer.concat(parts).toString('utf8'),
              written: entry.getLastModDate(),
            })
            zip.readEntry()
          })
        }),
      )
      zip.on('end', () => resolve(members))
      zip.readEntry()
    })
  })
}
