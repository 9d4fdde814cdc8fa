/** Slack as its workspace export lies: `users.json`, `channels.json`, and one array of messages a day in a folder per channel. */
import { DAY, dayOf, isoDay, SECOND, slackTime } from '../calendar.js'
import type { Person } from '../company.js'
import type { Files } from '../files.js'
import type { Rates } from '../options.js'
import type { Random } from '../random.js'

/** Who posts: a person, or an app. */
export type Poster = Person | { readonly bot: string; readonly app: string; readonly name: string }

/** One message to come. */
export interface Post {
  readonly at: number
  readonly by: Poster
  readonly text: string
  /** Rewritten later: the export shows the last text and says that there was another. */
  readonly edited?: { readonly at: number; readonly by: Poster }
  /** Deleted later, with replies beside it: the export keeps a stone in its place. */
  readonly isDeleted?: boolean
}

/** The chat. */
export interface Slack {
  readonly channels: Readonly<Record<ChannelName, { readonly id: string; readonly name: string }>>
  /** Posts a message with its replies; gives their native ids, root first, and the permalink of the root. */
  thread(
    channel: ChannelName,
    root: Post,
    replies?: readonly Post[],
  ): { readonly ids: readonly string[]; readonly permalink: string }
  flush(before: number): void
  close(people: readonly Person[]): void
}

export type ChannelName = 'access-requests' | 'ops-alerts' | 'general' | 'random'
const TEAM = 'T0NWHARBOR'

/** Opens the chat. */
export function openSlack(files: Files, root: Random, rates: Rates, skew: number): Slack {
  const random = root.fork('slack')
  let serial = 0
  const days = new Map<string, { ts: string; text: string }[]>()
  const channel = (name: ChannelName, id: string) => ({ id, name })
  const channels = {
    'access-requests': channel('access-requests', 'C07ACCESSRQ'),
    'ops-alerts': channel('ops-alerts', 'C07OPSALERT'),
    general: channel('general', 'C07GENERAL0'),
    random: channel('random', 'C07RANDOM00'),
  }
  const stamp = (at: number) => {
    serial = (serial + 7) % 1000
    return slackTime(at + skew * SECOND, serial)
  }
  const save = (name: ChannelName, ts: string, message: unknown) => {
    const bucket = `${name}/${dayOf(Number(ts.split('.')[0]) * SECOND)}`
    const list = days.get(bucket) ?? []
    days.set(bucket, list)
    const isTwice = root.fork(`message/${name}/${ts}`).chance(rates.duplicatedRecords)
    for (let copies = isTwice ? 2 : 1; copies > 0; copies--) list.push({ ts, text: JSON.stringify(message) })
  }
  const author = (by: Poster) =>
    'bot' in by
      ? {
          subtype: 'bot_message',
          bot_id: by.bot,
          app_id: by.app,
          username: by.name,
          bot_profile: {
            id: by.bot,
            app_id: by.app,
            name: by.name,
            deleted: false,
            updated: 1700000000,
            team_id: TEAM,
          },
        }
      : {
          client_msg_id: random.uuid(),
          user: by.slack,
          team: TEAM,
          user_profile: {
            real_name: by.name,
            display_name: by.login,
            first_name: by.first,
            team: TEAM,
            is_restricted: false,
          },
        }
  const tombstone = { subtype: 'tombstone', user: 'USLACKBOT', hidden: true, team: TEAM }
  const said = (post: Post) => ({
    ...(post.isDeleted ? tombstone : author(post.by)),
    type: 'message',
    text: post.isDeleted ? 'This message was deleted.' : post.text,
    ...(post.edited ? { edited: { user: userOf(post.edited.by), ts: stamp(post.edited.at) } } : {}),
  })
  const userOf = (by: Poster) => ('bot' in by ? by.bot : by.slack)
  return {
    channels,
    thread(name, rootPost, replies = []) {
      const ts = stamp(rootPost.at)
      const stamped = replies.map((reply) => ({ ...reply, ts: stamp(reply.at) }))
      const last = stamped.at(-1)
      const thread = last
        ? {
            thread_ts: ts,
            reply_count: stamped.length,
            reply_users_count: new Set(stamped.map((reply) => userOf(reply.by))).size,
            latest_reply: last.ts,
            reply_users: [...new Set(stamped.map((reply) => userOf(reply.by)))],
            replies: stamped.map((reply) => ({ user: userOf(reply.by), ts: reply.ts })),
          }
        : {}
      save(name, ts, { ...said(rootPost), ts, ...thread })
      for (const reply of stamped)
        save(name, reply.ts, {
          ...said(reply),
          ts: reply.ts,
          thread_ts: ts,
          parent_user_id: userOf(rootPost.by),
        })
      const ids = [ts, ...stamped.map((reply) => reply.ts)].map((stampText) => `${channels[name].name}:${stampText}`)
      return { ids, permalink: permalink(channels[name].id, ts) }
    },
    flush(before) {
      for (const [bucket, messages] of days) {
        const [name, day] = bucket.split('/') as [ChannelName, string]
        if (Number(day) + DAY > before) continue
        days.delete(bucket)
        messages.sort((a, b) => (a.ts < b.ts ? -1 : 1))
        files.text(
          `exports/slack/${name}/${isoDay(Number(day))}.json`,
          `[${messages.map((item) => item.text).join(',\n')}]\n`,
        )
      }
    },
    close(people) {
      const users = people.map((person) => ({
        id: person.slack,
        team_id: TEAM,
        name: person.login,
        deleted: false,
        real_name: person.name,
        tz: 'Europe/Berlin',
        profile: {
          title: person.title,
          real_name: person.name,
          display_name: person.login,
          ...(person.unexplained.has('slack') ? {} : { email: person.key }),
          team: TEAM,
        },
        is_admin: false,
        is_owner: false,
        is_bot: false,
        is_app_user: false,
        updated: 1760000000,
      }))
      files.text('exports/slack/users.json', `[${users.map((user) => JSON.stringify(user)).join(',\n')}]\n`)
      const list = Object.values(channels).map(({ id, name }) => ({
        id,
        name,
        created: 1700000000,
        creator: people[0]!.slack,
        is_archived: false,
        is_general: name === 'general',
        members: people.map((person) => person.slack),
        topic: { value: '', creator: '', last_set: 0 },
        purpose: { value: '', creator: '', last_set: 0 },
      }))
      files.text('exports/slack/channels.json', `${JSON.stringify(list)}\n`)
    },
  }
}

function permalink(channel: string, ts: string) {
  return `https://nwh.slack.example/archives/${channel}/p${ts.replace('.', '')}`
}
