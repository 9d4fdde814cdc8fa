/** The small simulation that is committed as `sample-data/`, and the page that tells its story. */
import type { AnswerKeyFile } from './answer-key.js'
import type { SimulateOptions } from './options.js'

/** What `sample-data/` is made of. The trails are stored, not deflated, so that every zlib gives the same bytes. */
export const sampleOptions: Omit<SimulateOptions, 'out'> = {
  seed: 7,
  tasks: 40,
  rates: { heartbeatMinutes: 480 },
  compress: false,
}

/** `sample-data/README.md`. */
export function tellStory(answers: AnswerKeyFile, people: number): string {
  const stories = Object.entries(answers.stories)
    .map(([name, count]) => `${count} × ${name}`)
    .join(', ')
  const gaps = answers.gaps.map(
    (gap) => `| ${gap.rule} | ${gap.task ?? '–'} | ${gap.person ?? '–'} | ${gap.why.replaceAll('|', '/')} |`,
  )
  const undecidable = answers.insufficient.map((one) => `| ${one.rule} | ${one.task} | ${one.reason} | ${one.why} |`)
  return `# Sample data: a fortnight at Northwind Harbor

Northwind Harbor (\`nwh.example\`) is an invented port operator of ${people} people. Nobody here exists. Everything was written by
\`approvenance simulate --seed 7 --tasks 40\`, in the shapes in which the vendors write their exports; \`npm run sample\` writes the same bytes again.

People ask for access and changes in Jira (project OPS), in ServiceNow and in a Slack channel. Their managers and the owners of what is
touched decide. Platform engineers, identity administrators, a deployment pipeline, the access broker (AWS TEAM) and \`aria\`, an AI agent
with accounts of its own, carry out. Okta and five AWS accounts keep the logs. Told are ${stories}. Beside them runs what always runs:
sign-ins, reads, heartbeats, small talk, tickets nothing follows.

| folder | what it is |
|---|---|
| \`exports/jira\` | REST search pages with changelog and comments; approvals of Jira Service Management |
| \`exports/servicenow\` | table API results (\`{"result":[…]}\`), two tables as CSV in the zone of the office |
| \`exports/slack\` | workspace export |
| \`exports/okta\` | System Log, one file a week |
| \`exports/aws-team\` | the access broker's requests |
| \`exports/cloudtrail\` | trails of five accounts, \`.json.gz\` |
| \`exports/reference\`, \`exports/approvenance.yaml\` | people, identities, approvers, standing approvals; the configuration |
| \`answer-key.json\` | which record belongs to which task, and what was planted |

The Slack, Jira, ServiceNow and Okta exports reach back to November 2025, so that a search for a request that came before finds covered ground.

## What went wrong, and must be found

| rule | task | who | why |
|---|---|---|---|
${gaps.join('\n')}

One fact may break several rules: work under a declined request was also never approved. Rules that are not built yet are listed too.

## What nobody can decide

| rule | task | reason | why |
|---|---|---|---|
${undecidable.join('\n')}

A tool that calls one of these a gap is guessing.
`
}
