/**
 * A binding of a role to subjects as the API server stores it.
 * Fields: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-binding-v1 and …/cluster-role-binding-v1.
 */
import { asFields, type Fields, fieldsAt, textOf } from '../../src/read-fields.js'

const group = 'rbac.authorization.k8s.io'

/**
 * The binding that a record is, or null. Items of a list that the API itself answered with have no kind of their own: the group of the role they
 * point to tells them. OpenShift's older bindings (`authorization.openshift.io`) are others, and those kept inside of an audit event are its own.
 */
export function bindingOf(value: unknown): Fields | null {
  const fields = asFields(value)
  if (fields === null || fieldsAt(fields, 'metadata') === null) return null
  const kind = textOf(fields['kind'])
  if (kind === null) return textOf(fieldsAt(fields, 'roleRef')?.['apiGroup']) === group ? fields : null
  const isBinding = kind === 'RoleBinding' || kind === 'ClusterRoleBinding'
  return isBinding && textOf(fields['apiVersion'])?.startsWith(`${group}/`) ? fields : null
}
