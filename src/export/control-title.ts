/** How a control is called in what is written for other tools. */
import { controlOf } from '../controls/controls.js'

/** A control by its framework, id and title: `NIST SP 800-53 AC-5 Separation of Duties`. */
export function controlTitle(key: string): string {
  const control = controlOf(key)
  if (!control) return key
  return [control.frameworkName, control.id, control.title].filter((one) => one !== null).join(' ')
}
