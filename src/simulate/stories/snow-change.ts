/** A change in the service desk, approved there and rolled out by the pipeline under the number of the change. */
import { HOUR, MINUTE, SECOND, waking } from '../calendar.js'
import { type Person, REGION, type Resource } from '../company.js'
import type { Session } from '../exports/cloudtrail.js'
import type { Cell } from '../exports/servicenow.js'
import { belongs, type Telling, type World } from '../world.js'
import { cutName, lookAround, referredKey, someApprover, someRequester, spoilReference, takeResource } from './cast.js'
import { modifyDatabase } from './jira-iam.js'

const CLOUD = 'aws-cloudtrail'
const BACKOUT = 'The pipeline rolls back to the version before.'
const stateNames: Readonly<Record<string, string>> = {
  '-5': 'New',
  '-4': 'Assess',
  '-3': 'Authorize',
  '-2': 'Scheduled',
  '-1': 'Implement',
  '0': 'Review',
  '3': 'Closed',
  '4': 'Canceled',
}

interface Times {
  /** When the record came to be; the number is given out before, with the empty form. */
  readonly created: number
  readonly asked: number | null
  readonly decided: number | null
  readonly start: number
  readonly end: number
  readonly executed: number
  readonly closed: number
}

/** What is unusual about a change that another story tells. */
export interface Unusual {
  /** Answers in the approver's stead. */
  readonly clicker?: Person
  /** Is asked and answers in place of a person, with these words. */
  readonly machine?: { readonly account: Person; readonly words: string }
  /** An emergency change, and how many hours after its roll-out somebody without a part in it reviews it; null: nobody ever. */
  readonly reviewedAfter?: number | null
}

/** Tells the story. Returns the number of the change. */
export function tellSnowChange(telling: Telling, unusual: Unusual = {}): string {
  const { world, random, plan } = telling
  const { company, servicenow, cloudtrail } = world
  const variant = plan.variant
  const isStandard = variant === 'clean' && random.chance(0.2)
  const requester = variant === 'R08' ? random.pick(company.managers) : someRequester(telling)
  const { machine, reviewedAfter } = unusual
  const isEmergency = reviewedAfter !== undefined
  const target = isStandard
    ? random.pick(company.standardFunctions)
    : machine
      ? takeResource(telling, company.buckets)
      : takeResource(telling, random.pick([company.functions, company.functions, company.databases, company.buckets]))
  const approver =
    machine?.account ?? (variant === 'R08' ? requester : someApprover(telling, target.owner, [requester]))
  const clicker = unusual.clicker ?? approver
  const usual = timeline(telling, isStandard)
  const when = reviewedAfter == null ? usual : { ...usual, closed: waking(usual.executed + reviewedAfter * HOUR) }
  const reviewer = isEmergency
    ? random.pick(company.changeManagers.filter((one) => one !== requester && one !== approver))
    : requester
  const number = servicenow.number('CHG')
  const id = servicenow.newId()
  const task = number
  world.key.story(plan.flavour)
  const note = (nativeId: string) => belongs(world, 'servicenow', nativeId, task)
  note(id)

  const audit = audits(telling, id, note)
  const path: [number, string][] = isStandard
    ? [
        [when.created + 2 * MINUTE, '-2'],
        [when.executed - 4 * MINUTE, '-1'],
        [when.executed + 20 * MINUTE, '0'],
        [when.closed, '3'],
      ]
    : [
        [when.created + 4 * MINUTE, '-4'],
        [(when.asked ?? when.created + 6 * MINUTE) - 20 * SECOND, '-3'],
        [
          (variant === 'R04.pending' || variant === 'R03' || variant === 'R06'
            ? when.executed - 25 * MINUTE
            : (when.decided ?? when.executed - 30 * MINUTE)) +
            10 * SECOND,
          '-2',
        ],
        [when.executed - 4 * MINUTE, '-1'],
        [when.executed + 20 * MINUTE, '0'],
        ...(reviewedAfter === null ? [] : ([[when.closed, '3']] satisfies [number, string][])),
      ]
  let state = '-5'
  for (const [at, to] of path.filter(([at]) => at > when.created).sort((a, b) => a[0] - b[0])) {
    audit('change_request', at, to === '3' ? reviewer : requester, 'state', state, to)
    state = to
  }

  const writes = { 'R51.later': when.decided! + 40 * MINUTE, 'plan-before-approval': when.created + 3 * MINUTE }[
    variant
  ]
  const filled = writes ? audit('change_request', writes, requester, 'backout_plan', '', BACKOUT) : null
  let approval: string | null = null
  if (when.asked !== null) {
    const denied = variant === 'R04.pending'
    approval = approvalRow(
      telling,
      {
        id,
        number,
        approver,
        clicker,
        words: machine?.words ?? null,
        requester,
        asked: when.asked,
        decided: when.decided,
        state: denied ? 'rejected' : 'approved',
      },
      note,
    )
    if (variant === 'clean' && random.chance(0.25))
      mootRow(telling, { id, number, requester, asked: when.asked, decided: when.decided! }, note)
    audit('change_request', when.asked, requester, 'approval', 'not requested', 'requested')
    if (when.decided !== null)
      audit('change_request', when.decided + SECOND, clicker, 'approval', 'requested', denied ? 'rejected' : 'approved')
  }
  const isOpen = reviewedAfter === null
  servicenow.add('change_request', {
    sys_id: id,
    number,
    short_description: `${target.kind === 'bucket' ? 'New access policy for' : 'Roll out'} ${target.name}`,
    description: `Planned work on ${target.name} in ${target.account.name}.`,
    type: isStandard
      ? { value: 'standard', shown: 'Standard' }
      : isEmergency
        ? { value: 'emergency', shown: 'Emergency' }
        : { value: 'normal', shown: 'Normal' },
    state: { value: state, shown: stateNames[state]! },
    approval: approvalCell(
      isStandard
        ? 'not requested'
        : when.asked === null
          ? 'not requested'
          : variant === 'R04.pending'
            ? 'rejected'
            : 'approved',
    ),
    requested_by: servicenow.person(requester),
    opened_by: servicenow.person(requester),
    assigned_to: servicenow.person(requester),
    // Some configuration items are called by their name only.
    cmdb_ci: { table: 'cmdb_ci', id: servicenow.newId(), shown: random.chance(0.1) ? target.name : target.arn },
    start_date: { time: when.start },
    end_date: { time: when.end },
    work_start: { time: when.executed - 4 * MINUTE },
    work_end: { time: when.executed + 18 * MINUTE },
    justification: variant === 'R51.placeholder' ? 'tbd' : 'Agreed in the release meeting.',
    implementation_plan: 'The pipeline rolls out the tagged version.',
    backout_plan: variant === 'R51.empty' ? null : variant === 'plan-attached' ? 'See attachment.' : BACKOUT,
    test_plan: 'Smoke test after the roll-out.',
    risk_impact_analysis: 'Low: one service, reversible within minutes.',
    cab_required: 'false',
    opened_at: { time: when.created },
    sys_created_on: { time: when.created },
    sys_created_by: requester.login,
    sys_updated_on: { time: isOpen ? when.executed + 20 * MINUTE : when.closed },
    sys_updated_by: isOpen ? requester.login : reviewer.login,
    closed_at: { time: isOpen ? null : when.closed },
    close_code:
      variant === 'R51.failed'
        ? { value: 'unsuccessful', shown: 'Unsuccessful' }
        : { value: 'successful', shown: 'Successful' },
    close_notes: variant === 'R51.failed' ? 'The new version does not start.' : 'Rolled out as planned.',
    active: isOpen ? 'true' : 'false',
  })
  const taskId = servicenow.newId()
  servicenow.addChangeTask({
    sys_id: taskId,
    number: servicenow.number('CTASK'),
    change_request: number,
    short_description: `Implement ${number}`,
    state: 'Closed',
    assigned_to: requester.name,
    opened_at: when.created,
    work_start: when.executed - 4 * MINUTE,
    work_end: when.executed + 18 * MINUTE,
    closed_at: when.executed + 25 * MINUTE,
    sys_created_on: when.created,
    sys_created_by: requester.login,
    sys_updated_on: when.executed + 25 * MINUTE,
  })
  belongs(world, 'servicenow', taskId, task, { optional: true })

  const session = enterAsPipeline(telling, when.executed - 2 * MINUTE, target, number)
  lookAround(telling, when.executed - MINUTE, session, task, random.int(0, 1))
  const executed = belongs(world, CLOUD, roll(telling, when.executed, session, target), task)
  if (target.kind === 'function' && random.chance(0.5)) {
    const follow = cloudtrail.call(
      when.executed + 30 * SECOND,
      { service: 'lambda.amazonaws.com', account: target.account },
      {
        source: 'logs.amazonaws.com',
        name: 'CreateLogStream',
        params: { logGroupName: `/aws/lambda/${target.name}`, logStreamName: `v${random.int(2, 90)}` },
      },
    )
    belongs(world, CLOUD, follow, task, { optional: true })
  }

  const gap = (rule: string, person: Person, ids: readonly (string | null)[], why: string) =>
    world.key.gap({ rule, task, person: person.key, native_ids: ids.filter((one): one is string => one !== null), why })
  if (variant === 'R02') gap('R02', requester, [executed], 'nobody was asked to approve the change')
  if (variant === 'R03')
    gap('R03', requester, [executed, approval], 'the approval was asked for and given after the roll-out')
  if (variant === 'R04.pending') {
    gap(
      'R04',
      requester,
      [executed, approval],
      'the change was still waiting for its approval, which was later refused',
    )
    gap('R02', requester, [executed], 'nobody ever approved it')
  }
  if (variant === 'R05.window') {
    gap(
      'R05',
      requester,
      [executed, approval],
      'the approval was good until the planned end, the roll-out came hours later',
    )
    gap('R50', requester, [executed], 'the roll-out lies outside the planned window')
  }
  if (variant === 'R06') {
    gap('R06', requester, [executed, id], 'the change record came to be after the roll-out')
    gap('R03', requester, [executed, approval], 'the approval was given after the roll-out')
  }
  if (variant === 'R50.early') gap('R50', requester, [executed], 'the roll-out came hours before the planned window')
  if (variant === 'R51.empty') gap('R51', approver, [approval], 'there was no back-out plan')
  if (variant === 'R51.placeholder') gap('R51', approver, [approval], 'the justification said tbd')
  if (variant === 'R51.later')
    gap('R51', approver, [approval, filled], 'the back-out plan was filled in after the approval')
  if (variant === 'R51.failed') gap('R51', approver, [approval], 'the change failed, and nobody rolled it back')
  if (variant === 'plan-attached')
    world.key.undecidable({
      rule: 'R51',
      task,
      native_ids: [approval!],
      reason: 'filtered',
      why: 'the back-out plan stands in an attachment, which was not exported',
    })
  if (variant === 'R08') gap('R08', requester, [approval], 'the one who asked approved it')
  if (machine) {
    const who = { ...requester, key: machine.account.key }
    gap('R23', who, [approval], 'the score of a model is all that approved it')
    gap('R14', who, [approval], 'an automation approved it')
    gap('R11', who, [approval], 'the automation is in no approver matrix')
  }
  if (isEmergency && (reviewedAfter === null || reviewedAfter > 72)) {
    const why = reviewedAfter === null ? 'nobody reviewed the emergency change' : 'its review came after the third day'
    gap('R59', requester, [executed, id], why)
    world.key.open({ rule: 'R54', task, why: 'the same review, asked for as that of an emergency' })
  }
  return task
}

/** Through the runner's role into the deployer's, named for the change. */
function enterAsPipeline(telling: Telling, at: number, target: Resource, number: string): Session {
  const { world, random } = telling
  const { cloudtrail, company } = world
  const runner = cloudtrail.assumeRole(
    at - 30 * SECOND,
    { service: 'ec2.amazonaws.com', account: company.accounts.tooling },
    company.accounts.tooling,
    'ci-runner',
    `i-0${random.hex(16)}`,
  )
  const reference = spoilReference(telling, 'roll-out', ['missing', 'mistyped', 'next', 'cut'])
  const key = referredKey(telling, number, reference)
  const tagged = random.chance(0.5)
  const plain = () => `deploy-${random.int(1000, 9999)}`
  const deployer = cloudtrail.assumeRole(
    at,
    runner.session,
    target.account,
    'ci-deployer',
    reference === 'cut' ? cutName(telling, 'deploy', number) : tagged || key === null ? plain() : `deploy-${key}`,
    {
      tags:
        tagged && key !== null && reference !== 'cut'
          ? { change: key, pipeline: target.name }
          : { pipeline: target.name },
    },
  )
  belongs(world, CLOUD, runner.id, number, { optional: true })
  belongs(world, CLOUD, deployer.id, number)
  if (deployer.twin) belongs(world, CLOUD, deployer.twin, number, { twin_of: deployer.id })
  return deployer.session
}

/** The change itself, in the way of the thing that is changed. Returns the id of the record. */
export function roll(telling: Telling, at: number, session: Session, target: Resource) {
  const { cloudtrail } = telling.world
  if (target.kind === 'database') return modifyDatabase(telling, at, session, target.name)
  if (target.kind === 'bucket')
    return cloudtrail.call(at, session, {
      source: 's3.amazonaws.com',
      name: 'PutBucketPolicy',
      params: {
        bucketName: target.name,
        bucketPolicy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${target.account.id}:root` },
              Action: 's3:GetObject',
              Resource: `${target.arn}/*`,
            },
          ],
        },
        Host: `${target.name}.s3.${REGION}.amazonaws.com`,
        policy: '',
      },
      resources: [{ accountId: target.account.id, type: 'AWS::S3::Bucket', ARN: target.arn }],
    })
  return cloudtrail.call(at, session, {
    source: 'lambda.amazonaws.com',
    name: 'UpdateFunctionCode20150331v2',
    params: {
      functionName: target.name,
      s3Bucket: 'nwh-builds',
      s3Key: `${target.name}.zip`,
      publish: true,
      dryRun: false,
    },
    response: {
      functionName: target.name,
      functionArn: target.arn,
      version: '7',
      lastModified: new Date(at).toISOString(),
    },
  })
}

interface ApprovalFacts {
  readonly id: string
  readonly number: string
  readonly approver: Person
  /** Who pressed the button. */
  readonly clicker: Person
  readonly words: string | null
  readonly requester: Person
  readonly asked: number
  readonly decided: number | null
  readonly state: 'approved' | 'rejected'
}

/** The row in which somebody is asked and answers, and what the audit says about it. */
function approvalRow(telling: Telling, facts: ApprovalFacts, note: (id: string) => string) {
  const { world } = telling
  const { servicenow } = world
  const row = servicenow.newId()
  note(row)
  servicenow.add('sysapproval_approver', {
    sys_id: row,
    sysapproval: { table: 'change_request', id: facts.id, shown: facts.number },
    document_id: { table: 'change_request', id: facts.id, shown: `Change Request: ${facts.number}` },
    source_table: 'change_request',
    approver: servicenow.person(facts.approver),
    group: null,
    state: approvalCell(facts.decided === null ? 'requested' : facts.state),
    comments: facts.words,
    due_date: { time: null },
    sys_created_on: { time: facts.asked },
    sys_created_by: facts.requester.login,
    sys_updated_on: { time: facts.decided ?? facts.asked },
    sys_updated_by: facts.decided === null ? facts.requester.login : facts.clicker.login,
  })
  if (facts.decided !== null)
    audits(telling, row, note)('sysapproval_approver', facts.decided, facts.clicker, 'state', 'requested', facts.state)
  return row
}

/** Somebody who was asked as well, and whose answer the other one's made needless. */
function mootRow(
  telling: Telling,
  facts: {
    readonly id: string
    readonly number: string
    readonly requester: Person
    readonly asked: number
    readonly decided: number
  },
  note: (id: string) => string,
) {
  const { world, random } = telling
  const { servicenow, company } = world
  const row = note(servicenow.newId())
  const manager = random.pick(company.changeManagers)
  servicenow.add('sysapproval_approver', {
    sys_id: row,
    sysapproval: { table: 'change_request', id: facts.id, shown: facts.number },
    document_id: { table: 'change_request', id: facts.id, shown: `Change Request: ${facts.number}` },
    source_table: 'change_request',
    approver: servicenow.person(manager),
    group: null,
    state: { value: 'not_required', shown: 'No Longer Required' },
    comments: null,
    due_date: { time: null },
    sys_created_on: { time: facts.asked },
    sys_created_by: facts.requester.login,
    sys_updated_on: { time: facts.decided + 2 * SECOND },
    sys_updated_by: 'system',
  })
}

/** Writes lines of the audit table about one record. */
export function audits(telling: { readonly world: World }, documentKey: string, note: (id: string) => string) {
  const { servicenow } = telling.world
  return (table: string, at: number, by: Person, field: string, from: string, to: string): string => {
    const id = servicenow.newId()
    servicenow.add('sys_audit', {
      sys_id: id,
      tablename: table,
      documentkey: documentKey,
      fieldname: field,
      oldvalue: from,
      newvalue: to,
      user: by.login,
      reason: null,
      record_checkpoint: '1',
      sys_created_on: { time: at },
      sys_created_by: by.login,
    })
    return note(id)
  }
}

function approvalCell(state: string): Cell {
  return { value: state, shown: state[0]!.toUpperCase() + state.slice(1) }
}

function timeline({ random, plan }: Telling, isStandard: boolean): Times {
  const created = plan.at
  const asked = created + random.int(10, 30) * MINUTE
  const decided = waking(asked + random.int(30, 240) * MINUTE)
  const start = waking(decided + random.int(30, 300) * MINUTE)
  const end = start + random.int(2, 4) * HOUR
  const executed = start + random.int(20, 70) * MINUTE
  const usual = {
    created,
    asked,
    decided,
    start,
    end,
    executed,
    closed: waking(executed + random.int(80, 240) * MINUTE),
  }
  switch (plan.variant) {
    case 'R02':
      return { ...usual, asked: null, decided: null }
    case 'R03': {
      const late = executed + random.int(15, 25) * MINUTE
      const answered = late + random.int(50, 180) * MINUTE
      return { ...usual, asked: late, decided: answered, closed: answered + random.int(60, 120) * MINUTE }
    }
    case 'R04.pending': {
      const refused = executed + random.int(60, 150) * MINUTE
      return { ...usual, decided: refused, closed: refused + random.int(60, 120) * MINUTE }
    }
    case 'R50.early': {
      const opens = executed + random.int(180, 300) * MINUTE
      return { ...usual, start: opens, end: opens + 2 * HOUR }
    }
    case 'R05.window': {
      const late = end + random.int(180, 300) * MINUTE
      return { ...usual, executed: late, closed: late + random.int(80, 240) * MINUTE }
    }
    case 'R06': {
      const done = created - random.int(60, 240) * MINUTE
      const answered = asked + random.int(45, 180) * MINUTE
      return {
        created,
        asked,
        decided: answered,
        start: done - 30 * MINUTE,
        end: done + 90 * MINUTE,
        executed: done,
        closed: answered + 90 * MINUTE,
      }
    }
    default:
      return isStandard
        ? {
            ...usual,
            asked: null,
            decided: null,
            start: created + 20 * MINUTE,
            end: created + 3 * HOUR,
            executed: created + random.int(40, 120) * MINUTE,
            closed: created + random.int(200, 300) * MINUTE,
          }
        : usual
  }
}
