/** The `certify` commands: campaigns are opened, answered, checked and closed here; what they mean is in src/certify and queries/certify. */
import { join } from 'node:path'
import type { Campaign, Happening } from '../certify/campaign.js'
import {
  addHistory,
  campaignFiles,
  hasCampaign,
  readCampaign,
  withHistory,
  writeCampaign,
  writeHistory,
} from '../certify/folder.js'
import { closing, type Doing, followHistory, itemStates } from '../certify/history.js'
import { readDecisions, type Standing, standingOf } from '../certify/import.js'
import { readMatrix } from '../certify/matrix.js'
import { type EarlierDecision, freeze } from '../certify/open.js'
import { buildPacks, packFormats } from '../certify/pack.js'
import { readPeriodName, readScope } from '../certify/period.js'
import { readPack } from '../certify/read-pack.js'
import { writePack } from '../certify/write-pack.js'
import { UserError } from '../errors.js'
import { hashFile, sha256 } from '../hash.js'
import { asUserError } from '../problems.js'
import { readBytes } from '../read-text.js'
import { counted } from '../report/words.js'
import { withLock } from '../store/work-lock.js'
import { formatTime } from '../time.js'
import { withCase } from './case.js'
import { checkCampaign, closeCampaign, makeKey, showStatus, verifyCampaign } from './certify-end.js'
import type { AssignOptions, CampaignOptions, CertifyActions, OpenOptions } from './certify-program.js'
import { recorded } from './run-record.js'
import { styled, type Terminal, type Text, text } from './terminal.js'
import { readTimeOption, readWhole } from './values.js'
import { version } from './version.js'

/** The `certify` commands on a terminal. */
export function certifyActions(terminal: Terminal): CertifyActions {
  const done = async (work: Promise<unknown>) => {
    await work
    return 0
  }
  return {
    open: (options) => done(alone(options, () => openCampaign(terminal, options), true)),
    pack: (options) => done(alone(options, () => packCampaign(terminal, options))),
    assign: (reviewer, options) => done(alone(options, () => assignItems(terminal, reviewer, options))),
    import: (files, options) => done(alone(options, () => importPacks(terminal, files, options))),
    status: (options) => done(showStatus(terminal, options, nowOf(options))),
    check: (options) =>
      recorded(terminal, 'certify check', options.campaign, options, (run) =>
        alone(options, () => checkCampaign(terminal, options, nowOf(options), run)),
      ),
    close: (options) =>
      recorded(terminal, 'certify close', options.campaign, options, (run) =>
        done(alone(options, () => closeCampaign(terminal, options, nowOf(options), run))),
      ),
    verify: (options) => done(verifyCampaign(terminal, options)),
    key: (options) => done(makeKey(terminal, options)),
  }
}

/** Runs work while no other run writes to the campaign. */
async function alone<T>({ campaign }: CampaignOptions, work: () => Promise<T>, isNew = false): Promise<T> {
  // Says what is missing before a lock makes the folder.
  if (!isNew && !hasCampaign(campaign)) readCampaign(campaign)
  return withLock(campaign, work)
}

/** The moment of a command, microseconds: `--at`, else the clock. */
function nowOf(options: CampaignOptions): number {
  return readTimeOption('--at', options.at) ?? Date.now() * 1000
}

async function openCampaign(terminal: Terminal, options: OpenOptions): Promise<void> {
  const period = readPeriodName(options.period)
  const scope = readScope(options.scope ?? [])
  const matrix = options.reviewers === undefined ? null : readMatrix(options.reviewers)
  const earlier = (options.previous ?? []).map((folder) => readCampaign(folder))
  const now = nowOf(options)
  const frozen = await withCase(options.case, async (store) => {
    if (!(await store.tables()).includes('fct_account_uses'))
      throw new UserError(`${options.case} was made by an older version: it does not know what accounts did`, {
        hint: `run \`approvenance correlate --case ${options.case}\``,
      })
    const asOf = Number((await store.rows('select as_of from fct_settings'))[0]?.as_of)
    const cutoff = readTimeOption('--cutoff', options.cutoff) ?? Math.min(period.to, asOf)
    if (cutoff > asOf)
      throw new UserError(`the evidence ends before the cut-off: ${formatTime(asOf)} and ${formatTime(cutoff)}`, {
        hint: 'supply exports that reach to the cut-off, or choose an earlier one with --cutoff',
      })
    if (cutoff <= period.from)
      throw new UserError(`the cut-off ${formatTime(cutoff)} is not after the beginning of ${options.period}`, {
        hint: 'the evidence must reach into the period that is certified',
      })
    return freeze(store, {
      name: options.period,
      period,
      cutoff,
      due: now + readWhole('--days', options.days) * 86_400_000_000,
      scope,
      remedyDays: readWhole('--remedy-days', options.remedyDays),
      privilegedRemedyHours: readWhole('--privileged-hours', options.privilegedHours),
      dormantDays: readWhole('--dormant-days', options.dormantDays),
      keyDays: 90,
      controlOwner: options.controlOwner ?? null,
      matrix,
      earlier: earlier.flatMap(earlierDecisions),
      previous: earlier.map(({ terms }) => terms.campaign),
      manifestSha256: hashFile(join(options.case, 'manifest.json')).sha256,
      asOf,
      version: version(),
    })
  })
  if (hasCampaign(options.campaign)) {
    const there = readCampaign(options.campaign)
    if (there.terms.campaign !== frozen.terms.campaign)
      throw new UserError(`${options.campaign} holds another campaign: ${there.terms.name} (${there.terms.campaign})`, {
        hint: 'a campaign is frozen when it is opened; name another folder with --campaign',
      })
    terminal.out(`${there.terms.name} is open already, with ${counted(there.items.length, 'item')}: nothing changed`)
    return
  }
  const campaign = await writeCampaign(options.campaign, frozen, { at: formatTime(now), by: 'approvenance' })
  await showStatus(terminal, options, now, campaign)
}

function earlierDecisions(campaign: Campaign): EarlierDecision[] {
  const states = itemStates(campaign)
  return campaign.items.flatMap(({ item, subject, entitlement, resource }) => {
    const state = states.get(item)
    if (!state?.decision || !state.decided_by || !state.decided_at) return []
    const { decision, decided_by, decided_at } = state
    return [
      {
        item,
        subject,
        entitlement,
        resource,
        decision,
        by_person: decided_by,
        decided_at,
        campaign: campaign.terms.name,
      },
    ]
  })
}

async function packCampaign(
  terminal: Terminal,
  options: CampaignOptions & { out?: string; format?: string[]; reviewer?: string },
): Promise<void> {
  const campaign = requireOpen(readCampaign(options.campaign))
  const packs = buildPacks(campaign, options.reviewer ?? null)
  if (packs.length === 0) throw new UserError(`${options.reviewer ?? 'nobody'} has no items in this campaign`)
  const folder = options.out ?? join(options.campaign, 'packs')
  const formats = packFormats.filter((format) => (options.format ?? packFormats).includes(format))
  const at = formatTime(nowOf(options))
  const happened: (Happening & Doing)[] = []
  for (const pack of packs) {
    const files = await writePack(folder, pack, formats, campaign.terms)
    for (const file of files) terminal.out(text`${join(folder, file)}  ${counted(pack.rows.length, 'item')}`)
    if (pack.reviewer !== null)
      happened.push({ kind: 'packed', at, by: 'approvenance', reviewer: pack.reviewer, items: pack.rows.length, files })
  }
  await addHistory(campaign, happened)
  const lost = packs.find(({ reviewer }) => reviewer === null)
  if (lost)
    terminal.err(
      text`${styled('yellow', 'nobody to ask')} about ${counted(lost.rows.length, 'item')}: give them to somebody with \`certify assign --unresolved\``,
    )
}

async function assignItems(
  terminal: Terminal,
  reviewer: string,
  options: CampaignOptions & AssignOptions,
): Promise<void> {
  const campaign = requireOpen(readCampaign(options.campaign))
  const states = itemStates(campaign)
  const named = new Set(options.item ?? [])
  for (const id of named) if (!states.has(id)) throw new UserError(`${id} is not in the population of this campaign`)
  const chosen = campaign.items.filter(({ item }) => {
    const state = states.get(item)
    if (named.has(item)) return true
    if (options.unresolved && state?.reviewer === null) return true
    return options.from !== undefined && state?.reviewer === options.from && state.decision === null
  })
  if (chosen.length === 0)
    throw new UserError('no item was named', { hint: 'name items with --item, --from a reviewer, or --unresolved' })
  const own = chosen.filter(({ person, subject }) =>
    [person, subject, subject.replace(/^email:/, '')].includes(reviewer),
  )
  if (own.length > 0 && named.size > 0)
    throw new UserError(
      `${reviewer} holds ${counted(own.length, 'of these items', 'of these items')} and cannot review their own access`,
      {
        hint: own.map(({ item, entitlement }) => `${item} (${entitlement})`).join(', '),
      },
    )
  const given = chosen.filter((item) => !own.includes(item))
  const at = formatTime(nowOf(options))
  await addHistory(
    campaign,
    given.map(({ item }) => ({ kind: 'assigned', at, by: options.by, item, reviewer, comment: options.reason })),
  )
  terminal.out(`${counted(given.length, 'item')} for ${reviewer} to decide`)
  if (own.length > 0)
    terminal.err(
      text`${styled('yellow', 'left as it was')}: ${counted(own.length, 'item')} that ${reviewer} holds: ${own.map(({ item }) => item).join(', ')}`,
    )
}

async function importPacks(
  terminal: Terminal,
  files: readonly string[],
  options: CampaignOptions & { by?: string },
): Promise<void> {
  const campaign = readCampaign(options.campaign)
  const closed = closing(campaign.history)
  if (closed !== null)
    throw new UserError(
      `the campaign ${campaign.terms.name} was closed by ${closed.by} at ${closed.at}: no decision can be added`,
      {
        hint: 'open a new campaign',
      },
    )
  const at = formatTime(nowOf(options))
  const told: Text[] = []
  const standing = standingOf(campaign)
  let grown = campaign
  try {
    for (const file of files) {
      const taken = await takePack(grown, standing, file, options.by ?? null, at)
      followHistory(standing.states, taken.campaign.history.slice(grown.history.length))
      grown = taken.campaign
      if (taken.outcome instanceof UserError) throw taken.outcome
      told.push(taken.outcome)
    }
  } finally {
    // Written once for all files; what came before a refused one counts.
    if (grown !== campaign) await writeHistory(grown)
    for (const line of told) terminal.out(line)
  }
}

/** The campaign with the decisions of one file, or with the attempts that made it refused; nothing is written. */
async function takePack(
  campaign: Campaign,
  standing: Standing,
  file: string,
  by: string | null,
  at: string,
): Promise<{ readonly campaign: Campaign; readonly outcome: Text | UserError }> {
  const bytes = readBytes(file)
  const hash = sha256(bytes)
  if (campaign.history.some((entry) => entry.kind === 'imported' && entry.sha256 === hash))
    return { campaign, outcome: text`${file}  was imported before: nothing changed` }
  const reading = readDecisions(campaign, standing, await readPack(file, bytes), by, at)
  if (reading.problems.length > 0) {
    // The attempt is recorded, also where the file is refused; once, however often it is handed in.
    const attempts = reading.selfAttempts.filter(
      ({ row }) =>
        !campaign.history.some((entry) => entry.kind === 'refused' && entry.sha256 === hash && entry.row === row),
    )
    return {
      campaign: withHistory(
        campaign,
        attempts.map((attempt) => ({ kind: 'refused', at, file, sha256: hash, why: 'self', ...attempt })),
      ),
      outcome: asUserError(
        `${file}: nothing of it was recorded`,
        reading.problems,
        'correct the file, or write a new pack with `certify pack`',
      ),
    }
  }
  const decisions = reading.decisions.length
  const rest = [
    ...(reading.empty > 0 ? [`${reading.empty} left open`] : []),
    ...(reading.repeated > 0 ? [`${reading.repeated} recorded before`] : []),
    ...(reading.absent > 0 ? [`${reading.absent} of the same reviewer not in the file`] : []),
  ]
  return {
    campaign: withHistory(campaign, [
      ...reading.decisions.map((decision) => ({ kind: 'decided' as const, ...decision })),
      { kind: 'imported', at, by: by ?? 'approvenance', file, sha256: hash, decisions },
    ]),
    outcome: text`${file}  ${counted(decisions, 'decision')} recorded${rest.length > 0 ? `, ${rest.join(', ')}` : ''}`,
  }
}

function requireOpen(campaign: Campaign): Campaign {
  const closed = closing(campaign.history)
  if (closed !== null)
    throw new UserError(`the campaign ${campaign.terms.name} was closed by ${closed.by} at ${closed.at}`, {
      file: join(campaign.folder, campaignFiles.history),
    })
  return campaign
}
