/** Names of Azure's built-in roles that matter most, by the id they have in every tenant: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const names: Readonly<Record<string, string>> = {
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635': 'Owner',
  'b24988ac-6180-42a0-ab88-20f7382dd24c': 'Contributor',
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': 'Reader',
  '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9': 'User Access Administrator',
  'f58310d9-a9f6-439a-9e8d-f62e7b41a168': 'Role Based Access Control Administrator',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1': 'Storage Blob Data Reader',
  '9980e02c-c2be-4d73-94e8-173b1dc7cf3c': 'Virtual Machine Contributor',
  'fb1c8493-542b-48eb-b624-b4c8fea62acd': 'Security Admin',
}

/** The role's name where it is well known, else the id itself; `/providers/…/roleDefinitions/<id>` or the bare id. */
export function roleName(definition: string | null): string | null {
  const id = definition?.trim().split('/').at(-1)?.toLowerCase() ?? ''
  return id === '' ? null : (names[id] ?? id)
}
