/** What could not be seen, as notifications of the run: a viewer that shows no finding must not look like all is well. */
import type { CaseView } from '../report/view.js'
import { counted, gapKindMeaning, plainTime } from '../report/words.js'
import type { Artifacts } from './sarif-places.js'
import { messageText } from './sarif-text.js'

/** Holes in the record that nothing explains, files nobody could read, records that could not be used. */
export function blindSpots(view: CaseView, artifacts: Artifacts) {
  const notification = (id: string, text: string, files: readonly (string | null)[]) => {
    const places = files.flatMap((file) => (file === null ? [] : (artifacts.places.get(file) ?? [])))
    return {
      descriptor: { id },
      level: 'warning',
      message: { text: messageText(text) },
      ...(places.length > 0 && {
        locations: places.map((place) => ({ physicalLocation: { artifactLocation: place } })),
      }),
    }
  }
  return [
    ...view.systems
      .filter(({ is_supplied }) => !is_supplied)
      .map(({ system, how_known, needs }) =>
        notification(
          'no_source',
          `${system} was not supplied${how_known ? ` (${how_known})` : ''}${needs ? `; would help: ${needs}` : ''}.`,
          [],
        ),
      ),
    ...view.gaps
      .filter(({ is_explained }) => !is_explained)
      .map((gap) =>
        notification(
          gap.gap_kind,
          `${gap.system}: ${gapKindMeaning[gap.gap_kind] ?? gap.gap_kind}, ${plainTime(gap.from_at)} to ${plainTime(gap.to_at)}.`,
          [gap.file],
        ),
      ),
    ...view.sources
      .filter(({ problem }) => problem !== null)
      .map(({ file, problem }) => notification('damaged', `${file}: ${problem}.`, [file])),
    ...view.rejectGroups.map(({ file, reason, rejects, first_record_no }) =>
      notification(
        'rejects',
        `${file}: ${counted(rejects, 'record')} could not be used (${reason}), the first is record ${first_record_no}.`,
        [file],
      ),
    ),
  ]
}
