import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.js'
import { readCases } from './run-cases.js'
import { type StageEvent, stageEvents } from './stage-events.js'

type Row = Readonly<Record<string, unknown>>

const goldens = new Map<string, readonly Row[]>()

/** Every event that a connector's cases expect. */
function eventsOf(connector: string): readonly Row[] {
  let rows = goldens.get(connector)
  if (rows === undefined) {
    rows = readCases(connector).flatMap(({ expected }) => expected.rows?.['events'] ?? [])
    goldens.set(connector, rows)
  }
  return rows
}

/** What a row says where the entry says something, and nothing else. */
function compared(row: Row, { filled, where }: StageEvent): Row {
  const attributes = (row['attributes'] ?? {}) as Row
  return {
    stage: row['stage'],
    activity: row['activity'],
    decision: row['decision'] ?? null,
    change_class: row['change_class'] ?? null,
    filled: filled.filter((column) => typeof row[column] === 'string' && row[column] !== ''),
    where: Object.fromEntries(Object.keys(where).map((key) => [key, row[key] ?? attributes[key]])),
  }
}

describe('every operation that the formats document lists as a stage', () => {
  for (const entry of stageEvents) {
    const { section, connector, operation, stage, activity, decision, change_class, filled, where } = entry
    const told = [decision, change_class, ...Object.values(where)].filter((word) => word !== null).join(', ')
    test(`${section}: ${operation} is ${stage}/${activity}${told && ` (${told})`}`, () => {
      const rows = eventsOf(connector).filter((row) => row['operation'] === operation)
      expect(rows.map((row) => compared(row, entry))).toContainEqual({
        stage,
        activity,
        decision,
        change_class,
        filled,
        where,
      })
    })
  }
})

describe('every stage that a connector says it can hold', () => {
  for (const { id, holds } of connectors)
    test(id, () => {
      const held = new Set(eventsOf(id).map((row) => row['stage']))
      expect(holds.filter((stage) => !held.has(stage))).toEqual([])
    })
})
