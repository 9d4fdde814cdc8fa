/** The cases of every other rule. */
import { promiseCases } from './promise-cases.js'

promiseCases(0)
