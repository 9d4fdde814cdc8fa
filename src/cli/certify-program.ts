/** The `certify` commands, their options and their help. */
import { type Command, Option } from 'commander'
import { packFormats } from '../certify/pack.js'
import { type Desk, examples, told } from './command.js'
import { outputs } from './listing.js'
import type { RecordOptions } from './run-record.js'

/** What the `certify` commands do; each gives the exit code. */
export interface CertifyActions {
  open(options: OpenOptions): Promise<number>
  pack(options: CampaignOptions & { out?: string; format?: string[]; reviewer?: string }): Promise<number>
  assign(reviewer: string, options: CampaignOptions & AssignOptions): Promise<number>
  import(files: string[], options: CampaignOptions & { by?: string }): Promise<number>
  status(options: CampaignOptions): Promise<number>
  check(options: CampaignOptions & RecordOptions & { case: string; fail?: boolean }): Promise<number>
  close(options: CampaignOptions & RecordOptions & CloseOptions): Promise<number>
  verify(options: CampaignOptions): Promise<number>
  key(options: { out: string; force?: boolean }): Promise<number>
}

/** Options of every command on a campaign. */
export interface CampaignOptions {
  readonly campaign: string
  readonly at?: string
  readonly output?: string
}

/** Options of `certify open`. */
export interface OpenOptions extends CampaignOptions {
  readonly case: string
  readonly period: string
  readonly cutoff?: string
  readonly scope?: string[]
  readonly reviewers?: string
  readonly previous?: string[]
  readonly days: string
  readonly remedyDays: string
  readonly privilegedHours: string
  readonly dormantDays: string
  readonly controlOwner?: string
}

/** Options of `certify assign`. */
export interface AssignOptions {
  readonly item?: string[]
  readonly from?: string
  readonly unresolved?: boolean
  readonly by: string
  readonly reason: string
}

/** Options of `certify close`. */
export interface CloseOptions {
  readonly by: string
  readonly key?: string
  readonly comment?: string
  readonly acceptOpen?: boolean
}

/** Adds `certify` and the commands below it. */
export function addCertify(program: Command, actions: CertifyActions, doing: Desk['doing']): void {
  const certify = program
    .command('certify')
    .description(
      'Access certification: freeze who holds what, collect decisions, and check that they were carried out.',
    )
  const command = (name: string, description: string) =>
    certify
      .command(name)
      .description(description)
      .option('--campaign <folder>', 'the folder of the campaign', 'campaign')
      .option('--at <time>', 'when this is done (ISO 8601 with zone); default: the clock of this machine')
      .addOption(new Option('--output <form>', 'how to print').choices([...outputs]).default('table'))

  command('open', 'Open a campaign: freeze the complete population at the cut-off, with evidence and reviewers.')
    .option('--case <folder>', 'the case folder', 'case')
    .requiredOption('--period <period>', '2026-Q3, 2026-H2, 2026-09, 2026, or two times with / between')
    .option(
      '--cutoff <time>',
      'who held what then; default: the end of the period, or of the evidence if that is earlier',
    )
    .option('--scope <part=glob...>', 'only this: system=…, entitlement=…, resource=…, subject=…, kind=…')
    .option(
      '--reviewers <file>',
      'CSV with system, entitlement, resource, subject (globs) and reviewer; wins over owner and manager',
    )
    .option('--previous <folder...>', 'campaigns before this one, for earlier decisions')
    .option('--days <number>', 'days until decisions are due', '14')
    .option('--remedy-days <number>', 'days in which revoked access must be gone', '7')
    .option('--privileged-hours <number>', 'hours for privileged access', '24')
    .option('--dormant-days <number>', 'access unused for so long is recommended to go', '90')
    .option('--control-owner <person>', 'the only one who may sign the campaign off')
    .action(doing(actions.open))
  command('pack', 'Write a pack for each reviewer: their items, with room for decisions.')
    .option('--out <folder>', 'where to; default: packs below the campaign')
    .addOption(new Option('--format <formats...>', 'kinds of files').choices([...packFormats]))
    .option('--reviewer <person>', 'only this reviewer')
    .action(doing(actions.pack))
  command('assign', 'Give items to another reviewer; never to their holder.')
    .argument('<reviewer>', 'who is to decide')
    .option('--item <id...>', 'these items')
    .option('--from <person>', 'all undecided items of this reviewer')
    .option('--unresolved', 'all items without reviewer')
    .requiredOption('--by <person>', 'who says so')
    .requiredOption('--reason <text>', 'why')
    .action(doing(actions.assign))
  command('import', 'Record the decisions of filled-in packs: all of a file, or none of it.')
    .argument('<files...>', 'packs that came back, CSV or XLSX')
    .option('--by <person>', 'who handed them in, when it is not the reviewer')
    .action(doing(actions.import))
  command('status', 'Show what is decided, what is open, and what is odd.').action(doing(actions.status))
  told(command('check', 'Check on a later case: was everything revoked in time, did it come back, was it used after.'))
    .option('--case <folder>', 'the later case', 'case')
    .option('--fail', 'exit with 1 when anything was found')
    .action(doing(actions.check))
  told(command('close', 'Sign a campaign off: its report, and a signed statement.'))
    .requiredOption('--by <person>', 'who signs off')
    .option('--key <file>', 'private key (Ed25519, PEM) that signs the statement; `certify key` makes one')
    .option('--comment <text>', 'what the one who signs has to say')
    .option('--accept-open', 'sign off although items are undecided; the report names them')
    .action(doing(actions.close))
  command('verify', 'Check that nothing in a campaign was changed, and who signed its statement.').action(
    doing(actions.verify),
  )
  certify
    .command('key')
    .description('Make a key to sign statements with, readable by its owner only.')
    .requiredOption('--out <file>', 'write it there')
    .option('--force', 'overwrite the file')
    .action(doing(actions.key))
  certify.addHelpText(
    'after',
    examples([
      ['approvenance certify open --case ./case --period 2026-Q3 --campaign ./2026-Q3', ''],
      ['approvenance certify pack --campaign ./2026-Q3', 'one file per reviewer and format'],
      ['approvenance certify import returned/*.xlsx --campaign ./2026-Q3', ''],
      ['approvenance certify check --campaign ./2026-Q3 --case ./later', 'was it carried out?'],
      ['approvenance certify close --campaign ./2026-Q3 --by cora@corp.example --key sign.pem', ''],
    ]),
  )
}
