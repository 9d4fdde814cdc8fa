import { kubernetesRbac } from '../../../connectors/kubernetes-rbac/index.js'
import { runCases, runHostile } from '../run-cases.js'

runCases(kubernetesRbac)
runHostile(kubernetesRbac)
