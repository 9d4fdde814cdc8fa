/** The folder of a campaign: how it is read, checked against its own hashes, and how something is added to it. */
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { sha256 } from '../hash.js'
import { isThere, readText } from '../read-text.js'
import { writeDocument } from '../store/case-folder.js'
import type { Campaign, Difference, Happening, Item, Terms } from './campaign.js'
import { addEntries, type Doing, parseHistory, renderHistory } from './history.js'
import type { Frozen } from './open.js'

/** Names of the files of a campaign. */
export const campaignFiles = {
  terms: 'campaign.json',
  population: 'population.jsonl',
  differences: 'differences.jsonl',
  history: 'history.jsonl',
  check: 'check.json',
  report: 'report.json',
  page: 'report.html',
  statement: 'statement.json',
} as const

/** Whether a campaign lies in the folder: it does once its history begins. */
export function hasCampaign(folder: string): boolean {
  return isThere(join(folder, campaignFiles.history))
}

/** Reads a campaign and checks that nothing in it was changed. Throws UserError when there is none, or when it was tampered with. */
export function readCampaign(folder: string): Campaign {
  if (!hasCampaign(folder))
    throw new UserError(`${folder} is no campaign: there is no ${campaignFiles.history} in it`, {
      hint: '`approvenance certify open --case <case> --period 2026-Q3 --campaign <folder>` opens one',
    })
  const termsText = readText(join(folder, campaignFiles.terms))
  const terms = JSON.parse(termsText) as Terms
  const population = readText(join(folder, campaignFiles.population))
  if (sha256(population) !== terms.population.sha256)
    throw new UserError(`the population of the campaign was changed after it was frozen`, {
      file: join(folder, campaignFiles.population),
      hint: 'restore the file from a copy: decisions count only for what was frozen',
    })
  const file = join(folder, campaignFiles.history)
  const history = parseHistory(readText(file), file)
  const opened = history[0]
  if (
    opened?.kind !== 'opened' ||
    opened.population_sha256 !== terms.population.sha256 ||
    opened.campaign !== terms.campaign
  )
    throw new UserError(`history and population in ${folder} are not of one campaign`, { file })
  if (opened.terms_sha256 !== sha256(termsText))
    throw new UserError('the terms of the campaign were changed after it was opened', {
      file: join(folder, campaignFiles.terms),
    })
  return { folder, terms, items: parseLines<Item>(population), history }
}

/** The contradictions between logs and lists that were frozen with the population. */
export function readDifferences(campaign: Campaign): Difference[] {
  const text = readText(join(campaign.folder, campaignFiles.differences))
  if (sha256(text) !== campaign.terms.differences.sha256)
    throw new UserError('the differences of the campaign were changed after they were frozen', {
      file: join(campaign.folder, campaignFiles.differences),
    })
  return parseLines<Difference>(text)
}

/** Writes a frozen campaign. Its history comes last: until then there is no campaign, and opening it again gives the same files. */
export async function writeCampaign(folder: string, frozen: Frozen, doing: Doing): Promise<Campaign> {
  const { terms } = frozen
  await write(folder, campaignFiles.population, frozen.population)
  await write(folder, campaignFiles.differences, frozen.differences)
  const terms_sha256 = await write(folder, campaignFiles.terms, `${JSON.stringify(terms, null, 1)}\n`)
  const history = addEntries([], terms.campaign, [
    {
      ...doing,
      kind: 'opened',
      name: terms.name,
      due: terms.due,
      items: terms.population.items,
      population_sha256: terms.population.sha256,
      terms_sha256,
    },
  ])
  await write(folder, campaignFiles.history, renderHistory(history))
  return { folder, terms, items: frozen.items, history }
}

/** Adds to the history and writes it. */
export async function addHistory(campaign: Campaign, happenings: readonly (Happening & Doing)[]): Promise<Campaign> {
  const grown = withHistory(campaign, happenings)
  if (grown !== campaign) await writeHistory(grown)
  return grown
}

/** The campaign with more history, not written yet; the same one when nothing happened. */
export function withHistory(campaign: Campaign, happenings: readonly (Happening & Doing)[]): Campaign {
  if (happenings.length === 0) return campaign
  return { ...campaign, history: addEntries(campaign.history, campaign.terms.campaign, happenings) }
}

/** Writes the history, all of it or nothing: the file is replaced whole. */
export async function writeHistory(campaign: Campaign): Promise<void> {
  await write(campaign.folder, campaignFiles.history, renderHistory(campaign.history))
}

/** Writes one document of the campaign; gives its hash. */
export async function write(folder: string, name: string, text: string | Uint8Array): Promise<string> {
  return (await writeDocument(folder, name, portionsOf(text))).sha256
}

async function* portionsOf(text: string | Uint8Array) {
  yield text
}

function parseLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}
