/** The names that APIOps gives to folders and files, in all its versions. */

/** Names of the folders of resources: older and newer ones. */
export const folders = {
  namedValues: new Set(['named values', 'namedValues']),
  fragments: new Set(['policy fragments', 'policyFragments']),
  versionSets: new Set(['version sets', 'versionSets']),
};

/** Folders below a root that hold what its APIs share. */
export const sharedFolders: ReadonlySet<string> = new Set([...folders.namedValues, ...folders.fragments, ...folders.versionSets]);

/** Folders below a root that show it to be one. */
export const markers: ReadonlySet<string> = new Set(['apis', 'products', ...sharedFolders]);

/** All folders right below a root in which it keeps resources. */
export const ofRoot: ReadonlySet<string> = new Set([
  ...markers,
  ...['workspaces', 'backends', 'diagnostics', 'gateways', 'groups', 'loggers', 'subscriptions', 'tags'],
]);

/** `apiVersionSetInformation.json` up to version 5, `versionSetInformation.json` since. */
export function isVersionSet(file: string): boolean {
  return file === 'versionSetInformation.json' || file === 'apiVersionSetInformation.json';
}

/** Where the folder of an API ends. Versions 0 and 1 have `apis/<display name>/<version>/<revision>/`, later ones `apis/<id>/`. */
export function apiDepth(segments: readonly string[]): 2 | 4 {
  if (segments.length < 5 || !/^\d+$/.test(segments[3] ?? '') || ofApi.has(segments[2] ?? '')) return 2;
  return 4;
}

/** Folders that an API has for other things than versions. */
export const ofApi = new Set(['operations', 'resolvers', 'tags', 'diagnostics', 'releases', 'schemas', 'wikis', 'tagDescriptions']);

/** Whether a file can be a policy, by its name. */
export function isXml(path: string): boolean {
  return path.endsWith('.xml');
}

/** True for the name that the publishing tools write; they read any XML file in its place. */
export function hasUsualName(path: string): boolean {
  return path.endsWith('/policy.xml') || path === 'policy.xml';
}

/** The folder that holds a file; the top is empty. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The path below the root, or null when it is elsewhere. */
export function below(root: string, path: string): string | null {
  if (root === '') return path;
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : null;
}
