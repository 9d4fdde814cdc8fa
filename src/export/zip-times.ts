/** Takes the clock out of a ZIP archive: the times of its members are those of their writing, and the same case must give the same bytes. */

const endOfDirectory = 0x06054b50
const directoryEntry = 0x02014b50
/** 1 January 1980, where the calendar of ZIP begins. */
const firstDay = 0x21

/** The same archive with every member written on the first day there is (APPNOTE 4.3.7, 4.3.12, 4.3.16). Throws when it is no archive. */
export function withoutClock(archive: Buffer): Buffer {
  const zip = Buffer.from(archive)
  let end = zip.length - 22
  while (end >= 0 && zip.readUInt32LE(end) !== endOfDirectory) end--
  if (end < 0) throw new Error('no ZIP archive')
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== directoryEntry) throw new Error('a ZIP archive with a broken directory')
    setTime(zip, at + 12)
    setTime(zip, zip.readUInt32LE(at + 42) + 10)
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return zip
}

/** Time of day and day stand side by side. */
function setTime(zip: Buffer, at: number) {
  zip.writeUInt16LE(0, at)
  zip.writeUInt16LE(firstDay, at + 2)
}
