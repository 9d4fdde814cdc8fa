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
import type { AccountPartView, MergeStepView, People, PersonPartView, RightView } from './rows/identity.js'

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

/** What identity cards tell of everybody. */
export async function readPeople(ask: Ask): Promise<People> {
  return {
    accounts: (await ask<AccountPartView>('accounts')).map((row) => ({ ...row, systems: row.systems ?? [] })),
    parts: await ask<PersonPartView>('person_parts'),
    rights: await ask<RightView>('person_rights'),
    mergeSteps: await ask<MergeStepView>('merge_weights'),
  }
}
