/** Languages that policies and what is known of their services are written in. */
export type FileLanguage = 'xml' | 'json' | 'yaml' | 'terraform' | 'bicep';

const byEnding: readonly (readonly [ending: RegExp, language: FileLanguage])[] = [
  [/\.(?:tf|tofu)(?:\.json)?$/i, 'terraform'],
  [/\.bicep$/i, 'bicep'],
  [/\.xml$/i, 'xml'],
  [/\.json$/i, 'json'],
  [/\.ya?ml$/i, 'yaml'],
];

/** The language of a file, by its name; null: another one. Only layouts know the names of files: everybody else asks here. */
export function languageOf(path: string): FileLanguage | null {
  return byEnding.find(([ending]) => ending.test(path))?.[1] ?? null;
}

/** Where the policy for all APIs of a service would be, for a finding that stands in no file. `root`: the service's folder. */
export function globalPolicyOf(root: string): string {
  return root === '' ? 'policy.xml' : `${root}/policy.xml`;
}
