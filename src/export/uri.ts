/** Paths of exports as URIs. */

/** A path below the analysed folder as a relative URI reference: whatever stands in a file name stays a file name. */
export function uriOf(file: string): string {
  return file
    .split('/')
    .map((segment) => encodeURIComponent(segment.replace(loneSurrogate, '\ufffd')))
    .join('/')
}

/** Half of a character, which no URI can hold. */
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
