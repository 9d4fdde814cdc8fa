/** The page about what a case can be written as: formats, JSON documents with their schemas, lists with their columns, pseudonyms. */
import { duckdbType } from '../schema/column.js'
import { formats } from './formats.js'
import { lists } from './lists/index.js'
import { schemas } from './schemas.js'

/** Text of docs/formats.md. */
export function renderFormatDocs(): string {
  return [
    '# Formats',
    '<!-- Written by `npm run docs` from `src/export/`; change the source, not this page. -->',
    '`approvenance export <case> --format <format> --out <path>` writes a finished case for other tools. The same case gives the same bytes; what grows with the case is written in portions; secrets were taken out when the exports were read; nothing that was read acts: no formula, no markup, no control character.',
    '',
    '| format | what it is | written as |',
    '|---|---|---|',
    ...formats.map(
      ({ id, what, extension, into }) =>
        `| \`${id}\` | ${cell(what)} | ${into === 'folder' ? `a folder of \`*${extension}\`` : `\`*${extension}\``} |`,
    ),
    '',
    'A workbook is held in memory whole, by us and by the spreadsheet. From four million cells on (a case of some 100,000 chains) its sheets leave rows out and say in their last row how many; a text of more than 32,000 characters ends with how many are missing. `csv` and `parquet` have everything.',
    '',
    'A new format is a file in `src/export/` that says what it is (`src/export/format.ts`) and a line in `src/export/formats.ts`.',
    '',
    '## Pseudonyms',
    '`--pseudonymize <keyfile>` replaces names in any of these formats: persons, accounts (logins and ids in every system, names of sessions, numbers of cloud accounts), names as directories show them with their parts, e-mail addresses, IP addresses, hosts of domains that the e-mail addresses of the case are in, and private hosts. They are replaced wherever they stand, free text, keys and file names included, each by the same pseudonym (`person-…`, `account-…`, `name-…`, `mail-…`, `address-…`, `host-…`) everywhere, and in every case that is written with the same key file. What is listed in the order of names is put into the order of pseudonyms.',
    '',
    'Pseudonyms are keyed hashes. The key file holds the key and the names behind the pseudonyms that were given; it is made when it is missing, only its owner may read it, and whoever has it can undo everything: `export <document> --reveal <keyfile> --out <path>` puts the names back into a document that is text (JSON, JSON Lines, CSV, HTML, XML, Markdown).',
    '',
    '`report --out <folder> --pseudonymize <keyfile>` writes the report and the JSON documents so: with the comparison and the notes, whose authors become pseudonyms too. The documents in the case stay as they are, a folder that already has one is refused, and so is a key file in it.',
    '',
    'What stays: names of roles, groups, policies, projects and of the platform’s own accounts, keys of tasks, ids of records, times. A name that nobody’s account or directory entry has, such as that of a customer in the text of a ticket, is not known as one and stays too. In prose a name comes back as the directory writes it, not as the text did (`ANA` becomes `Ana`).',
    '',
    '## JSON documents',
    'The documents that `analyze` leaves in the case folder have published schemas (JSON Schema, draft 2020-12). Every member is always there and null where unknown. Members may be added to a version of a document, and its schema then has them too; one that is gone, or means something else, is another version, and its `schema` says so.',
    '',
    '| document | schema | what it is |',
    '|---|---|---|',
    ...Object.entries(schemas).map(
      ([name, { description }]) =>
        `| \`${name}.json\` | [\`schemas/${name}.schema.json\`](../schemas/${name}.schema.json) | ${cell(String(description))} |`,
    ),
    '',
    '## Lists',
    'What `csv`, `jsonl`, `arrow` and `parquet` write, one file each. A column that is not required is null where the evidence does not say. In CSV times are ISO 8601 in UTC, the elements of a list stand in one cell separated by `; `, and text that a spreadsheet would run begins with a quote.',
    '',
    ...lists.flatMap(({ name, grain, columns }) => [
      `### ${name}`,
      `${capital(grain)}.`,
      '',
      '| column | type | required | what it holds |',
      '|---|---|---|---|',
      ...Object.entries(columns).map(
        ([column, { type, required, description }]) =>
          `| \`${column}\` | ${duckdbType[type]} | ${required ? 'yes' : ''} | ${cell(description)} |`,
      ),
      '',
    ]),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function cell(words: string): string {
  return words.replaceAll('|', '\\|')
}
