/** The case as the JSON documents of its folder: findings, chains, coverage, identities. */
import { renderChains, renderCoverage, renderFindings, renderIdentities } from '../report/json.js'
import type { CaseView } from '../report/view.js'
import type { Document, FolderFormat } from './format.js'

/** The documents that `analyze` leaves in the case folder, written anywhere. */
export const json: FolderFormat = {
  id: 'json',
  what: 'findings, chains, coverage and identities as JSON, as in the case folder',
  extension: '.json',
  needs: 'findings',
  into: 'folder',
  documents: [
    document('findings.json', renderFindings),
    document('chains.json', renderChains),
    document('coverage.json', renderCoverage),
    document('identities.json', renderIdentities),
  ],
}

function document(name: string, render: (view: CaseView) => AsyncIterable<string>): Document {
  return {
    name,
    async *write(source) {
      yield* render(await source.view())
    },
  }
}
