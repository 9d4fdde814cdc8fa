/** Directories and HR: which accounts there are, whose they are, who manages them, since when and until when. */
import type { Connector } from '../../src/connector.js'
import { normalize } from './normalize.js'
import { readAccount } from './record.js'

/** Reads lists of users of Entra ID, Okta, Google Workspace, Active Directory and HR systems. */
export const directory: Connector = {
  id: 'directory',
  title: 'Users of Entra ID, Okta, Google Workspace, Active Directory; people of HR (CSV, JSON)',
  system: 'reference',
  envelopes: ['value', 'users', 'employees', 'Report_Entry'],
  holds: ['identity'],
  neverLogs: [
    'who made, changed or closed an account: it is a snapshot',
    'states between the beginning of an account and the export',
    'the moment the list was exported',
  ],
  lagSeconds: 86_400,
  aliases: ['hr', 'ad'],
  exportName: 'a list of users of the directory, and of people from HR with start and termination dates',
  looksLike: (head) =>
    (head.format.startsWith('json') || head.format === 'csv') &&
    head.records.some((value) => readAccount(value) !== null),
  normalize,
}
