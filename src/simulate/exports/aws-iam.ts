/** The credential reports of AWS IAM: a CSV per day on which somebody asked for one, with a row per user. */
import { isoDay, isoSeconds } from '../calendar.js'
import type { CloudAccount } from '../company.js'
import type { Files } from '../files.js'

/** A user with one access key, as IAM knows it. */
export interface KeyHolder {
  readonly account: CloudAccount
  readonly user: string
  readonly createdAt: number
  /** When the key was made. */
  readonly rotatedAt: number
  /** Last use at the time of the first report; null: never used. */
  readonly usedAt: number | null
}

/** The reports: one at the beginning of the story, one at its end. */
export interface CredentialReports {
  list(holder: KeyHolder): void
  /** A use that the last report tells of. */
  use(user: string, at: number): void
  /** Writes the reports, unless nobody was listed. */
  close(days: { readonly first: number; readonly last: number }): void
}

const header =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated'

/** Opens the reports. */
export function openCredentialReports(files: Files): CredentialReports {
  const holders: KeyHolder[] = []
  const uses = new Map<string, number>()
  const write = (day: number, usedAt: (holder: KeyHolder) => number | null) => {
    const known = holders.filter(({ createdAt }) => createdAt < day)
    if (known.length === 0) return
    const rows = known.map((holder) => {
      const used = usedAt(holder)
      const arn = `arn:aws:iam::${holder.account.id}:user/${holder.user}`
      const key = [
        'true',
        reportTime(holder.rotatedAt),
        ...(used === null ? ['N/A', 'N/A', 'N/A'] : [reportTime(used), 'us-east-1', 'iam']),
      ]
      return [holder.user, arn, reportTime(holder.createdAt), 'false,N/A,N/A,N/A,false', ...key, none].join(',')
    })
    files.text(`exports/aws-iam/credential-report-${isoDay(day)}.csv`, `${[header, ...rows].join('\n')}\n`)
  }
  return {
    list: (holder) => {
      holders.push(holder)
    },
    use: (user, at) => {
      uses.set(user, Math.max(at, uses.get(user) ?? 0))
    },
    close({ first, last }) {
      write(first, ({ usedAt }) => usedAt)
      write(last, ({ user, usedAt }) => uses.get(user) ?? usedAt)
    },
  }
}

/** Second key and certificates: none. */
const none = 'false,N/A,N/A,N/A,N/A,false,N/A,false,N/A'

/** `2026-03-02T10:00:00+00:00` */
function reportTime(at: number) {
  return isoSeconds(at).replace('Z', '+00:00')
}
