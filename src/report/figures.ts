/** The figures of a case, and the query behind each. The view asks them: nothing here sees the store. */
import type {
  AdviceView,
  ApproverView,
  Figures,
  LastingCredentialView,
  LatencyView,
  MachineView,
  ShareView,
} from './rows/figures.js'

/** Gives the rows of a file in queries/report. */
export type Ask = <Row>(query: string) => Promise<Row[]>

/** Everything that is counted of a case as a whole. */
export async function readFigures(ask: Ask): Promise<Figures> {
  return {
    shares: await ask<ShareView>('accountability'),
    latencies: await ask<LatencyView>('latencies'),
    advice: await ask<AdviceView>('advice'),
    approvers: await ask<ApproverView>('approvers'),
    machines: (await ask<MachineView>('machines')).map((row) => ({ ...row, people: row.people ?? [] })),
    lastingCredentials: await ask<LastingCredentialView>('lasting_credentials'),
  }
}
