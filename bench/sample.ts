/** Regenerates `sample-data/`: one small simulation, the same bytes each time. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { AnswerKeyFile } from '../src/simulate/answer-key.js'
import { sampleOptions, tellStory } from '../src/simulate/sample.js'
import { simulate } from '../src/simulate/simulate.js'

const out = process.argv[2] ?? 'sample-data'
const made = await simulate({ ...sampleOptions, out })
const key = JSON.parse(readFileSync(made.answerKey, 'utf8')) as AnswerKeyFile
writeFileSync(`${out}/README.md`, tellStory(key, made.people))
console.log(
  `${made.tasks} tasks of ${made.people} people, ${made.from} to ${made.to}: ${made.exports}, ${made.answerKey}`,
)
