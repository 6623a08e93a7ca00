/** Names of folders and files in all versions of APIOps. */

/** Names of resources' folders, old and new. */
export const folders = {
  namedValues: new Set(['named values', 'namedValues']),
  fragments: new Set(['policy fragments', 'policyFragments']),
  versionSets: new Set(['version sets', 'versionSets']),
};

/** Folders of a root whose content its APIs share. */
export const sharedFolders: ReadonlySet<string> = new Set([...folders.namedValues, ...folders.fragments, ...folders.versionSets]);

/** Folders that identify the folder around them as a root. */
export const markers: ReadonlySet<string> = new Set(['apis', 'products', ...sharedFolders]);

/** All folders directly below a root that hold resources. */
export const ofRoot: ReadonlySet<string> = new Set([
  ...markers,
  ...['workspaces', 'backends', 'diagnostics', 'gateways', 'groups', 'loggers', 'subscriptions', 'tags'],
]);

/** `apiVersionSetInformation.json` up to version 5, `versionSetInformation.json` since. */
export function isVersionSet(file: string): boolean {
  return file === 'versionSetInformation.json' || file === 'apiVersionSetInformation.json';
}

/** Number of segments of an API's folder. Versions 0 and 1 have `apis/<display name>/<version>/<revision>/`, later ones `apis/<id>/`. */
export function apiDepth(segments: readonly string[]): 2 | 4 {
  if (segments.length < 5 || !/^\d+$/.test(segments[3] ?? '') || ofApi.has(segments[2] ?? '')) return 2;
  return 4;
}

/** Folders of an API that are not versions. */
export const ofApi = new Set(['operations', 'resolvers', 'tags', 'diagnostics', 'releases', 'schemas', 'wikis', 'tagDescriptions']);

/** Whether a file can be a policy, by its name. */
export function isXml(path: string): boolean {
  return path.endsWith('.xml');
}

/** Whether it is the name that the publishing tools write; they read any XML file in its place. */
export function hasUsualName(path: string): boolean {
  return path.endsWith('/policy.xml') || path === 'policy.xml';
}

/** The folder of a file; '' at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The path below the root; null if it is elsewhere. */
export function below(root: string, path: string): string | null {
  if (root === '') return path;
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : null;
}
